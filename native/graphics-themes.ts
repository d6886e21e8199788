/** The overlay's themes, wired: kept in the settings, on record in the ledger, and seen on every overlay page. */
import { z } from 'zod';
import type { GraphicsOptions } from './graphics.ts';
import { ThemeShelf } from './overlays/theme-shelf.ts';

export function openThemes({ desk, storage, clock }: GraphicsOptions): ThemeShelf {
  const { settings } = storage;
  const shelf = new ThemeShelf({
    clock,
    store: { load: () => settings.get('themes', z.unknown()), save: (kept) => settings.set('themes', kept) },
    append: (drafts) => desk.ledger.append(drafts),
    broadcastId: () => desk.playout.broadcastId,
  });
  desk.overlay.setTheme(shelf.chosen);
  shelf.state.subscribe(() => desk.overlay.setTheme(shelf.chosen));
  return shelf;
}
