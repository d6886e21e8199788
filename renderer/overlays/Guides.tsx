/** Lines for whoever places layers: what a television shows for sure, and what an app on a telephone covers. */
import type { CSSProperties } from 'react';
import type { StageShape } from '../../native/contract/layout.ts';
import { safeAreas, type Zone } from '../../native/contract/safe-areas.ts';
import { useTexts } from './overlay-texts.ts';

export function Guides({ shape }: { shape: StageShape }) {
  const { t } = useTexts();
  const { action, title, covered } = safeAreas[shape];
  return (
    <div className="guides">
      <div className="guide" style={boxOf(action)}>
        <span>{t('guideAction')}</span>
      </div>
      <div className="guide guide-title" style={boxOf(title)}>
        <span>{t('guideTitle')}</span>
      </div>
      {covered.map((zone) => (
        <div key={JSON.stringify(zone)} className="guide guide-covered" style={boxOf(zone)}>
          {zone.right - zone.left > zone.bottom - zone.top && <strong>{t('guidePlatform')}</strong>}
        </div>
      ))}
    </div>
  );
}

function boxOf({ left, top, right, bottom }: Zone): CSSProperties {
  return { left, top, width: right - left, height: bottom - top };
}
