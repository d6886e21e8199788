/** What is prepared for the overlay, for the console's pages. */
import type { GraphicsState } from '../../native/contract/graphics.ts';
import { emptyLayout } from '../../native/contract/layout.ts';
import { AT_MS } from './plan-states.ts';
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

/** Two announcements, a coupon, a lucky bag with its result; one layer is moved everywhere and in one scene; a theme of the crew. */
export const someGraphics: GraphicsState = {
  ...noGraphics,
  announcements: [
    {
      announcementId: 'an-1',
      text: {
        'zh-CN': '下午三点，核桃专场加开一小时',
        ug: 'چۈشتىن كېيىن سائەت ئۈچتە ياڭاق مەخسۇس مەيدانى',
        en: 'One more hour of walnuts at three',
      },
    },
    { announcementId: 'an-2', text: { 'zh-CN': '雨天路滑，县乡快递晚到一天' } },
  ],
  offers: [
    {
      offerId: 'of-1',
      kind: 'coupon',
      title: { 'zh-CN': '满 99 减 10 券', ug: '99 يۈەنگە 10 يۈەن ئېتىبار', en: '10 off 99' },
      terms: { 'zh-CN': '每人一张，限本场', ug: 'ھەر كىشىگە بىر', en: 'one each, in this broadcast' },
      opensAtMs: AT_MS + 3_600_000,
    },
    {
      offerId: 'of-2',
      kind: 'lucky-bag',
      title: { 'zh-CN': '核桃礼盒福袋', ug: 'ياڭاق ئامەت خالتىسى', en: 'Walnut box' },
      result: { 'zh-CN': '已开出 20 份，中奖：马**、买**', ug: '20 كىشىگە چىقتى', en: '20 drawn' },
    },
  ],
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
