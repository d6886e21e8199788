/** OBS from the console: one tab for each of its sides. */
import { Tabs } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AudioTab } from './audio/AudioTab.tsx';
import { OutputsTab } from './outputs/OutputsTab.tsx';
import { PreparationTab } from './preparation/PreparationTab.tsx';
import { SourcesTab } from './sources/SourcesTab.tsx';
import { StandbyTab } from './standby/StandbyTab.tsx';

const tabs = [
  { name: 'sources', Tab: SourcesTab },
  { name: 'audio', Tab: AudioTab },
  { name: 'outputs', Tab: OutputsTab },
  { name: 'preparation', Tab: PreparationTab },
  { name: 'standby', Tab: StandbyTab },
] as const;

export function ObsPage() {
  const { t } = useTranslation('console');
  const [shown, setShown] = useState<string | null>('sources');
  return (
    <main className="obs-page">
      <h1 className="visually-hidden">{t('nav.obs')}</h1>
      <Tabs value={shown} onChange={setShown} keepMounted={false}>
        <Tabs.List>
          {tabs.map(({ name }) => (
            <Tabs.Tab key={name} value={name}>
              {t(`obsTabs.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ name, Tab }) => (
          <Tabs.Panel key={name} value={name}>
            <Tab />
          </Tabs.Panel>
        ))}
      </Tabs>
    </main>
  );
}
