/** Finds what would lead buyers elsewhere or show a person's data: telephone numbers, links, street addresses, codes. */
import { foldText, type FoldedText } from './folded-text.ts';

export type ContactKind = 'phone' | 'link' | 'address' | 'code';

/** Looked for only where what it needs is there: most texts have none of it. */
interface Pattern {
  needs: RegExp;
  pattern: RegExp;
}

export interface Contact {
  kind: ContactKind;
  /** In the original text: from, and behind it. */
  start: number;
  end: number;
}

export function contactsIn(original: string): Contact[] {
  if (original === '') return [];
  const plain = plainOf(original);
  return [
    ...phonesIn(original),
    ...matches(plain, LINKS, 'link'),
    ...matches(plain, ADDRESSES, 'address'),
    ...matches(plain, CODES, 'code'),
  ];
}

/** Chinese digits as they are written and as they are read out over a telephone. */
const CHINESE_DIGITS: Readonly<Record<string, string>> = {
  零: '0',
  〇: '0',
  洞: '0',
  一: '1',
  幺: '1',
  壹: '1',
  二: '2',
  两: '2',
  贰: '2',
  三: '3',
  叁: '3',
  四: '4',
  肆: '4',
  五: '5',
  伍: '5',
  六: '6',
  陆: '6',
  七: '7',
  柒: '7',
  拐: '7',
  八: '8',
  捌: '8',
  九: '9',
  玖: '9',
};

const DIGIT_LIKE = new RegExp(`[\\p{N}${Object.keys(CHINESE_DIGITS).join('')}]`, 'gu');

interface DigitGroup {
  digits: string;
  start: number;
  end: number;
  /** What stands between the group before and this one; null where anything but a gap does. */
  gap: string | null;
}

/** What people put between the parts of a telephone number. A colon, a slash or a currency sign belongs to something else. */
const PHONE_GAP = /^[\s\-‐‑‒–—―－()（）.．·•・*_~]{0,4}$/u;
/** Numbering plan of mainland China: mobile numbers, service numbers, area codes (ITU E.164, China). */
const MOBILE = /^(?:(?:00)?86)?1[3-9]\d{9}$/u;
const SERVICE = /^[48]00\d{7}$/u;
const LANDLINE = /^(?:(?:00)?86)?0?(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}$/u;
const AREA_CODE = /^0(?:10|2\d|[3-9]\d{2})$/u;
/** Before shorter numbers, so that a count of pieces is none. */
const PHONE_WORD = /(?:电话|電話|热线|熱線|手机|手機|致电|拨打|联系方式|咨询|座机|tel|phone|call|تېلېفون|نومۇرى)[^\p{L}\d]{0,4}$/iu;

function phonesIn(original: string): Contact[] {
  if ((original.match(DIGIT_LIKE)?.length ?? 0) < 7) return [];
  const groups = digitGroups(foldText(original));
  const phones: Contact[] = [];
  for (let first = 0; first < groups.length; first += 1) {
    const last = phoneFrom(groups, first, original);
    if (last === null) continue;
    phones.push({ kind: 'phone', start: groups[first]!.start, end: groups[last]!.end });
    first = last;
  }
  return phones;
}

/** The last group of the longest number that begins with `first`, or null. */
function phoneFrom(groups: readonly DigitGroup[], first: number, original: string): number | null {
  const head = groups[first]!;
  const announced = PHONE_WORD.test(original.slice(0, head.start));
  let digits = '';
  let gaps = '';
  let found: number | null = null;
  for (let last = first; last < groups.length && digits.length < 15; last += 1) {
    const { gap, digits: more } = groups[last]!;
    if (last > first) {
      if (gap === null || !PHONE_GAP.test(gap)) break;
      gaps += gap;
    }
    digits += more;
    if (isPhone(digits, groups.slice(first, last + 1), gaps, announced)) found = last;
  }
  return found;
}

function isPhone(digits: string, groups: readonly DigitGroup[], gaps: string, announced: boolean): boolean {
  if (announced && digits.length >= 7 && digits.length <= 12) return true;
  // Points alone are those of prices, unless every part has one, as in 138.0013.8000.
  const pointed = /[.．]/u.test(gaps);
  if (pointed && (/[^.．]/u.test(gaps) || groups.length > 3)) return false;
  if (MOBILE.test(digits)) return true;
  if (SERVICE.test(digits)) return groups.length === 1 ? digits.length === 10 : /^[48]00/u.test(groups[0]!.digits);
  if (!LANDLINE.test(digits)) return false;
  // Dates and sums fall into this shape as well: the area code must stand by itself, or nothing be parted at all.
  if (groups.length === 1) return /^(?:0|86)/u.test(digits);
  const isForeign = /^(?:00)?86$/u.test(groups[0]!.digits);
  const code = groups[isForeign ? 1 : 0]!.digits;
  return AREA_CODE.test(isForeign && !code.startsWith('0') ? `0${code}` : code) || isSpelled(groups);
}

/** Digit by digit, as somebody writes who means to be read and not found. */
function isSpelled(groups: readonly DigitGroup[]): boolean {
  return groups.length > 8 && groups.every(({ digits }) => digits.length === 1) && groups[0]!.digits === '0';
}

function digitGroups({ original, units, from, to, gaps }: FoldedText): DigitGroup[] {
  const groups: DigitGroup[] = [];
  let behind = -1;
  for (let at = 0; at < units.length; at += 1) {
    const digit = digitOf(units[at]!);
    if (digit === null) continue;
    const isNext = behind === at && gaps[at] === '';
    const group = groups.at(-1);
    if (group && isNext) {
      group.digits += digit;
      group.end = to[at]!;
    } else {
      const gap = group && behind === at ? gaps[at]! : null;
      groups.push({ digits: digit, start: from[at]!, end: to[at]!, gap });
    }
    behind = at + 1;
  }
  return groups.map((group) => (isPartOfName(original, group) ? { ...group, digits: '', gap: null } : group));
}

/** Numbers that letters go on are those of articles and licences, e.g. `HT-HTX-003-12X240`; eleven digits are a telephone's all the same. */
function isPartOfName(original: string, { digits, start, end }: DigitGroup): boolean {
  if (digits.length === 11 || PHONE_WORD.test(original.slice(0, start))) return false;
  return /[A-Za-z][-_]?$/u.test(original.slice(0, start)) || /^[-_]?[A-Za-z]/u.test(original.slice(end));
}

function digitOf(unit: string): string | null {
  return /^\d$/u.test(unit) ? unit : (CHINESE_DIGITS[unit] ?? null);
}

/** Common endings of host names. Those that are words as well only count as addresses write them: in small letters throughout. */
const SURE_ENDINGS = 'com|cn|net|org|edu|gov|xyz|vip|top|biz|ltd|mobi|asia|wang';
const WORD_ENDINGS = 'shop|store|online|app|link|site|group|club|info|ink|ren|me|io|tv|cc|co|fun|live|pro';
const LINKS: readonly Pattern[] = [
  { needs: /:\/\//u, pattern: /[a-z][a-z0-9+.-]{1,15}:\/\/\S+/giu },
  { needs: /www/iu, pattern: /www\s?[.。．]\s?[\p{L}\d]\S*/giu },
  // Written out, spaced or with other dots.
  {
    needs: /(?:com|cn|net|org)/iu,
    pattern: new RegExp(
      `[a-z0-9][a-z0-9-]{0,62}(?:\\s?[.。．｡]\\s?[a-z0-9-]{1,63})*?\\s?(?:[.。．｡]|点|點|dot)\\s?(?:com|cn|net|org)(?![a-z0-9])\\S*`,
      'giu',
    ),
  },
  {
    needs: /\.[a-z]/iu,
    pattern: new RegExp(
      `[A-Za-z0-9][A-Za-z0-9-]{1,62}\\.(?:${SURE_ENDINGS}|${SURE_ENDINGS.toUpperCase()}|${WORD_ENDINGS})(?![A-Za-z0-9-])\\S*`,
      'gu',
    ),
  },
  { needs: /中国|公司|网络|商城|网址|我爱你/u, pattern: /[\p{L}\d-]+[.。]\s?(?:中国|公司|网络|商城|网址|我爱你)(?!\p{L})/gu },
  { needs: /[@＠]/u, pattern: /[^\s@]{1,64}[@＠][\p{L}\d-]{1,63}(?:[.。．][\p{L}\d-]{1,63})+/gu },
  // An account at a messenger or another platform, named so.
  {
    needs: /[微威薇徽扣企抖快小淘]|v信|wei|wx|vx|qq|q\sq|chat|tele|whats|ئۈندىدار/iu,
    pattern:
      /(?:微信|威信|薇信|徽信|v信|weixin|wechat|vx|wx|q\s?q|扣扣|企鹅|抖音|快手|小红书|淘宝|telegram|whatsapp|ئۈندىدار)\s{0,2}(?:号|號|群|id|同号|نومۇرى)?\s{0,2}[:：=\-—]?\s{0,2}(?:[a-z][a-z0-9_-]{4,30}|\d{5,12}(?!\s?[-/:.%\d年月元]))/giu,
  },
  { needs: /[加＋+]/u, pattern: /(?:加|＋|\+)\s?(?:我|v|薇|微|威|个)?\s?(?:v|vx|wx|微信|薇信|威信|薇|好友)(?![a-z])/giu },
];

const NUMBER = '[\\d０-９一二三四五六七八九十百零〇]{1,6}';
const ADDRESSES: readonly Pattern[] = [
  {
    needs: /[号號弄栋棟幢]/u,
    pattern: new RegExp(
      `\\p{Script=Han}{1,12}(?:路|街|大道|巷|胡同|弄|里弄)(?:\\p{Script=Han}{0,4}段)?\\s?${NUMBER}\\s?(?:-\\s?\\d{1,4})?\\s?(?:号|號|弄|栋|棟|幢)`,
      'gu',
    ),
  },
  {
    needs: /[楼樓栋幢元]/u,
    pattern: new RegExp(`${NUMBER}\\s?(?:号楼|號樓|栋|幢|单元|單元)\\s?(?:${NUMBER}\\s?(?:单元|層|层|室|号)\\s?){1,3}`, 'gu'),
  },
  { needs: /邮|郵|postcode/iu, pattern: new RegExp(`(?:邮编|郵編|邮政编码|postcode)[^\\p{L}\\d]{0,3}\\d{6}`, 'giu') },
  {
    needs: /(?:St|Street|Rd|Road|Ave|Avenue|Lane|Boulevard|Blvd)\b/u,
    pattern: /\b\d{1,5}\s(?:[A-Z][\p{L}'-]*\s){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Boulevard|Blvd)\b/gu,
  },
  { needs: /كوچ|يولى/u, pattern: /[\p{Script=Arabic}]+\s(?:كوچىسى|يولى|كوچا)\s?\d{1,5}\s?[-–]?\s?(?:نومۇر|قورۇ|ئۆي)/gu },
];

const CODES: readonly Pattern[] = [
  { needs: /data:/iu, pattern: /data:[a-z]+\/[a-z0-9.+-]+[;,]\S*/giu },
  { needs: /</u, pattern: /<\s?(?:img|svg|image|canvas)\b[^>]*>?/giu },
  // Base64 of a picture, or any code that no person reads.
  { needs: /[A-Za-z0-9]{20}/u, pattern: /[A-Za-z0-9+/_-]{64,}={0,2}/gu },
  // A code drawn with blocks.
  {
    needs: /[\u2580-\u25ff\u2b1b\u2b1c\u{1fb00}-\u{1fb3b}]/u,
    pattern:
      /[\u2580-\u259f\u25a0\u25a1\u25aa\u25ab\u2b1b\u2b1c\u{1fb00}-\u{1fb3b}\s]*(?:[\u2580-\u259f\u25a0\u25a1\u25aa\u25ab\u2b1b\u2b1c\u{1fb00}-\u{1fb3b}]\s?){8,}/gu,
  },
  // What a shopping app takes out of the clipboard.
  { needs: /[￥¥€$₳＄《（(][A-Za-z0-9]{8}/u, pattern: /([￥¥€$₳＄《（(])[A-Za-z0-9]{8,16}([￥¥€$₳＄》）)])/gu },
];

function matches({ text, from, to }: PlainText, patterns: readonly Pattern[], kind: ContactKind): Contact[] {
  const found: Contact[] = [];
  for (const { needs, pattern } of patterns) {
    if (!needs.test(text)) continue;
    for (const match of text.matchAll(pattern)) {
      const contact = { kind, start: from[match.index]!, end: to[match.index + match[0].length - 1]! };
      if (!found.some(({ start, end }) => start <= contact.start && contact.end <= end)) found.push(contact);
    }
  }
  return found;
}

/** Full-width letters made plain and hidden characters left out; each code unit knows where it stood. */
interface PlainText {
  text: string;
  from: number[];
  to: number[];
}

/** Most of what is written is not looked into by an expression: it is a letter of Latin or Chinese. */
function isFormat(codePoint: number): boolean {
  const isPlain = (codePoint < 0x80 && codePoint > 0x1f) || (codePoint >= 0x4e00 && codePoint <= 0x9fff);
  return !isPlain && /^\p{Cf}$/u.test(String.fromCodePoint(codePoint));
}

function plainOf(original: string): PlainText {
  let text = '';
  const from: number[] = [];
  const to: number[] = [];
  for (let at = 0; at < original.length;) {
    const codePoint = original.codePointAt(at)!;
    const length = codePoint > 0xffff ? 2 : 1;
    const isWide = codePoint >= 0xff01 && codePoint <= 0xff5e;
    const kept = isWide ? String.fromCharCode(codePoint - 0xfee0) : original.slice(at, at + length);
    if (!isFormat(codePoint)) {
      text += kept;
      for (let unit = 0; unit < kept.length; unit += 1) {
        from.push(at);
        to.push(at + length);
      }
    }
    at += length;
  }
  return { text, from, to };
}
