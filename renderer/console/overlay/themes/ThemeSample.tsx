/** A theme at a glance: a small card in its colours, drawn as the overlay draws them. */
import { memo } from 'react';
import type { Theme } from '../../../../native/contract/theme.ts';
import { themeStyle } from '../../../overlays/theme-style.ts';
import styles from './themes.module.css';

/** A picture for the eye: what it says is said beside it. */
export const ThemeSample = memo(({ theme }: { theme: Theme }) => (
  <span className={styles.sample} style={themeStyle(theme)} aria-hidden>
    <span className={styles.samplePanel}>
      <span className={styles.sampleBand} />
      <span className={styles.sampleRow}>
        <span className={styles.sampleNumber}>8</span>
        <span className={styles.sampleOrigin} lang="zh-CN">
          和田
        </span>
      </span>
      <span className={styles.samplePrice} dir="ltr">
        ¥39<small>.90</small>
      </span>
      <span className={styles.sampleUrgent} lang="zh-CN">
        最后 <bdi>6</bdi>
      </span>
    </span>
  </span>
));
