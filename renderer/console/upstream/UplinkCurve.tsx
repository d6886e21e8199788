/** The last five minutes of the line as a picture: what was sent, and how congested OBS said its stream was. */
import { useTranslation } from 'react-i18next';
import { Figure } from '../../parts/Figure.tsx';
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
        <path className={styles.congestionLine} d={stepsOf(samples, ({ congestion }) => congestion)} data-congestion />
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

/** One step a sample; the newest stands at the right edge. */
function stepsOf(samples: readonly UplinkSample[], height: (sample: Known) => number | null): string {
  const steps: string[] = [];
  let drawn = false;
  for (const [index, sample] of samples.entries()) {
    const share = sample && height(sample);
    if (share === null) {
      drawn = false;
      continue;
    }
    const x = COLUMNS - samples.length + index;
    const y = (HEIGHT - 2) * (1 - Math.min(1, share)) + 1;
    steps.push(`${drawn ? 'L' : 'M'}${x} ${y.toFixed(1)}H${x + 1}`);
    drawn = true;
  }
  return steps.join('');
}

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
