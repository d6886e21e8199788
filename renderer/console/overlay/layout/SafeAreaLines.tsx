/** The safe areas over a picture: what every television shows, where text is read best, and what a platform covers on a telephone. */
import { useTranslation } from 'react-i18next';
import type { Zone } from '../../../../native/contract/default-placements.ts';
import { type StageShape, stageSizes } from '../../../../native/contract/layout.ts';
import { safeAreas } from '../../../../native/contract/safe-areas.ts';
import styles from './layout.module.css';

export function SafeAreaLines({ shape }: { shape: StageShape }) {
  const { t } = useTranslation('graphics');
  const { width, height } = stageSizes[shape];
  const { action, title, covered } = safeAreas[shape];
  const rect = ({ left, top, right, bottom }: Zone) => ({ x: left, y: top, width: right - left, height: bottom - top });
  return (
    <svg className={styles.guides} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('layout.guidesPicture')}>
      {covered.map((zone) => (
        <rect key={`${zone.left} ${zone.top}`} className={styles.covered} {...rect(zone)} />
      ))}
      <rect className={styles.actionSafe} {...rect(action)} />
      <rect className={styles.titleSafe} {...rect(title)} />
      <path className={styles.middle} d={`M${width / 2} 0V${height}M0 ${height / 2}H${width}`} />
    </svg>
  );
}
