/** The slate: a full picture that covers everything while the broadcast pauses. */
import { memo } from 'react';
import type { SlateKind } from '../../native/contract/overlay.ts';
import type { TextKey } from './overlay-texts.ts';
import { Presence } from './Presence.tsx';
import { Words } from './Sentence.tsx';

const words: Record<SlateKind, { title: TextKey; line: TextKey }> = {
  hold: { title: 'slateHoldTitle', line: 'slateHoldLine' },
  'back-soon': { title: 'slateBackSoonTitle', line: 'slateBackSoonLine' },
};

export const SlateLayer = memo(function SlateLayer({ slate }: { slate: SlateKind | null }) {
  return (
    <div className="slate-place">
      <Presence value={slate} keyOf={(kind) => kind}>
        {(kind) => (
          <section className="slate">
            <div className="band" />
            <div className="slate-words">
              <h1 className="names">
                <Words textKey={words[kind].title} />
              </h1>
              <div className="slate-rule" />
              <p>
                <Words textKey={words[kind].line} />
              </p>
            </div>
            <div className="band" />
          </section>
        )}
      </Presence>
    </div>
  );
});
