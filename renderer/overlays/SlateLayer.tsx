/** The slate: a full picture that covers everything while the broadcast pauses. */
import type { SlateKind } from '../../native/contract/overlay.ts';
import { useTexts, type TextKey } from './overlay-texts.ts';
import { Presence } from './Presence.tsx';

const words: Record<SlateKind, { title: TextKey; line: TextKey }> = {
  hold: { title: 'slateHoldTitle', line: 'slateHoldLine' },
  'back-soon': { title: 'slateBackSoonTitle', line: 'slateBackSoonLine' },
};

export function SlateLayer({ slate, still }: { slate: SlateKind | null; still: boolean }) {
  const { t } = useTexts();
  return (
    <Presence value={slate} keyOf={(kind) => kind} still={still} className="slate-place">
      {(kind) => (
        <section className="slate">
          <div className="silk" />
          <div className="slate-words">
            <h1>{t(words[kind].title)}</h1>
            <p>{t(words[kind].line)}</p>
          </div>
          <div className="silk" />
        </section>
      )}
    </Presence>
  );
}
