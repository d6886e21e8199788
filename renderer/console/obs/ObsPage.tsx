/** OBS from the console: one tab for each of its sides, named in the address, so that it can be linked to and is there after a reload. */
import './obs-page.css';
import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { addressOf, useTabInAddress } from '../routes.ts';
import { AudioTab } from './audio/AudioTab.tsx';
import { OutputsTab } from './outputs/OutputsTab.tsx';
import { PreparationTab } from './preparation/PreparationTab.tsx';
import { SourcesTab } from './sources/SourcesTab.tsx';
import { StandbyTab } from './standby/StandbyTab.tsx';

/** In `guarded` ones everything that can be pressed or moved changes what viewers see or hear. */
const tabs = [
  { name: 'sources', Tab: SourcesTab, guarded: true },
  { name: 'audio', Tab: AudioTab, guarded: true },
  { name: 'outputs', Tab: OutputsTab, guarded: false },
  { name: 'preparation', Tab: PreparationTab, guarded: false },
  { name: 'standby', Tab: StandbyTab, guarded: false },
] as const;

export function ObsPage() {
  const { t } = useTranslation('console');
  const inAddress = useTabInAddress();
  const shown = tabs.find(({ name }) => name === inAddress) ?? tabs[0];
  function show(name: string | null): void {
    // In place of the entry before, so that Back leaves the page instead of walking through its tabs.
    if (name !== null) location.replace(addressOf('obs', name));
  }
  return (
    <main className="obs-page">
      <h1 className="visually-hidden">{t('nav.obs')}</h1>
      <Tabs value={shown.name} onChange={show} keepMounted={false} className="obs-tabs">
        <Tabs.List aria-label={t('nav.obs')}>
          {tabs.map(({ name }) => (
            <Tabs.Tab key={name} value={name}>
              {t(`obsTabs.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ name, Tab, guarded }) => (
          <Tabs.Panel key={name} value={name} className="obs-tab" data-changes-air={guarded || undefined}>
            <Tab />
          </Tabs.Panel>
        ))}
      </Tabs>
    </main>
  );
}
