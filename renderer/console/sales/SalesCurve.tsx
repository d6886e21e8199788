/** The picture of the sales curve: bars by minute over the bands of the segments, read by pointer or by arrow keys. */
import type { KeyboardEvent, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { clockMinute, money } from '../../i18n/formats.ts';
import { useText } from '../../i18n/use-text.ts';
import { type Bar, bandAt, type CurveShape, minuteWords, timeMarks } from './curve-shape.ts';
import styles from './sales.module.css';

interface SalesCurveProps {
  shape: CurveShape;
  /** In pixels. */
  size: { width: number; height: number };
  bar: Bar | null;
  /** True while the broadcast is on air: its open segment is marked as such. */
  onAir: boolean;
  /** A moment in the bar that is read now. */
  onPoint(atMs: number | null): void;
  onOpen(bar: Bar): void;
}

/** Height of the segments' names above and of the times below, in pixels. */
const NAMES = 18;
const TIMES = 18;
const NAME_WIDTH = 44;
const MARKS_APART = 76;

export function SalesCurve({ shape, size, bar, onAir, onPoint, onOpen }: SalesCurveProps) {
  const { t } = useTranslation('sales');
  const text = useText();
  const { width, height } = size;
  const { bars, bands, fromMs, toMs, topFen, footFen } = shape;
  const x = (atMs: number) => ((atMs - fromMs) / (toMs - fromMs)) * width;
  const ground = NAMES + ((height - NAMES - TIMES) * topFen) / (topFen + footFen);
  const pixelsPerFen = (ground - NAMES) / topFen;
  const barWidth = width / bars.length;
  const pointAt = (index: number) => onPoint(bars[Math.max(0, Math.min(bars.length - 1, index))]!.fromMs);

  function onPointerMove(event: PointerEvent<HTMLElement>): void {
    const left = event.currentTarget.getBoundingClientRect().left;
    pointAt(Math.floor((event.clientX - left) / barWidth));
  }

  function onKeyDown(event: KeyboardEvent): void {
    const at = bar ? bars.indexOf(bar) : -1;
    const steps: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at < 0 ? bars.length - 1 : at - 1 };
    const jumps: Record<string, number> = { PageUp: at + 10, PageDown: at - 10, Home: 0, End: bars.length - 1 };
    const to = { ...steps, ...jumps }[event.key];
    if (to !== undefined) pointAt(to);
    else if (event.key === 'Enter' && bar) onOpen(bar);
    else if (event.key === 'Escape') onPoint(null);
    else return;
    event.preventDefault();
  }

  const band = bar && bandAt(bands, bar);
  const words = bar
    ? t('curve.reading', {
        time: minuteWords(bar),
        gross: money(bar.grossFen),
        orders: bar.orderCount,
        refunds: money(bar.refundedFen),
        segment: band ? text(band.title) : t('curve.noSegment'),
      })
    : t('curve.hint');

  return (
    <div
      className={styles.curvePicture}
      // Time runs from left to right in every language.
      dir="ltr"
      role="slider"
      tabIndex={0}
      aria-label={t('curve.title')}
      aria-valuemin={0}
      aria-valuemax={bars.length - 1}
      aria-valuenow={bar ? bars.indexOf(bar) : 0}
      aria-valuetext={words}
      onPointerMove={onPointerMove}
      onPointerLeave={() => onPoint(null)}
      onClick={() => bar && onOpen(bar)}
      onKeyDown={onKeyDown}
    >
      <svg width={width} height={height} aria-hidden>
        {bands.map(({ segmentId, fromMs: from, toMs: to, title, ended }, index) => {
          const bandWidth = Math.max(0, x(to) - x(from));
          const running = onAir && !ended;
          return (
            <g key={`${segmentId}.${from}`} data-band={segmentId}>
              <rect
                className={index % 2 === 0 ? styles.band : styles.bandOther}
                x={x(from)}
                y={0}
                width={bandWidth}
                height={height - TIMES}
              />
              {running && <rect className={styles.bandOnAir} x={x(from)} y={0} width={bandWidth} height={3} />}
              {bandWidth >= NAME_WIDTH && (
                <foreignObject x={x(from) + 4} y={2} width={bandWidth - 6} height={NAMES}>
                  <div className={styles.bandName} dir="auto">
                    {text(title)}
                  </div>
                </foreignObject>
              )}
            </g>
          );
        })}
        {[topFen, topFen / 2].map((fen) => (
          <line key={fen} className={styles.gridLine} x1={0} x2={width} y1={ground - fen * pixelsPerFen} y2={ground - fen * pixelsPerFen} />
        ))}
        {bars.map((each, index) => (
          <g key={each.fromMs}>
            {each.grossFen > 0 && (
              <rect
                className={styles.grossBar}
                x={index * barWidth}
                y={ground - each.grossFen * pixelsPerFen}
                width={Math.max(1, barWidth - 1)}
                height={each.grossFen * pixelsPerFen}
              />
            )}
            {each.refundedFen > 0 && (
              <rect
                className={styles.refundBar}
                x={index * barWidth}
                y={ground + 1}
                width={Math.max(1, barWidth - 1)}
                height={Math.max(1.5, each.refundedFen * pixelsPerFen)}
              />
            )}
          </g>
        ))}
        <line className={styles.ground} x1={0} x2={width} y1={ground} y2={ground} />
        {bar && (
          <rect className={styles.pointed} x={x(bar.fromMs)} y={NAMES} width={Math.max(1, barWidth)} height={height - NAMES - TIMES} />
        )}
        {timeMarks(shape, width, MARKS_APART).map((atMs) => (
          <text key={atMs} className={styles.timeMark} x={Math.min(x(atMs), width - 34)} y={height - 4}>
            {clockMinute(atMs)}
          </text>
        ))}
        {[topFen, topFen / 2].map((fen) => (
          <text key={fen} className={styles.moneyMark} x={width - 3} y={ground - fen * pixelsPerFen + 12} textAnchor="end">
            {money(fen).replace(/\.00$/u, '')}
          </text>
        ))}
      </svg>
    </div>
  );
}
