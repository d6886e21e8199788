/** What is prepared for the overlay, for the console's pages. */
import type { GraphicsState } from '../../native/contract/graphics.ts';
import { emptyLayout } from '../../native/contract/layout.ts';
import { builtInThemes, hetianTheme } from '../../native/contract/theme.ts';

export const noGraphics: GraphicsState = {
  announcements: [],
  offers: [],
  themes: [...builtInThemes],
  themeId: hetianTheme.themeId,
  layouts: { everywhere: emptyLayout, scenes: {} },
  canUndoLayout: false,
  canRedoLayout: false,
};

/** One layer is moved everywhere, and one scene has a place of its own for it. */
export const someGraphics: GraphicsState = {
  ...noGraphics,
  layouts: {
    everywhere: {
      ...emptyLayout,
      landscape: { total: { anchor: 'top-left', x: 100, y: 420, width: 600, scale: 1, hidden: false } },
    },
    scenes: {
      主播台: {
        ...emptyLayout,
        landscape: { total: { anchor: 'top-left', x: 300, y: 420, width: 600, scale: 1, hidden: true } },
      },
    },
  },
  canUndoLayout: true,
};
