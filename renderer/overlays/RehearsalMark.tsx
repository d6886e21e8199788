/** The mark of a rehearsal: burned into every picture in all three languages, over everything else. */
import { locales } from '../../native/contract/text.ts';
import { overlayText } from './overlay-texts.ts';

/** Enough to cross the longest stage. */
const REPEATS = [0, 1, 2, 3, 4, 5, 6, 7] as const;

export function RehearsalMark() {
  const words = locales.map((locale) => (
    <bdi key={locale} lang={locale}>
      {overlayText(locale, 'rehearsal')}
    </bdi>
  ));
  return (
    <div className="rehearsal" dir="ltr">
      <div className="rehearsal-strip">
        {REPEATS.map((repeat) => (
          <span key={repeat}>{words}</span>
        ))}
      </div>
      <div className="rehearsal-tag">{words}</div>
    </div>
  );
}
