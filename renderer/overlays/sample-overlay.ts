/** Something on every layer, for whoever tries a theme or places layers. Nothing of it is ever on air. */
import type { OverlayState } from '../../native/contract/overlay.ts';

const walnutMilk = {
  number: 3,
  productId: 'sample-3',
  name: { 'zh-CN': '和田核桃乳', ug: 'خوتەن ياڭاق سۈتى', en: 'Hetian walnut milk' },
  unit: { 'zh-CN': '12 × 240 毫升', ug: '12 × 240 مىللىلىتىر', en: '12 × 240 ml' },
  priceFen: 4990,
};
const chrysanthemum = { 'zh-CN': '昆仑雪菊', ug: 'كوئېنلۇن قار جۇخارگۈلى', en: 'Kunlun snow chrysanthemum' };
const walnuts = { 'zh-CN': '薄皮核桃', ug: 'نېپىز پوستلۇق ياڭاق', en: 'Thin-shell walnuts' };
const raisins = { 'zh-CN': '无核葡萄干', ug: 'ئۇرۇقسىز كىشمىش', en: 'Seedless raisins' };
const box = (grams: number) => ({ 'zh-CN': `${grams} 克`, ug: `${grams} گرام`, en: `${grams} g` });

/** Languages, theme and places stay as the studio has them. */
export function sampleOverlay(state: OverlayState): OverlayState {
  const { nowAtMs } = state.clock;
  return {
    ...state,
    heldBack: [],
    slate: null,
    card: {
      ...walnutMilk,
      slot: 'main',
      sku: 'SAMPLE-3',
      placeName: { 'zh-CN': '和田县', ug: 'خوتەن ناھىيىسى', en: 'Hotan County' },
      cooperative: { 'zh-CN': '巴格其镇核桃合作社', ug: 'باغچى بازىرى ياڭاق كوپىراتىپى', en: 'Bagqi walnut cooperative' },
      sellingPoints: [
        { 'zh-CN': '本地核桃', ug: 'يەرلىك ياڭاق', en: 'Local walnuts' },
        { 'zh-CN': '当季新货', ug: 'بۇ پەسىلنىڭ يېڭى مېلى', en: 'This season’s harvest' },
      ],
      struckPrice: { priceFen: 5990, proof: 'deals' },
      allocated: 5000,
      remaining: 3127,
    },
    nextShown: true,
    next: [
      { productId: 'sample-5', number: 5, name: walnuts, unit: box(500), priceFen: 3980 },
      { productId: 'sample-8', number: 8, name: raisins, unit: box(750), priceFen: 2990 },
      { productId: 'sample-12', number: 12, name: chrysanthemum, unit: box(80), priceFen: 6800 },
    ],
    flashSale: {
      ...walnutMilk,
      flashSaleId: 'sample',
      startedAtMs: nowAtMs,
      endsAtMs: nowAtMs + 299_000,
      units: 800,
      soldUnits: 312,
    },
    offer: {
      offerId: 'sample',
      kind: 'coupon',
      title: { 'zh-CN': '满 99 元减 10 元', ug: '99 يۈەنگە توشسا 10 يۈەن كېمەيتىلىدۇ', en: '10 yuan off from 99 yuan' },
      terms: { 'zh-CN': '每人限领一张', ug: 'ھەر ئادەمگە بىر دانە', en: 'One for each buyer' },
      opensAtMs: nowAtMs + 754_000,
      state: 'announced',
    },
    lowerThird: {
      guestId: 'sample',
      name: { 'zh-CN': '阿依古丽·买买提', ug: 'ئايگۈل مەمەت', en: 'Aygul Memet' },
      role: { 'zh-CN': '和田县核桃种植户', ug: 'خوتەن ناھىيىسى ياڭاق تېرىغۇچى', en: 'Walnut grower, Hotan County' },
      guestClass: 'farmer',
    },
    segmentTitleShown: true,
    segmentTitle: { 'zh-CN': '核桃园里的早晨', ug: 'ياڭاقلىقتىكى ئەتىگەن', en: 'Morning in the walnut grove' },
    announcement: {
      announcementId: 'sample',
      text: { 'zh-CN': '今日订单将于明日发出', ug: 'بۈگۈنكى زاكازلار ئەتە يوللىنىدۇ', en: 'Orders of today are shipped tomorrow' },
    },
    clockShown: true,
    footerShown: true,
    footer: {
      operatorName: { 'zh-CN': '和田优品电商有限公司', ug: 'خوتەن سەرخىل مەھسۇلات ئېلېكترونلۇق سودا شىركىتى', en: 'Hetian Fine Goods Ltd' },
      licence: 'JY16532210000000',
      complaint: { 'zh-CN': '投诉请用平台客服', ug: 'شىكايەت: سۇپا مۇلازىمىتى', en: 'Complaints: the platform’s service' },
    },
    adMarkShown: true,
    tickerShown: true,
    tickerNamesBuyers: true,
    ticker: [
      { seq: 1, productName: raisins, region: '乌鲁木齐市', quantity: 3, buyer: '买**', atMs: nowAtMs },
      { seq: 2, productName: walnuts, region: '杭州市', quantity: 2, buyer: '王**', atMs: nowAtMs },
      { seq: 3, productName: walnutMilk.name, region: '广州市', quantity: 1, buyer: '李**', atMs: nowAtMs },
    ],
    totalShown: true,
    totals: { grossFen: 1_020_359_900, netFen: 1_007_760_000, orderCount: 329_874, refundCount: 3958 },
    goalFen: 3_000_000_000,
  };
}
