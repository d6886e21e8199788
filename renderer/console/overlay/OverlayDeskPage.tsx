/** The overlay from the console: what is prepared for it, where its layers stand, its look, the gate before air, and the pages that draw it. */
import { useTranslation } from 'react-i18next';
import { TabbedPage } from '../TabbedPage.tsx';
import { GateTab } from './gate/GateTab.tsx';
import { LayoutTab } from './layout/LayoutTab.tsx';
import { MessagesTab } from './messages/MessagesTab.tsx';
import { PagesTab } from './pages/PagesTab.tsx';
import { ThemesTab } from './themes/ThemesTab.tsx';

export function OverlayDeskPage() {
  const { t } = useTranslation('console');
  return (
    <TabbedPage
      route="overlay"
      tabs={[
        { name: 'messages', label: t('overlayTabs.messages'), Tab: MessagesTab, guarded: false },
        { name: 'layout', label: t('overlayTabs.layout'), Tab: LayoutTab, guarded: true },
        { name: 'themes', label: t('overlayTabs.themes'), Tab: ThemesTab, guarded: false },
        { name: 'gate', label: t('overlayTabs.gate'), Tab: GateTab, guarded: false },
        { name: 'pages', label: t('overlayTabs.pages'), Tab: PagesTab, guarded: false },
      ]}
    />
  );
}
