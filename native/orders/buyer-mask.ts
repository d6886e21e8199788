/** Masks buyers: the ledger never holds a full name, account or phone number. */

const graphemes = new Intl.Segmenter('zh-CN', { granularity: 'grapheme' });

/** Dots that join the parts of a transcribed name, e.g. 阿依古丽·买买提. */
const NAME_DOTS = /\s*[·•・‧∙]\s*/u;
const HAN = /^\p{Script=Han}/u;
/** One code point is one grapheme here, so that the segmenter, which costs more than all the rest of an order, is not asked. */
const PLAIN_LETTERS = /^[\p{Script=Han}\p{Script=Latin}\p{Script=Arabic}]+$/u;
const COMBINING = /\p{M}/u;
const PHONE = /^[+(]?[\d\s()-]{5,}$/u;

/** The masked form that may be kept, or null when nobody is named. */
export function maskBuyer(buyer: string | undefined): string | null {
  const name = (buyer ?? '').trim();
  if (name === '') return null;
  const digits = name.replaceAll(/\D/gu, '');
  if (PHONE.test(name) && digits.length >= 5) return `****${digits.length >= 8 ? digits.slice(-4) : ''}`;
  const parts = name.split(NAME_DOTS).filter((part) => part !== '');
  return parts.map(maskPart).join('·') || null;
}

/** By grapheme, so that no half of a character or of an emoji is left. */
function maskPart(part: string): string {
  const [first, isWhole] = firstGrapheme(part);
  if (isWhole) return '*';
  return HAN.test(first) ? `${first}**` : `${first}***`;
}

function firstGrapheme(part: string): [first: string, isWhole: boolean] {
  if (PLAIN_LETTERS.test(part) && !COMBINING.test(part)) {
    const first = String.fromCodePoint(part.codePointAt(0) ?? 0);
    return [first, first.length === part.length];
  }
  const segments = graphemes.segment(part)[Symbol.iterator]();
  const first = segments.next().value?.segment ?? '';
  return [first, segments.next().done === true];
}
