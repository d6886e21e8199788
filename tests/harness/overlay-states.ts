/** Overlay states to look at: an ordinary moment of the sale, every layer at once, and every text as long as it gets or may get. */
import { blankOverlay, type OverlayState } from '../../native/contract/overlay.ts';
import type { LocalText } from '../../native/contract/text.ts';
import { sampleOverlay } from '../../renderer/overlays/sample-overlay.ts';

export const ordinary: OverlayState = {
  ...blankOverlay,
  broadcastId: 'bc-1',
  rehearsal: false,
  locale: 'zh-CN',
  card: {
    slot: 'main',
    productId: 'p-3',
    number: 3,
    sku: 'HT-HTX-003-12X240',
    name: { 'zh-CN': '和田核桃乳', ug: 'خوتەن ياڭاق سۈتى', en: 'Hetian walnut milk' },
    placeName: { 'zh-CN': '和田县', ug: 'خوتەن ناھىيىسى', en: 'Hotan County' },
    unit: { 'zh-CN': '12 × 240 毫升', ug: '12 × 240 مىللىلىتىر', en: '12 × 240 ml' },
    priceFen: 4990,
    allocated: 5000,
    remaining: 3127,
  },
  lowerThird: {
    guestId: 'g-1',
    name: { 'zh-CN': '阿依古丽·买买提', ug: 'ئايگۈل مەمەت', en: 'Aygul Memet' },
    role: { 'zh-CN': '和田县副县长', ug: 'خوتەن ناھىيىسىنىڭ مۇئاۋىن ھاكىمى', en: 'Deputy Governor of Hotan County' },
    guestClass: 'official',
  },
  slate: null,
  tickerShown: true,
  ticker: [
    { seq: 11, productName: { 'zh-CN': '雪菊', en: 'Snow chrysanthemum' }, region: '北京市', quantity: 1, buyer: null, atMs: 1 },
    {
      seq: 12,
      productName: { 'zh-CN': '薄皮核桃', ug: 'نېپىز پوستلۇق ياڭاق', en: 'Thin-shell walnuts' },
      region: '杭州市',
      quantity: 2,
      buyer: null,
      atMs: 2,
    },
    { seq: 13, productName: { 'zh-CN': '和田玉枣', ug: 'چىلان', en: 'Jade dates' }, region: null, quantity: 1, buyer: null, atMs: 3 },
    { seq: 14, productName: { 'zh-CN': '葡萄干', ug: 'كىشمىش', en: 'Raisins' }, region: '乌鲁木齐市', quantity: 12, buyer: null, atMs: 4 },
    {
      seq: 15,
      productName: { 'zh-CN': '和田核桃乳', ug: 'خوتەن ياڭاق سۈتى', en: 'Hetian walnut milk' },
      region: '广州市',
      quantity: 1,
      buyer: null,
      atMs: 5,
    },
  ],
  totalShown: true,
  totalShows: 'gross',
  totals: { grossFen: 1_020_000_000, netFen: 1_007_760_000, orderCount: 329_874, refundCount: 3958 },
  ledgerSeq: 15,
};

const longest = {
  'zh-CN': '和田地区墨玉县萨依巴格乡农民专业合作社手工古法慢火炒制薄皮核桃仁夹和田骏枣礼盒装',
  ug: 'خوتەن ۋىلايىتى قاراقاش ناھىيىسى سايباغ يېزىسى دېھقانلار كەسپىي كوپىراتىپىنىڭ قولدا ياسالغان ياڭاق مېغىزى سوۋغاتلىق قۇتىسى',
  en: 'Handmade slow-roasted thin-shell walnut kernels with Hetian jujubes, gift box of the Sayibage farmers’ cooperative, Moyu County',
};

/** Every layer, with ordinary texts. */
export const full: OverlayState = {
  ...sampleOverlay({ ...ordinary, clock: { nowAtMs: Date.UTC(2026, 0, 9, 12, 15), speed: 1 } }),
  ledgerSeq: 30,
};

/** Every layer with this text in every place. */
export function filledWith(text: LocalText, region: string): OverlayState {
  const product = { ...full.next[0]!, name: text, unit: text, priceFen: 12_345_678_90 };
  return {
    ...full,
    card: {
      ...full.card!,
      number: 999,
      name: text,
      placeName: text,
      unit: text,
      cooperative: text,
      sellingPoints: [text, text, text],
      priceFen: 12_345_678_90,
      struckPrice: { priceFen: 12_345_678_90, proof: 'deals' },
    },
    next: [1, 2, 3].map((index) => ({ ...product, productId: `p-${index}`, number: 997 + index - 1 })),
    flashSale: { ...full.flashSale!, name: text, unit: text, priceFen: 12_345_678_90, endsAtMs: full.clock.nowAtMs + 5 * 3_600_000 },
    offer: { ...full.offer!, title: text, terms: text, opensAtMs: full.clock.nowAtMs + 5 * 3_600_000 },
    lowerThird: { ...full.lowerThird!, name: text, role: text },
    segmentTitle: text,
    announcement: { announcementId: 'a-1', text },
    footer: { operatorName: text, licence: 'JY16532210000000'.repeat(5), complaint: text },
    ticker: full.ticker.map((item) => ({ ...item, productName: text, region, quantity: 999_999, buyer: '阿**·买**' })),
    totalShows: 'net',
    totals: { grossFen: 98_765_432_109_876, netFen: 98_765_432_109_876, orderCount: 98_765_432, refundCount: 3958 },
    goalFen: 98_765_432_109,
  };
}

/** Every layer, every text long. */
const filled = filledWith(longest, '内蒙古自治区呼和浩特市');
export const overflowing: OverlayState = { ...filled, card: { ...filled.card!, priceFen: 4990 } };

const words = (word: string) => word.repeat(200).slice(0, 200).trimEnd();
/** Two hundred characters in every field, as many as a text may have. */
export const hostile: OverlayState = filledWith(
  { 'zh-CN': words('手工古法慢火炒制核桃仁'), ug: words('ياڭاق مېغىزى سوۋغاتلىق '), en: words('unbreakableextraordinarilylongwords and ') },
  '内蒙古自治区呼和浩特市'.repeat(3),
);
