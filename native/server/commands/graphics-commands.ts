/** Commands of the overlay: what is prepared for it, how it looks, where its layers stand, and how it gets into OBS. */
import { refused } from '../../contract/refusal.ts';
import type { HandlerTable } from '../command-handlers.ts';

const notBuilt = async () => refused('not-found');

export function graphicsCommands(): Pick<
  HandlerTable,
  | 'saveAnnouncement'
  | 'removeAnnouncement'
  | 'saveOffer'
  | 'removeOffer'
  | 'saveTheme'
  | 'removeTheme'
  | 'chooseTheme'
  | 'placeLayers'
  | 'undoLayout'
  | 'redoLayout'
  | 'setOverlayRoute'
  | 'refreshOverlay'
  | 'showAnnouncement'
  | 'showOffer'
> {
  return {
    saveAnnouncement: notBuilt,
    removeAnnouncement: notBuilt,
    saveOffer: notBuilt,
    removeOffer: notBuilt,
    saveTheme: notBuilt,
    removeTheme: notBuilt,
    chooseTheme: notBuilt,
    placeLayers: notBuilt,
    undoLayout: notBuilt,
    redoLayout: notBuilt,
    setOverlayRoute: notBuilt,
    refreshOverlay: notBuilt,
    showAnnouncement: notBuilt,
    showOffer: notBuilt,
  };
}
