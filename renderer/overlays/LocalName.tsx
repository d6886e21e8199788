/** A text in the overlay's language, and in smaller letters beneath it in the others that were chosen. */
import { directionOf, type Locale, type LocalText, textIn } from '../../native/contract/text.ts';
import { useStage } from './stage-context.ts';

interface Line {
  locale: Locale;
  text: string;
}

/** A language in which nothing was written has no line of its own. */
export function linesOf(text: LocalText, locale: Locale, alsoIn: readonly Locale[]): readonly [Line, ...Line[]] {
  // A name without a translation is Chinese and says so, for its letterforms and its line breaks.
  const first: Line = { locale: text[locale] ? locale : 'zh-CN', text: textIn(text, locale) };
  const others = alsoIn.flatMap((other) => {
    const words = text[other];
    return words && other !== first.locale && words !== first.text ? [{ locale: other, text: words }] : [];
  });
  return [first, ...others];
}

export function LocalName({ text }: { text: LocalText }) {
  const { locale, alsoIn } = useStage();
  const [first, ...others] = linesOf(text, locale, alsoIn);
  return (
    <>
      <LineOfText line={first} className="line cuttable" />
      {others.map((line) => (
        <LineOfText key={line.locale} line={line} className="line also cuttable" />
      ))}
    </>
  );
}

function LineOfText({ line, className }: { line: Line; className: string }) {
  return (
    <bdi className={className} lang={line.locale} dir={directionOf(line.locale)}>
      {line.text}
    </bdi>
  );
}
