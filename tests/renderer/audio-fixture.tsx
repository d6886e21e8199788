/** The mixer, or its strip on the on-air page, on a fixture client: `?page=strip&locale=ug&empty=1`. */
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@fontsource/noto-sans-sc/400.css';
import '@fontsource/noto-sans-sc/700.css';
import '@fontsource/noto-sans-arabic/400.css';
import '@fontsource/noto-sans-arabic/700.css';
import '../../renderer/parts/frame.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { createRoot } from 'react-dom/client';
import { noAudio, noMeters } from '../../native/contract/audio.ts';
import { noSources } from '../../native/contract/obs.ts';
import { refused } from '../../native/contract/refusal.ts';
import { localeSchema } from '../../native/contract/text.ts';
import { StudioClientContext } from '../../renderer/client/hooks.ts';
import { AudioTab } from '../../renderer/console/obs/audio/AudioTab.tsx';
import { MixerStrip } from '../../renderer/console/obs/audio/MixerStrip.tsx';
import { LocaleProvider } from '../../renderer/i18n/LocaleProvider.tsx';
import { createTexts } from '../../renderer/i18n/setup.ts';
import { cssVariablesResolver, theme } from '../../renderer/theme.ts';
import { soundLevels, soundSources, soundState } from './audio-states.ts';
import { consoleStates } from './console-states.ts';
import { fixtureClient, type FixtureClient } from './fixture-client.ts';

/** What a test does from outside the page. */
export interface AudioFixture {
  client: FixtureClient;
  refuse: typeof refused;
  levels: typeof soundLevels;
}

const query = new URLSearchParams(location.search);
const locale = localeSchema.catch('zh-CN').parse(query.get('locale'));
const empty = query.get('empty') === '1';
const client = fixtureClient({
  ...consoleStates(locale),
  sources: empty ? noSources : soundSources,
  audio: empty ? noAudio : soundState,
  meters: empty ? noMeters : soundLevels,
});
Object.assign(window, { audioFixture: { client, refuse: refused, levels: soundLevels } satisfies AudioFixture });

createRoot(document.getElementById('root')!).render(
  <StudioClientContext value={client}>
    <LocaleProvider texts={createTexts(locale)} studioLocale={locale}>
      <MantineProvider theme={theme} forceColorScheme="dark" cssVariablesResolver={cssVariablesResolver}>
        <Notifications position="bottom-right" limit={4} />
        <main className="shell-page">
          <h1 className="visually-hidden">OBS</h1>
          {query.get('page') === 'strip' ? (
            <div style={{ width: '21rem', padding: '1rem' }}>
              <MixerStrip />
            </div>
          ) : (
            <AudioTab />
          )}
        </main>
      </MantineProvider>
    </LocaleProvider>
  </StudioClientContext>,
);
