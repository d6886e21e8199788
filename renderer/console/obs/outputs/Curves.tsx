/** The last ten minutes of stream and computer as small curves, all over the same time. */
import { useTranslation } from 'react-i18next';
import { CURVE_LENGTH, type OutputCurve } from '../../../../native/contract/outputs.ts';
import { count } from '../../../i18n/formats.ts';
import { Figure } from '../../../parts/Figure.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { stepPath } from '../../../parts/step-path.ts';
import { isolated, kbitRate } from '../../upstream/units.ts';
import styles from './outputs.module.css';

type Column = Exclude<keyof OutputCurve, 'atMs'>;

interface CurveKind {
  name: 'rate' | 'congestion' | 'lost' | 'cpu' | 'memory' | 'fps';
  lines: readonly { column: Column; ink: string }[];
  /** The picture's top is at least this. */
  least: number;
  text(value: number): string;
}

const HEIGHT = 48;
const whole = (value: number) => count(Math.round(value));
const kinds: readonly CurveKind[] = [
  { name: 'rate', lines: [{ column: 'streamKbps', ink: 'first' }], least: 500, text: (value) => kbitRate(value) },
  { name: 'congestion', lines: [{ column: 'congestion', ink: 'first' }], least: 1, text: (value) => `${Math.round(value * 100)}%` },
  {
    name: 'lost',
    lines: [
      { column: 'skippedFrames', ink: 'first' },
      { column: 'encoderLagFrames', ink: 'second' },
      { column: 'renderLagFrames', ink: 'third' },
    ],
    least: 10,
    text: whole,
  },
  { name: 'cpu', lines: [{ column: 'cpuPercent', ink: 'first' }], least: 100, text: (value) => `${Math.round(value)}%` },
  { name: 'memory', lines: [{ column: 'memoryMb', ink: 'first' }], least: 500, text: (value) => `${whole(value)} MB` },
  { name: 'fps', lines: [{ column: 'fps', ink: 'first' }], least: 30, text: whole },
];

export function Curves({ curve }: { curve: OutputCurve }) {
  const { t } = useTranslation('outputs');
  return (
    <Panel title={t('curves.title')} className={styles.curves!}>
      <div className={styles.curveList}>
        {kinds.map((kind) => (
          <CurvePicture key={kind.name} kind={kind} curve={curve} />
        ))}
      </div>
    </Panel>
  );
}

function CurvePicture({ kind, curve }: { kind: CurveKind; curve: OutputCurve }) {
  const { t } = useTranslation('outputs');
  const { name, lines, least, text } = kind;
  const values = lines.flatMap(({ column }) => curve[column]).filter((value) => value !== null);
  const top = Math.max(least, ...values);
  const last = curve[lines[0]!.column].at(-1) ?? null;
  const title = t(`curves.${name}`);
  const words =
    values.length === 0
      ? t('curves.nothing', { name: title })
      : t('curves.words', { name: title, most: isolated(text(Math.max(...values))) });
  return (
    <figure className={styles.curve}>
      <figcaption>
        <span>{title}</span>
        <Figure>{last === null ? '–' : text(last)}</Figure>
      </figcaption>
      <svg viewBox={`0 0 ${CURVE_LENGTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={words}>
        {lines.map(({ column, ink }) => (
          <path
            key={column}
            className={styles[ink]}
            d={stepPath(
              curve[column].map((value) => (value === null ? null : value / top)),
              CURVE_LENGTH,
              HEIGHT,
            )}
          />
        ))}
      </svg>
      {lines.length > 1 && (
        <p className={styles.legend}>
          {lines.map(({ column, ink }) => (
            <span key={column} className={styles[`${ink}Ink`]}>
              {t(`curves.${column}`)}
            </span>
          ))}
        </p>
      )}
    </figure>
  );
}
