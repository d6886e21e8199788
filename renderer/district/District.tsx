/** The board's tree: language and look around the chosen page. */
import '@mantine/core/styles.css';
import '@fontsource/noto-sans-sc/400.css';
import '@fontsource/noto-sans-sc/700.css';
import '@fontsource/noto-sans-arabic/400.css';
import '@fontsource/noto-sans-arabic/700.css';
import '../parts/frame.css';
import { MantineProvider } from '@mantine/core';
import type { i18n } from 'i18next';
import { LocaleProvider } from '../i18n/LocaleProvider.tsx';
import { cssVariablesResolver, theme } from '../theme.ts';
import { BoardPage } from './board/BoardPage.tsx';
import { KeysPage } from './keys/KeysPage.tsx';
import { type PageName, useRoute } from './routes.ts';
import { SticksPage } from './sticks/SticksPage.tsx';
import { StudioPage } from './studio/StudioPage.tsx';
import { TopBar } from './TopBar.tsx';
import { WallPage } from './wall/WallPage.tsx';

const pages: Record<Exclude<PageName, 'wall'>, () => React.ReactNode> = {
  board: BoardPage,
  studio: StudioPage,
  studios: KeysPage,
  import: SticksPage,
};

export function District({ texts }: { texts: i18n }) {
  return (
    <LocaleProvider texts={texts} studioLocale={undefined}>
      <MantineProvider theme={theme} forceColorScheme="dark" cssVariablesResolver={cssVariablesResolver}>
        <Chosen />
      </MantineProvider>
    </LocaleProvider>
  );
}

function Chosen() {
  const { page } = useRoute();
  if (page === 'wall') return <WallPage />;
  const Page = pages[page];
  return (
    <div className="shell">
      <TopBar page={page} />
      <div className="shell-page">
        <Page />
      </div>
    </div>
  );
}
