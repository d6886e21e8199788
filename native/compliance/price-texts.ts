/** Prices in running text: the law wants name, price and unit, so that a sum alone is noticed. */
import { foldText } from './folded-text.ts';

/** A sum of money: sign and number, or number and currency. Ten thousands and more are turnover and no price. */
const SUM =
  /(?:[¥￥]|(?<![a-z])(?:rmb|cny)\s?)\s?\d[\d,]*(?:\.\d{1,2})?(?![\d.]|\s?[万亿])|\d[\d,]*(?:\.\d{1,2})?\s?(?:元|块钱|yuan|rmb|يۈەن)/giu;
/** What a price is for: a fraction stroke, `each`, or a measure beside it. */
const UNIT =
  /[/／]|每|\bper\b|\beach\b|\ba\b|\bfor\b|ھەر|بىر|\d\s?(?:kg|g|ml|l)\b|(?:[\d一二三四五六七八九十两半]\s?)(?:公斤|千克|克|斤|吨|毫升|升|袋|盒|箱|瓶|罐|包|条|张|份|只|个|枚|串|套|件|米|本|顶|块|双|桶|斤装|كىلوگرام|كىلو|گرام|تال|دانە|قۇتا|خالتا|بوتۇلكا)/iu;
/** Sums that are no prices: coupons and lower limits, what is given back, what is carried. */
const NO_PRICE =
  /满|减|券|红包|优惠|立省|省|补贴|返|押金|运费|邮费|免|奖|销售额|成交|突破|捐|coupon|off\b|save|voucher|shipping|goal|total|قايتۇر|ئېتىبار|چېك/iu;
/** How far around a sum its unit may stand. */
const NEAR = 14;

/** The first sum that has no unit beside it, as it stands in the text; null when there is none. */
export function priceWithoutUnit(text: string): string | null {
  for (const match of text.matchAll(SUM)) {
    const before = text.slice(Math.max(0, match.index - NEAR), match.index);
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + NEAR);
    if (UNIT.test(before) || UNIT.test(after) || NO_PRICE.test(before) || NO_PRICE.test(after)) continue;
    return match[0];
  }
  return null;
}

/** Whether a unit names anything at all. */
export function namesUnit(unit: string): boolean {
  const { units } = foldText(unit);
  return units !== '' && !/^(?:无|没有|无单位|none|na|null|\d+)$/u.test(units);
}
