/** Commands of the overlay: what is prepared for it, how it looks, where its layers stand, and how it gets into OBS. */
import type { HandlerTable } from '../command-handlers.ts';
import type { CommandServices } from '../command-table.ts';

export function graphicsCommands({
  layouts,
  messages,
  playout,
  themes,
  overlayWatch,
}: Pick<CommandServices, 'layouts' | 'messages' | 'overlayWatch' | 'playout' | 'themes'>): Pick<
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
    saveAnnouncement: (announcement) => messages.saveAnnouncement(announcement),
    removeAnnouncement: ({ announcementId }) => messages.removeAnnouncement(announcementId),
    saveOffer: (offer) => messages.saveOffer(offer),
    removeOffer: ({ offerId }) => messages.removeOffer(offerId),
    showAnnouncement: (input, actor) => playout.showAnnouncement(input, actor),
    showOffer: (input, actor) => playout.showOffer(input, actor),
    saveTheme: (theme, actor) => themes.save(theme, actor),
    removeTheme: ({ themeId }, actor) => themes.remove(themeId, actor),
    chooseTheme: ({ themeId }, actor) => themes.choose(themeId, actor),
    placeLayers: (input, actor) => layouts.place(input, actor),
    undoLayout: (_input, actor) => layouts.undo(actor),
    redoLayout: (_input, actor) => layouts.redo(actor),
    setOverlayRoute: ({ wish }) => overlayWatch.setWish(wish),
    refreshOverlay: ({ confirmed }, actor) => overlayWatch.refresh(confirmed, actor),
  };
}
