/** The lower third: who is speaking, in what role, marked by the class of guest in word and colour. */
import type { LowerThird } from '../../native/contract/overlay.ts';
import { textIn } from '../../native/contract/text.ts';
import { FitText } from './FitText.tsx';
import { LocalName } from './LocalName.tsx';
import { useTexts, type TextKey } from './overlay-texts.ts';
import { Presence } from './Presence.tsx';

const NAME_SIZES = [72, 64, 56, 48, 40, 34, 28] as const;
const ROLE_SIZES = [36, 32, 28, 24, 20] as const;

const classWords: Record<LowerThird['guestClass'], TextKey> = {
  influencer: 'guestInfluencer',
  official: 'guestOfficial',
  farmer: 'guestFarmer',
  staff: 'guestStaff',
  minor: 'guestMinor',
};

export function LowerThirdLayer({ lowerThird, still }: { lowerThird: LowerThird | null; still: boolean }) {
  const { locale, t } = useTexts();
  return (
    <Presence value={lowerThird} keyOf={(guest) => guest.guestId} still={still} className="third-place">
      {(guest) => (
        <section className={`panel third third-${guest.guestClass}`}>
          <div className="silk" />
          <div className="third-words">
            <div className="third-top">
              <FitText className="third-name" textKey={textIn(guest.name, locale)} sizes={NAME_SIZES} maxHeight={190}>
                <LocalName text={guest.name} />
              </FitText>
              <span className="third-class">{t(classWords[guest.guestClass])}</span>
            </div>
            <FitText className="third-role" textKey={textIn(guest.role, locale)} sizes={ROLE_SIZES} maxHeight={130}>
              <LocalName text={guest.role} />
            </FitText>
          </div>
        </section>
      )}
    </Presence>
  );
}
