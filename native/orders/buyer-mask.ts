/** Masks buyers: the ledger never holds a full name, account or phone number. */

const graphemes = new Intl.Segmenter('zh-CN', { granularity: 'grapheme' });

/** Dots that join the parts of a transcribed name, e.g. 阿依古丽·买买提. */
const NAME_DOTS = /\s*[·•・‧∙]\s*/u;
const HAN = /^\p{Script=Han}/u;
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
  const segments = graphemes.segment(part)[Symbol.iterator]();
  const first = segments.next().value?.segment ?? '';
  if (segments.next().done) return '*';
  return HAN.test(first) ? `${first}**` : `${first}***`;
}
