/** The console's tree: client, language, look and notifications around the app. */
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@fontsource/noto-sans-sc/400.css';
import '@fontsource/noto-sans-sc/700.css';
import '@fontsource/noto-sans-arabic/400.css';
import '@fontsource/noto-sans-arabic/700.css';
import '../parts/frame.css';
import './console.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import type { i18n } from 'i18next';
import type { ReactNode } from 'react';
import { StudioClientContext, useTopic } from '../client/hooks.ts';
import type { StudioClient } from '../client/studio-client.ts';
import { LocaleProvider } from '../i18n/LocaleProvider.tsx';
import { cssVariablesResolver, theme } from '../theme.ts';
import { App } from './App.tsx';

function Localised({ texts, children }: { texts: i18n; children: ReactNode }) {
  return (
    <LocaleProvider texts={texts} studioLocale={useTopic('studio')?.locale}>
      {children}
    </LocaleProvider>
  );
}

export function Console({ client, texts }: { client: StudioClient; texts: i18n }) {
  return (
    <StudioClientContext value={client}>
      <Localised texts={texts}>
        <MantineProvider theme={theme} forceColorScheme="dark" cssVariablesResolver={cssVariablesResolver}>
          <Notifications position="bottom-right" limit={4} />
          <App />
        </MantineProvider>
      </Localised>
    </StudioClientContext>
  );
}
