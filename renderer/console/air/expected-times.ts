/** When each segment is expected to begin and end, counted from what really ran. */
import type { AsRunSegment } from '../../../native/contract/playout.ts';
import type { Rundown } from '../../../native/contract/rundown.ts';

export interface SegmentTimes {
  /** `ran`: over. `onAir`. `expected`: still to come. `skipped`: left out before the segment on air. */
  state: 'ran' | 'onAir' | 'expected' | 'skipped';
  /** By the plan; null while nobody has said when the rundown begins. */
  plannedStartAtMs: number | null;
  startAtMs: number | null;
  /** Expected for what is to come and what is on air. */
  endAtMs: number | null;
  /** Longer (+) or shorter (−) than planned, for what ran or is on air beyond its length. */
  overMs: number;
}

export interface RundownTimes {
  bySegment: ReadonlyMap<string, SegmentTimes>;
  plannedMs: number;
  /** Null while the rundown is empty. */
  endAtMs: number | null;
  /** Later (+) or earlier (−) than the plan ends; null without a planned start. */
  driftMs: number | null;
}

/**
 * A segment on air for longer than planned ends now; all that follows moves with it. Without a planned start the plan counts
 * from the first segment that ran. Whatever lies before the place that was reached, and never ran, is left out and costs no time.
 */
export function expectedTimes(rundown: Rundown, asRun: readonly AsRunSegment[], onAir: AsRunSegment | null, nowMs: number): RundownTimes {
  const bySegment = new Map<string, SegmentTimes>();
  const lastRun = new Map(asRun.map((run) => [run.segmentId, run]));
  const reachedId = onAir?.segmentId ?? asRun.at(-1)?.segmentId;
  const reachedIndex = rundown.segments.findIndex(({ segmentId }) => segmentId === reachedId);
  let planned = rundown.plannedStartAtMs ?? asRun[0]?.startedAtMs ?? null;
  let cursor = onAir ? nowMs : Math.max(nowMs, asRun.length === 0 ? (rundown.plannedStartAtMs ?? 0) : 0);
  let endAtMs: number | null = null;
  let plannedMs = 0;

  for (const [index, { segmentId, plannedMs: length }] of rundown.segments.entries()) {
    const plannedStartAtMs = planned;
    plannedMs += length;
    planned = planned === null ? null : planned + length;
    const run = lastRun.get(segmentId);
    if (onAir && segmentId === onAir.segmentId) {
      cursor = Math.max(nowMs, onAir.startedAtMs + length);
      endAtMs = Math.max(endAtMs ?? 0, cursor);
      const overMs = Math.max(0, nowMs - onAir.startedAtMs - length);
      bySegment.set(segmentId, { state: 'onAir', plannedStartAtMs, startAtMs: onAir.startedAtMs, endAtMs: cursor, overMs });
    } else if (run && run.endedAtMs !== null) {
      const ranMs = run.endedAtMs - run.startedAtMs;
      bySegment.set(segmentId, {
        state: 'ran',
        plannedStartAtMs,
        startAtMs: run.startedAtMs,
        endAtMs: run.endedAtMs,
        overMs: ranMs - length,
      });
      endAtMs = Math.max(endAtMs ?? 0, run.endedAtMs);
    } else if (index < reachedIndex) {
      bySegment.set(segmentId, { state: 'skipped', plannedStartAtMs, startAtMs: null, endAtMs: null, overMs: 0 });
    } else {
      bySegment.set(segmentId, { state: 'expected', plannedStartAtMs, startAtMs: cursor, endAtMs: cursor + length, overMs: 0 });
      cursor += length;
      endAtMs = Math.max(endAtMs ?? 0, cursor);
    }
  }
  return { bySegment, plannedMs, endAtMs, driftMs: planned === null || endAtMs === null ? null : endAtMs - planned };
}
