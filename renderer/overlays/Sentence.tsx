/** A sentence with one figure in it; the figure keeps its own direction in right-to-left text. */
import { useTexts, type TextKey } from './overlay-texts.ts';

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
