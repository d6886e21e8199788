/** Sales by the minute, asked for and read: the picture, and the minute that is pointed at in words. */
import { Button } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useReport } from '../../client/use-report.ts';
import { clockMinute, count, money } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useText } from '../../i18n/use-text.ts';
import type { BroadcastRecord, ChosenBroadcast } from './chosen-broadcast.ts';
import { type Bar, bandAt, curveShape, type CurveShape, minuteWords } from './curve-shape.ts';
import type { OrdersAsked } from './OrdersDrawer.tsx';
import { ReportProblem } from './ReportProblem.tsx';
import { SalesCurve } from './SalesCurve.tsx';
import styles from './sales.module.css';

const CURVE_EVERY_MS = 3000;

interface CurvePanelProps {
  chosen: ChosenBroadcast;
  /** The last broadcast that has ended; offered while the current one has sold nothing. */
  before: BroadcastRecord | null;
  onChoose(broadcastId: string): void;
  onOpen(asked: OrdersAsked): void;
}

export function CurvePanel({ chosen, before, onChoose, onOpen }: CurvePanelProps) {
  const { t } = useTranslation('sales');
  const { broadcastId, isCurrent, onAir, record } = chosen;
  const curve = useReport('salesCurve', { broadcastId }, isCurrent ? { everyMs: CURVE_EVERY_MS } : {});
  const { ref, width, height } = useElementSize();
  const [pointed, setPointed] = useState<number | null>(null);
  const shape = curve.value && width > 0 ? curveShape(curve.value, record ?? { startedAtMs: null, endedAtMs: null }, width) : null;
  const bar = shape && pointed !== null ? (shape.bars.find(({ fromMs, toMs }) => fromMs <= pointed && pointed < toMs) ?? null) : null;
  return (
    <Panel title={t('curve.title')} className={`${styles.curvePanel}`} aside={shape && <Reading shape={shape} bar={bar} />}>
      <ReportProblem report={curve} onAgain={curve.again} />
      <div className={styles.curve} ref={ref} aria-busy={curve.value === undefined} data-curve>
        {shape ? (
          <SalesCurve
            shape={shape}
            size={{ width, height }}
            bar={bar}
            onAir={onAir}
            onPoint={setPointed}
            onOpen={({ fromMs, toMs }) =>
              onOpen({
                title: t('orders.between', { from: clockMinute(fromMs), to: clockMinute(toMs) }),
                filter: { broadcastId, fromMs, toMs: toMs - 1 },
              })
            }
          />
        ) : (
          <div className={styles.curveEmpty}>
            <p className="dim">{curve.value ? t('curve.empty') : t('report.asking')}</p>
            {curve.value && isCurrent && before && (
              <Button size="sm" variant="default" onClick={() => onChoose(before.broadcastId)}>
                {t('curve.before')}
              </Button>
            )}
          </div>
        )}
      </div>
    </Panel>
  );
}

/** The minute that is pointed at, else what lies outside the picture. */
function Reading({ shape, bar }: { shape: CurveShape; bar: Bar | null }) {
  const { t } = useTranslation('sales');
  const text = useText();
  if (bar) {
    const band = bandAt(shape.bands, bar);
    return (
      <p className={styles.reading} data-reading>
        <Figure className="strong">{minuteWords(bar)}</Figure>
        <span>
          {t('totals.gross')} <Figure className={styles.grossInk}>{money(bar.grossFen)}</Figure>
        </span>
        <span>
          {t('totals.orders')} <Figure>{count(bar.orderCount)}</Figure>
        </span>
        <span>
          {t('totals.refunds')} <Figure className={styles.refundInk}>{money(bar.refundedFen)}</Figure>
        </span>
        {band && <bdi className={styles.readingBand}>{text(band.title)}</bdi>}
      </p>
    );
  }
  const { grossFen, refundedFen } = shape.outside;
  return (
    <p className={styles.reading}>
      <span className={styles.legend} data-ink="gross">
        {t('totals.gross')}
      </span>
      <span className={styles.legend} data-ink="refunds">
        {t('totals.refunds')}
      </span>
      {(grossFen !== 0 || refundedFen !== 0) && (
        <span className="dim">{t('curve.outside', { gross: money(grossFen), refunds: money(refundedFen) })}</span>
      )}
    </p>
  );
}
