/** The lower third: who is speaking, in what role, marked by the class of guest in word and colour. An official's is neutral: no word of praise. */
import { memo } from 'react';
import type { LowerThird } from '../../native/contract/overlay.ts';
import { FitText } from './FitText.tsx';
import { LocalName } from './LocalName.tsx';
import type { TextKey } from './overlay-texts.ts';
import { Presence } from './Presence.tsx';
import { Words } from './Sentence.tsx';

const NAME_SIZES = [64, 58, 52, 46, 41, 37, 33, 29, 26, 23, 20, 17] as const;
const ROLE_SIZES = [34, 31, 28, 25, 22, 20, 18, 16, 14] as const;

const classWords: Record<LowerThird['guestClass'], TextKey> = {
  influencer: 'guestInfluencer',
  official: 'guestOfficial',
  farmer: 'guestFarmer',
  staff: 'guestStaff',
  minor: 'guestMinor',
};

export const LowerThirdLayer = memo(function LowerThirdLayer({ lowerThird }: { lowerThird: LowerThird | null }) {
  return (
    <Presence value={lowerThird} keyOf={(guest) => guest.guestId}>
      {(guest) => (
        <section className={`panel third third-${guest.guestClass}`}>
          <div className="third-edge" />
          <div className="third-words">
            <span className="third-class tight">
              <Words textKey={classWords[guest.guestClass]} />
            </span>
            <FitText className="third-name names" textKey={JSON.stringify(guest.name)} sizes={NAME_SIZES} maxHeight={106}>
              <LocalName text={guest.name} />
            </FitText>
            <FitText className="third-role" textKey={JSON.stringify(guest.role)} sizes={ROLE_SIZES} maxHeight={70}>
              <LocalName text={guest.role} />
            </FitText>
          </div>
        </section>
      )}
    </Presence>
  );
});
