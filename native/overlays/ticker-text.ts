/** Texts of a feed, made short enough for the ticker. */

const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/** The text as it is, or cut after a whole word and ended with `…`; at most `limit` characters. */
export function tickerText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let end = 0;
  for (const word of words.segment(text.slice(0, limit * 2))) {
    if (word.index + word.segment.length > limit - 1) break;
    end = word.index + word.segment.length;
  }
  if (end > 0) return `${text.slice(0, end).trimEnd()}…`;
  // One word longer than the ticker: cut between graphemes, for there is no better place.
  const graphemes = Array.from(new Intl.Segmenter().segment(text), (part) => part.segment);
  let cut = '';
  for (const grapheme of graphemes) {
    if (cut.length + grapheme.length > limit - 1) break;
    cut += grapheme;
  }
  return `${cut}…`;
}
