/** Titles of a feed that the catalogue does not know, made short enough for the ticker. */

/** Characters of a title on the ticker. */
const LIMIT = 40;
const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/** The title as it is, or cut after a whole word and ended with `…`. */
export function tickerTitle(title: string): string {
  if (title.length <= LIMIT) return title;
  let end = 0;
  for (const word of words.segment(title.slice(0, LIMIT * 2))) {
    if (word.index + word.segment.length > LIMIT - 1) break;
    end = word.index + word.segment.length;
  }
  if (end > 0) return `${title.slice(0, end).trimEnd()}…`;
  // One word longer than the ticker: cut between graphemes, for there is no better place.
  const graphemes = Array.from(new Intl.Segmenter().segment(title), (part) => part.segment);
  let cut = '';
  for (const grapheme of graphemes) {
    if (cut.length + grapheme.length > LIMIT - 1) break;
    cut += grapheme;
  }
  return `${cut}…`;
}
