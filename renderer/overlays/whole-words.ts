/** Shortens a text after a whole word. */

const segmenters = new Map<string, Intl.Segmenter>();

function segmenterOf(locale: string): Intl.Segmenter {
  let segmenter = segmenters.get(locale);
  if (!segmenter) {
    segmenter = new Intl.Segmenter(locale, { granularity: 'word' });
    segmenters.set(locale, segmenter);
  }
  return segmenter;
}

/** At most `length` characters and `…`, ended after a word; one word longer than that is ended between its characters. */
export function wholeWords(text: string, length: number, locale: string): string {
  if (text.length <= length) return text;
  let end = 0;
  for (const { index, segment } of segmenterOf(locale).segment(text)) {
    if (index + segment.length > length) break;
    end = index + segment.length;
  }
  if (end === 0) {
    for (const { index, segment } of new Intl.Segmenter(locale).segment(text)) {
      if (index + segment.length > length) break;
      end = index + segment.length;
    }
  }
  return `${text.slice(0, end).replace(/[\s\p{P}]+$/u, '')}…`;
}
