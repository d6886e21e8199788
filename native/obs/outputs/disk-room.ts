/** Room on the disk that OBS records to, and for how many hours it lasts. */
import type { OutputsState } from '../../contract/outputs.ts';

const LOW_MB = 2048;
const LOW_HOURS = 0.5;
/** The rate is told over this time, once it was watched for the least. */
const RATE_WINDOW_MS = 60_000;
const RATE_LEAST_MS = 5_000;
const MB = 1024 * 1024;

type Room = NonNullable<OutputsState['disk']>;

export class DiskRoom {
  #looks: { atMs: number; bytes: number }[] = [];
  /** Of the last recording that was watched long enough. */
  #bytesPerMs: number | null = null;

  /** `bytes` of the recording that runs; null while none writes. `configuredKbps` counts until a rate was measured. */
  look(atMs: number, freeMb: number | null, bytes: number | null, configuredKbps: number | null): Room | null {
    this.#measure(atMs, bytes);
    if (freeMb === null) return null;
    const bytesPerMs = this.#bytesPerMs ?? (configuredKbps === null ? null : configuredKbps / 8);
    const hoursLeft = bytesPerMs === null || bytesPerMs <= 0 ? null : (freeMb * MB) / bytesPerMs / 3_600_000;
    return { freeMb: Math.floor(freeMb), hoursLeft: hoursLeft === null ? null : Math.floor(hoursLeft * 100) / 100 };
  }

  #measure(atMs: number, bytes: number | null): void {
    const before = this.#looks.at(-1);
    if (bytes === null || (before && bytes < before.bytes)) this.#looks = [];
    if (bytes === null) return;
    this.#looks = [...this.#looks.filter((look) => look.atMs >= atMs - RATE_WINDOW_MS), { atMs, bytes }];
    const first = this.#looks[0]!;
    const grown = bytes - first.bytes;
    if (atMs - first.atMs >= RATE_LEAST_MS && grown > 0) this.#bytesPerMs = grown / (atMs - first.atMs);
  }
}

export function isLow({ freeMb, hoursLeft }: Room): boolean {
  return freeMb < LOW_MB || (hoursLeft !== null && hoursLeft < LOW_HOURS);
}
