/** The shell: what is true on every page above, the chosen page below. */
import { useTopic } from '../client/hooks.ts';
import { OnAirPage } from './air/OnAirPage.tsx';
import { CataloguePage } from './plan/CataloguePage.tsx';
import { RundownPage } from './plan/RundownPage.tsx';
import { type Route, useChosenRoute } from './routes.ts';
import { SettingsPage } from './settings/SettingsPage.tsx';
import { TopBar } from './shell/TopBar.tsx';
import { StartPage } from './start/StartPage.tsx';

const pages: Record<Route, () => React.ReactNode> = {
  air: OnAirPage,
  rundown: RundownPage,
  catalogue: CataloguePage,
  settings: SettingsPage,
  start: StartPage,
};

export function App() {
  const chosen = useChosenRoute();
  const firstRun = useTopic('studio')?.firstRun ?? false;
  const route = chosen ?? (firstRun ? 'start' : 'air');
  const Page = pages[route];
  return (
    <div className="shell">
      <TopBar route={route} />
      <div className="shell-page">
        <Page />
      </div>
    </div>
  );
}
