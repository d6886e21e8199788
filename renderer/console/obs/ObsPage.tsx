/** OBS from the console: one tab for each of its sides. */
import { useTranslation } from 'react-i18next';
import { TabbedPage } from '../TabbedPage.tsx';
import { AudioTab } from './audio/AudioTab.tsx';
import { OutputsTab } from './outputs/OutputsTab.tsx';
import { PreparationTab } from './preparation/PreparationTab.tsx';
import { SourcesTab } from './sources/SourcesTab.tsx';
import { StandbyTab } from './standby/StandbyTab.tsx';

export function ObsPage() {
  const { t } = useTranslation('console');
  return (
    <TabbedPage
      route="obs"
      tabs={[
        { name: 'sources', label: t('obsTabs.sources'), Tab: SourcesTab, guarded: true },
        { name: 'audio', label: t('obsTabs.audio'), Tab: AudioTab, guarded: true },
        { name: 'outputs', label: t('obsTabs.outputs'), Tab: OutputsTab, guarded: false },
        { name: 'preparation', label: t('obsTabs.preparation'), Tab: PreparationTab, guarded: false },
        { name: 'standby', label: t('obsTabs.standby'), Tab: StandbyTab, guarded: false },
      ]}
    />
  );
}
