/** Starts the overlay page: reads its address, opens the one socket, draws. */
import { createRoot } from 'react-dom/client';
import { StudioClientContext } from '../client/hooks.ts';
import { createStudioClient } from '../client/studio-client.ts';
import { loadFontsOfWords } from './drawn-state.ts';
import { startHeartbeat } from './heartbeat.ts';
import { OverlayPage } from './OverlayPage.tsx';
import { readOverlayAddress } from './overlay-address.ts';
import { SlatePage } from './SlatePage.tsx';

loadFontsOfWords();
const address = readOverlayAddress(new URL(location.href));
const root = createRoot(document.getElementById('overlay')!);

if (address.background) document.body.style.background = address.background;
if (address.slate) root.render(<SlatePage {...address.slate} />);
else {
  const calm = address.still || matchMedia('(prefers-reduced-motion: reduce)').matches;
  const client = createStudioClient(address.socketUrl);
  startHeartbeat(client, { view: address.topic === 'overlay' ? 'program' : 'preview', still: address.still });
  root.render(
    <StudioClientContext value={client}>
      <OverlayPage topic={address.topic} view={address.view} still={calm} />
    </StudioClientContext>,
  );
}
