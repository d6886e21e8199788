/** The plan pages on a fixture client that answers edits as the host does: `?page=rundown&locale=ug&empty=1`. */
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
import { accepted, type Result } from '../../native/contract/refusal.ts';
import type { Rundown, RundownOperation } from '../../native/contract/rundown.ts';
import { localeSchema } from '../../native/contract/text.ts';
import { StudioClientContext } from '../../renderer/client/hooks.ts';
import { MediaPage } from '../../renderer/console/media/MediaPage.tsx';
import { CataloguePage } from '../../renderer/console/plan/CataloguePage.tsx';
import { applyOperation } from '../../renderer/console/plan/rundown-operation.ts';
import { RundownPage } from '../../renderer/console/plan/RundownPage.tsx';
import { SettingsPage } from '../../renderer/console/settings/SettingsPage.tsx';
import { StartPage } from '../../renderer/console/start/StartPage.tsx';
import { LocaleProvider } from '../../renderer/i18n/LocaleProvider.tsx';
import { createTexts } from '../../renderer/i18n/setup.ts';
import { cssVariablesResolver, theme } from '../../renderer/theme.ts';
import { fixtureClient, type FixtureClient } from './fixture-client.ts';
import { keptBroadcasts, planStates } from './plan-states.ts';

/** What a test does from outside the page. */
export interface PlanFixture {
  client: FixtureClient;
  /** An edit by another console. */
  editElsewhere(operation: RundownOperation): void;
  rundown(): Rundown | undefined;
}
declare global {
  interface Window {
    fixture: PlanFixture;
  }
}

const query = new URLSearchParams(location.search);
const locale = localeSchema.catch('zh-CN').parse(query.get('locale'));
const client = fixtureClient(planStates(query.get('empty') === '1', locale));
const past: Rundown[] = [];

const current = () => client.topic('rundown').get();
function become(rundown: Rundown): Result<{ version: number }> {
  const version = (current()?.version ?? 0) + 1;
  client.patch('rundown', { rundown, version, canUndo: past.length > 0, savedAtMs: Date.UTC(2020, 4, 1, 6, 0, version) });
  return accepted({ version });
}
function edit(operation: RundownOperation): Result<unknown> {
  const before = current()?.rundown;
  if (!before) return accepted({ version: 0 });
  past.push(before);
  return become(applyOperation(before, operation));
}

client.reportWith(() => accepted(keptBroadcasts));
client.answerWith((name, input) => {
  if (name === 'editRundown') return edit(input as RundownOperation);
  if (name === 'undoRundown') {
    const before = past.pop();
    return before ? become(before) : accepted({ version: current()?.version ?? 0 });
  }
  if (name === 'startRehearsal') return accepted({ address: 'about:blank' });
  if (name === 'prepareObs') return accepted({ createdScenes: ['干部台'], overlayAddedTo: ['主播台', '干部台'], route: 'browser' });
  return accepted({});
});
const send = client.send.bind(client);
client.send = async (name, input) => {
  if (client.link.get() !== 'open') throw new Error('not connected to the studio');
  return send(name, input);
};
window.fixture = { client, editElsewhere: (operation) => void edit(operation), rundown: () => current()?.rundown };

const pages = { rundown: RundownPage, catalogue: CataloguePage, settings: SettingsPage, start: StartPage, media: MediaPage };
const Page = pages[(query.get('page') ?? 'rundown') as keyof typeof pages];

createRoot(document.getElementById('root')!).render(
  <StudioClientContext value={client}>
    <LocaleProvider texts={createTexts(locale)} studioLocale={locale}>
      <MantineProvider theme={theme} forceColorScheme="dark" cssVariablesResolver={cssVariablesResolver}>
        <Notifications position="bottom-right" limit={4} />
        <div className="shell">
          <div style={{ height: 56 }} />
          <div className="shell-page">
            <Page />
          </div>
        </div>
      </MantineProvider>
    </LocaleProvider>
  </StudioClientContext>,
);
