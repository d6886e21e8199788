/** The last five minutes of the line as a picture: what was sent, and how congested OBS said its stream was. */
import { useTranslation } from 'react-i18next';
import { Figure } from '../../parts/Figure.tsx';
import { stepPath } from '../../parts/step-path.ts';
import { HISTORY_MS, SAMPLE_MS, type UplinkSample, useUplinkHistory } from './uplink-history.ts';
import { isolated, lineRate } from './units.ts';
import styles from './upstream.module.css';

const COLUMNS = HISTORY_MS / SAMPLE_MS;
const HEIGHT = 100;
/** Below this rate the picture's top stays where it is, so that a trickle does not look like a flood; bytes a second. */
const LOWEST_TOP = 8000;

export function UplinkCurve() {
  const { t } = useTranslation('upstream');
  const samples = useUplinkHistory();
  const most = Math.max(0, ...samples.map((sample) => sample?.sentBytes ?? 0));
  const top = Math.max(LOWEST_TOP, most);
  const congested = Math.max(0, ...samples.map((sample) => sample?.congestion ?? 0));
  const words = t('uplink.curveWords', { most: isolated(lineRate(most)), congestion: isolated(`${Math.round(congested * 100)}%`) });
  return (
    <figure className={styles.curve} dir="ltr">
      <svg viewBox={`0 0 ${COLUMNS} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={words}>
        <path className={styles.sentArea} d={areaOf(samples, ({ sentBytes }) => sentBytes / top)} data-sent />
        <path
          className={styles.congestionLine}
          d={stepPath(
            samples.map((sample) => sample?.congestion ?? null),
            COLUMNS,
            HEIGHT,
          )}
          data-congestion
        />
      </svg>
      <figcaption>
        <span className={styles.sentInk}>
          <bdi>{t('uplink.sentAxis')}</bdi> <Figure>≤ {lineRate(top)}</Figure>
        </span>
        <span className={styles.congestionInk}>{t('uplink.congestionAxis')}</span>
      </figcaption>
    </figure>
  );
}

type Known = NonNullable<UplinkSample>;

function areaOf(samples: readonly UplinkSample[], height: (sample: Known) => number): string {
  return samples
    .map((sample, index) => {
      const share = sample ? Math.min(1, height(sample)) : 0;
      if (share === 0) return '';
      const x = COLUMNS - samples.length + index;
      return `M${x} ${HEIGHT}V${(HEIGHT * (1 - share)).toFixed(1)}h1V${HEIGHT}z`;
    })
    .join('');
}
