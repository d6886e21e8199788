/** The overlay's own words, in one language or several; a figure among them keeps its own direction in right-to-left text. */
import { directionOf } from '../../native/contract/text.ts';
import { overlayText, useTexts, type TextKey } from './overlay-texts.ts';
import { useStage } from './stage-context.ts';

const MARK = '\u0001';

export function Sentence({ textKey, figure }: { textKey: TextKey; figure: string }) {
  const { t } = useTexts();
  const [before, after] = t(textKey, { number: MARK }).split(MARK);
  return (
    <>
      {before}
      <bdi dir="ltr" className="figure">
        {figure}
      </bdi>
      {after}
    </>
  );
}

/** Words without a figure, with those of the other languages beside or beneath them as the layer has room. */
export function Words({ textKey }: { textKey: TextKey }) {
  const { t } = useTexts();
  return (
    <>
      <span className="words">{t(textKey)}</span>
      <AlsoWords textKey={textKey} />
    </>
  );
}

/** Only those of the other languages: where the first one says it with a figure, which stands there once. */
export function AlsoWords({ textKey }: { textKey: TextKey }) {
  const { alsoIn } = useStage();
  return alsoIn.map((locale) => (
    <bdi key={locale} className="words also" lang={locale} dir={directionOf(locale)}>
      {overlayText(locale, textKey)}
    </bdi>
  ));
}
