/** The sales curve as figures: which minutes are in the picture, how many stand together in one bar, and how high each is. */
import type { ReportOutput } from '../../../native/contract/reports.ts';
import { clockMinute } from '../../i18n/formats.ts';

type Curve = ReportOutput<'salesCurve'>;

export interface Bar {
  fromMs: number;
  /** The first moment that is no longer in it. */
  toMs: number;
  orderCount: number;
  grossFen: number;
  refundedFen: number;
}

export interface Band {
  segmentId: string;
  title: Curve['segments'][number]['title'];
  fromMs: number;
  toMs: number;
  /** False for the segment that runs now. */
  ended: boolean;
}

export interface CurveShape {
  fromMs: number;
  toMs: number;
  stepMs: number;
  bars: Bar[];
  bands: Band[];
  /** Amounts at the top of the picture and at its foot, in fen; both are drawn to one scale. */
  topFen: number;
  footFen: number;
  /** What was paid or paid back outside the picture, e.g. refunds of the days after. */
  outside: { grossFen: number; refundedFen: number };
}

export interface CurveSpan {
  startedAtMs: number | null;
  endedAtMs: number | null;
}

const MINUTE_MS = 60_000;
/** Orders shortly before the start and after the end belong to the picture. */
const MARGIN_MS = 30 * MINUTE_MS;
const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 360, 1440].map((minutes) => minutes * MINUTE_MS);
/** A broadcast that has just begun leaves room for what is to come. */
const SHORTEST_MS = 20 * MINUTE_MS;
/** Narrower bars cannot be pointed at. */
const BAR_WIDTH = 3;

/** Null while nothing was sold and no segment was on air. `width` is the picture's, in pixels. */
export function curveShape({ minutes, segments }: Curve, span: CurveSpan, width: number): CurveShape | null {
  const seen = minutes.filter(({ minuteAtMs }) => isNear(minuteAtMs, span));
  const starts = [...seen.map(({ minuteAtMs }) => minuteAtMs), ...segments.map(({ startedAtMs }) => startedAtMs)];
  if (starts.length === 0) return null;
  const ends = [
    ...seen.map(({ minuteAtMs }) => minuteAtMs + MINUTE_MS),
    ...segments.map(({ startedAtMs, endedAtMs }) => endedAtMs ?? startedAtMs),
  ];
  const first = Math.min(...starts);
  const last = Math.max(...ends, first + SHORTEST_MS);
  const room = Math.max(1, Math.floor(width / BAR_WIDTH));
  const stepMs = STEPS_MS.find((step) => (last - first) / step <= room) ?? STEPS_MS.at(-1)!;
  const fromMs = Math.floor(first / stepMs) * stepMs;
  const toMs = Math.ceil(last / stepMs) * stepMs;
  const bars = Array.from({ length: (toMs - fromMs) / stepMs }, (_, index): Bar => {
    const barFromMs = fromMs + index * stepMs;
    return { fromMs: barFromMs, toMs: barFromMs + stepMs, orderCount: 0, grossFen: 0, refundedFen: 0 };
  });
  for (const { minuteAtMs, orderCount, grossFen, refundedFen } of seen) {
    const bar = bars[Math.floor((minuteAtMs - fromMs) / stepMs)]!;
    bar.orderCount += orderCount;
    bar.grossFen += grossFen;
    bar.refundedFen += refundedFen;
  }
  const bands = segments.map(({ segmentId, title, startedAtMs, endedAtMs }) => ({
    segmentId,
    title,
    fromMs: startedAtMs,
    toMs: Math.min(endedAtMs ?? toMs, toMs),
    ended: endedAtMs !== null,
  }));
  const sum = (field: 'grossFen' | 'refundedFen') =>
    minutes.reduce((fen, minute) => fen + (isNear(minute.minuteAtMs, span) ? 0 : minute[field]), 0);
  const highest = Math.max(1, ...bars.map(({ grossFen }) => grossFen));
  const deepest = Math.max(0, ...bars.map(({ refundedFen }) => refundedFen));
  const topFen = roundUp(highest);
  // Refunds have at most a quarter of the height; more than that makes the whole scale smaller.
  return {
    ...{ fromMs, toMs, stepMs, bars, bands },
    topFen: Math.max(topFen, deepest * 3),
    footFen: deepest === 0 ? 0 : Math.max(deepest, topFen / 12),
    outside: { grossFen: sum('grossFen'), refundedFen: sum('refundedFen') },
  };
}

function isNear(atMs: number, { startedAtMs, endedAtMs }: CurveSpan): boolean {
  if (startedAtMs === null) return true;
  return atMs >= startedAtMs - MARGIN_MS && (endedAtMs === null || atMs <= endedAtMs + MARGIN_MS);
}

/** The next 1, 2 or 5 times a power of ten. */
function roundUp(fen: number): number {
  const power = 10 ** Math.floor(Math.log10(fen));
  return [1, 2, 5, 10].map((times) => times * power).find((value) => value >= fen)!;
}

/** Times for the axis: whole hours or parts of them, at most one every `apart` pixels. */
export function timeMarks({ fromMs, toMs }: CurveShape, width: number, apart: number): number[] {
  const room = Math.max(1, Math.floor(width / apart));
  const everyMs = STEPS_MS.find((step) => (toMs - fromMs) / step <= room) ?? STEPS_MS.at(-1)!;
  const marks: number[] = [];
  for (let atMs = Math.ceil(fromMs / everyMs) * everyMs; atMs < toMs; atMs += everyMs) marks.push(atMs);
  return marks;
}

/** The segment that was on air longest in a bar; none between them. */
export function bandAt(bands: readonly Band[], { fromMs, toMs }: Bar): Band | null {
  let found: Band | null = null;
  let longestMs = 0;
  for (const band of bands) {
    const sharedMs = Math.min(toMs, band.toMs) - Math.max(fromMs, band.fromMs);
    if (sharedMs > longestMs) [found, longestMs] = [band, sharedMs];
  }
  return found;
}

/** `20:05`, or `20:05–20:10` where several minutes stand together. */
export function minuteWords({ fromMs, toMs }: Bar): string {
  return toMs - fromMs > 60_000 ? `${clockMinute(fromMs)}–${clockMinute(toMs)}` : clockMinute(fromMs);
}
