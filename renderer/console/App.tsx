/** The shell: what is true on every page above, the desk's buttons below, the chosen page between. */
import './shell/shell.css';
import { useMemo } from 'react';
import { useStudioClient, useTopic } from '../client/hooks.ts';
import { OnAirPage } from './air/OnAirPage.tsx';
import { createDesk, DeskContext } from './desk.ts';
import { DeskKeys } from './DeskKeys.tsx';
import { MediaPage } from './media/MediaPage.tsx';
import { ObsPage } from './obs/ObsPage.tsx';
import { OverlayDeskPage } from './overlay/OverlayDeskPage.tsx';
import { CataloguePage } from './plan/CataloguePage.tsx';
import { RundownPage } from './plan/RundownPage.tsx';
import { GateDialog } from './gate/GateDialog.tsx';
import { useOthersActs } from './others-acts.ts';
import { type Route, useChosenRoute } from './routes.ts';
import { SalesPage } from './sales/SalesPage.tsx';
import { SettingsPage } from './settings/SettingsPage.tsx';
import { LinkBand } from './shell/LinkBand.tsx';
import { RehearsalStrip } from './shell/RehearsalStrip.tsx';
import { SkipLink } from './shell/SkipLink.tsx';
import { TopBar } from './shell/TopBar.tsx';
import { TransportBar } from './shell/TransportBar.tsx';
import { StartPage } from './start/StartPage.tsx';
import { UpstreamPage } from './upstream/UpstreamPage.tsx';
import { useCommand } from './use-command.ts';

const pages: Record<Route, () => React.ReactNode> = {
  air: OnAirPage,
  obs: ObsPage,
  overlay: OverlayDeskPage,
  rundown: RundownPage,
  catalogue: CataloguePage,
  media: MediaPage,
  sales: SalesPage,
  upstream: UpstreamPage,
  settings: SettingsPage,
  start: StartPage,
};

export function App() {
  const chosen = useChosenRoute();
  const studio = useTopic('studio');
  const client = useStudioClient();
  const run = useCommand();
  const desk = useMemo(() => createDesk(client, run), [client, run]);
  useOthersActs();
  const route = chosen ?? (studio?.firstRun ? 'start' : 'air');
  const Page = pages[route];
  return (
    <DeskContext value={desk}>
      {/* Before the page, so that the page's own answer to a key comes first. */}
      {route !== 'start' && <DeskKeys />}
      <div className="shell">
        <SkipLink />
        <TopBar route={route} />
        <LinkBand />
        {studio?.rehearsal && <RehearsalStrip rehearsal={studio.rehearsal} />}
        <div className="shell-page">
          <Page />
        </div>
        {route !== 'start' && <TransportBar />}
        <GateDialog />
      </div>
    </DeskContext>
  );
}
