/** Starts the overlay page: reads its address, opens the one socket, draws. */
import { createRoot } from 'react-dom/client';
import { StudioClientContext } from '../client/hooks.ts';
import { createStudioClient } from '../client/studio-client.ts';
import { loadFontsOfWords } from './drawn-state.ts';
import { OverlayPage } from './OverlayPage.tsx';
import { readOverlayAddress } from './overlay-address.ts';

loadFontsOfWords();
const address = readOverlayAddress(new URL(location.href));
const client = createStudioClient(address.socketUrl);
const calm = address.still || matchMedia('(prefers-reduced-motion: reduce)').matches;

createRoot(document.getElementById('overlay')!).render(
  <StudioClientContext value={client}>
    <OverlayPage topic={address.topic} locale={address.locale} still={calm} />
  </StudioClientContext>,
);
