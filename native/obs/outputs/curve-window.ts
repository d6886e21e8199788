/** The curves of the last ten minutes: a window of fixed length, one point every two seconds. */
import { CURVE_EVERY_MS, CURVE_LENGTH, noCurve, type OutputCurve, type OutputsState } from '../../contract/outputs.ts';

/** What a point is made of; frames as they were counted since something began. */
export interface CurveLook {
  streamKbps: number | null;
  congestion: number | null;
  skippedFrames: number | null;
  load: OutputsState['load'];
}

const COUNTED = ['skippedFrames', 'encoderLagFrames', 'renderLagFrames'] as const;

export class CurveWindow {
  #curve: OutputCurve = noCurve;
  #before: Record<(typeof COUNTED)[number], number | null> = { skippedFrames: null, encoderLagFrames: null, renderLagFrames: null };
  #lastMs: number | null = null;

  get curve(): OutputCurve {
    return this.#curve;
  }

  /** True when it made a point; looks in between make none. */
  look(monotonicMs: number, atMs: number, look: CurveLook): boolean {
    // A look comes once a second and never quite in time.
    if (this.#lastMs !== null && monotonicMs - this.#lastMs < CURVE_EVERY_MS - 250) return false;
    this.#lastMs = monotonicMs;
    const counted = {
      skippedFrames: look.skippedFrames,
      encoderLagFrames: look.load?.encoderLagFrames ?? null,
      renderLagFrames: look.load?.renderLagFrames ?? null,
    };
    const since = (name: (typeof COUNTED)[number]) => {
      const [before, now] = [this.#before[name], counted[name]];
      // A count that fell began anew.
      return before === null || now === null ? null : now < before ? now : now - before;
    };
    const point: { [K in keyof OutputCurve]: OutputCurve[K][number] } = {
      atMs: Math.round(atMs),
      streamKbps: look.streamKbps,
      congestion: look.congestion,
      skippedFrames: since('skippedFrames'),
      encoderLagFrames: since('encoderLagFrames'),
      renderLagFrames: since('renderLagFrames'),
      cpuPercent: look.load?.cpuPercent ?? null,
      memoryMb: look.load?.memoryMb ?? null,
      fps: look.load?.fps ?? null,
    };
    this.#before = counted;
    const columns = Object.keys(point) as (keyof OutputCurve)[];
    this.#curve = Object.fromEntries(
      columns.map((name) => [name, [...this.#curve[name], point[name]].slice(-CURVE_LENGTH)]),
    ) as unknown as OutputCurve;
    return true;
  }
}
