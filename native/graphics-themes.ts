/** The overlay's themes, wired: kept in the settings, on record in the ledger. */
import { z } from 'zod';
import type { GraphicsOptions } from './graphics.ts';
import { ThemeShelf } from './overlays/theme-shelf.ts';

export function openThemes({ desk, storage, clock }: GraphicsOptions): ThemeShelf {
  const { settings } = storage;
  return new ThemeShelf({
    clock,
    store: { load: () => settings.get('themes', z.unknown()), save: (kept) => settings.set('themes', kept) },
    append: (drafts) => desk.ledger.append(drafts),
    broadcastId: () => desk.playout.broadcastId,
  });
}
