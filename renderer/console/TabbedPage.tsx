/** A page of several tabs, each named in the address, so that it can be linked to and is there after a reload. */
import './tabbed-page.css';
import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { addressOf, type Route, useTabInAddress } from './routes.ts';

interface PageTab {
  name: string;
  label: string;
  Tab: () => ReactNode;
  /** Everything in it that can be pressed or moved changes what viewers see or hear. */
  guarded: boolean;
}

export function TabbedPage({ route, tabs }: { route: Route; tabs: readonly [PageTab, ...PageTab[]] }) {
  const { t } = useTranslation('console');
  const inAddress = useTabInAddress();
  const shown = tabs.find(({ name }) => name === inAddress) ?? tabs[0];
  function show(name: string | null): void {
    // In place of the entry before, so that Back leaves the page instead of walking through its tabs.
    if (name !== null) location.replace(addressOf(route, name));
  }
  return (
    <main className="tabbed-page">
      <h1 className="visually-hidden">{t(`nav.${route}`)}</h1>
      <Tabs value={shown.name} onChange={show} keepMounted={false} className="page-tabs">
        <Tabs.List aria-label={t(`nav.${route}`)}>
          {tabs.map(({ name, label }) => (
            <Tabs.Tab key={name} value={name}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ name, Tab, guarded }) => (
          <Tabs.Panel key={name} value={name} className="page-tab" data-changes-air={guarded || undefined}>
            <Tab />
          </Tabs.Panel>
        ))}
      </Tabs>
    </main>
  );
}
