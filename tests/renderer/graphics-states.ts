/** What is prepared for the overlay, for the console's pages. */
import type { GraphicsState } from '../../native/contract/graphics.ts';
import { emptyLayout } from '../../native/contract/layout.ts';
import { builtInThemes, hetianTheme, type Theme } from '../../native/contract/theme.ts';

export const noGraphics: GraphicsState = {
  announcements: [],
  offers: [],
  themes: [...builtInThemes],
  themeId: hetianTheme.themeId,
  layouts: { everywhere: emptyLayout, scenes: {} },
  canUndoLayout: false,
  canRedoLayout: false,
};

/** A theme of the crew; its price is too faint on its panel. */
export const eveningTheme: Theme = {
  ...hetianTheme,
  themeId: 'evening',
  name: { 'zh-CN': '夜市', ug: 'كەچلىك بازار', en: 'Evening market' },
  colours: { ...hetianTheme.colours, panel: '#17433a', panelDeep: '#082019', price: '#d9a441' },
  texture: 'jade',
  radius: 10,
};

/** One layer is moved everywhere, one scene has a place of its own for it, and there is a theme of the crew. */
export const someGraphics: GraphicsState = {
  ...noGraphics,
  themes: [...builtInThemes, eveningTheme],
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
