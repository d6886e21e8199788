/** Layers of one text: the segment's title, an announcement, the legal footer, the advertising mark. */
import { memo } from 'react';
import type { Announcement, Footer } from '../../native/contract/graphics.ts';
import { directionOf, type LocalText } from '../../native/contract/text.ts';
import { FitText } from './FitText.tsx';
import { LocalName } from './LocalName.tsx';
import { overlayText, useTexts } from './overlay-texts.ts';
import { Presence } from './Presence.tsx';
import { useStage } from './stage-context.ts';

const TITLE_SIZES = [38, 34, 31, 28, 25, 22, 20, 18, 16, 14] as const;
const ANNOUNCEMENT_SIZES = [40, 36, 33, 30, 27, 24, 21, 19, 17, 15] as const;
const FOOTER_SIZES = [22, 20, 18, 16, 14, 12] as const;
const MARK_SIZES = [26, 24, 22, 20, 18, 16, 14] as const;

export const SegmentTitle = memo(function SegmentTitle({ title }: { title: LocalText | null }) {
  return (
    <Presence value={title} keyOf={(shown) => JSON.stringify(shown)}>
      {(shown) => (
        <section className="panel slip title">
          <FitText className="title-text tight" textKey={JSON.stringify(shown)} sizes={TITLE_SIZES} maxHeight={80}>
            <LocalName text={shown} />
          </FitText>
        </section>
      )}
    </Presence>
  );
});

export const AnnouncementLayer = memo(function AnnouncementLayer({ announcement }: { announcement: Announcement | null }) {
  return (
    <Presence value={announcement} keyOf={(shown) => JSON.stringify(shown)}>
      {({ text }) => (
        <section className="panel slip announcement">
          <FitText className="announcement-text tight" textKey={JSON.stringify(text)} sizes={ANNOUNCEMENT_SIZES} maxHeight={72}>
            <LocalName text={text} />
          </FitText>
        </section>
      )}
    </Presence>
  );
});

export const LegalFooter = memo(function LegalFooter({ footer }: { footer: Footer | null }) {
  const { t } = useTexts();
  return (
    <Presence value={footer} keyOf={(shown) => JSON.stringify(shown)}>
      {({ operatorName, licence, complaint }) => (
        <section className="panel slip footer">
          <FitText
            className="footer-text tight"
            textKey={JSON.stringify([operatorName, licence, complaint])}
            sizes={FOOTER_SIZES}
            maxHeight={50}
          >
            <span className="footer-part">
              <LocalName text={operatorName} />
            </span>
            {licence && (
              <span className="footer-part">
                {t('footerLicence')}{' '}
                <bdi className="cuttable" lang="zh-CN">
                  {licence}
                </bdi>
              </span>
            )}
            {complaint && (
              <span className="footer-part">
                <LocalName text={complaint} />
              </span>
            )}
          </FitText>
        </section>
      )}
    </Presence>
  );
});

/** The law's own word, always; then the overlay's languages. */
export const AdMark = memo(function AdMark({ shown }: { shown: true | null }) {
  const { locale, alsoIn } = useStage();
  const others = [locale, ...alsoIn].filter((one, index, all) => one !== 'zh-CN' && all.indexOf(one) === index);
  return (
    <Presence value={shown} keyOf={() => 'ad'}>
      {() => (
        <section className="panel slip ad-mark">
          <FitText className="ad-words tight" textKey={others.join()} sizes={MARK_SIZES} maxHeight={92}>
            {(['zh-CN', ...others] as const).map((one) => (
              <bdi key={one} className={one === 'zh-CN' ? 'line' : 'line also'} lang={one} dir={directionOf(one)}>
                {overlayText(one, 'adMark')}
              </bdi>
            ))}
          </FitText>
        </section>
      )}
    </Presence>
  );
});
