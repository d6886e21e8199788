/** The scales of a mixer: where a level stands on its meter, where a volume stands on its fader, and how both are written. */
import { VOLUME_DB_MAX, VOLUME_DB_MIN } from '../../../../native/contract/obs.ts';

/** Lowest level a meter shows. */
export const METER_MIN_DB = -60;
/** Above these a level is high, and too high. */
export const HIGH_DB = -20;
export const HOT_DB = -9;
export const CLIP_DB = -0.1;
export const meterMarks = [0, -9, -20, -30, -40, -50, -60] as const;

/** 0 at the bottom of the meter, 1 at full scale. */
export function meterPosition(db: number): number {
  return Math.min(1, Math.max(0, (db - METER_MIN_DB) / -METER_MIN_DB));
}

/** Volume in dB and its place on the fader; most of the way belongs to what is used while on air. */
const faderStops = [
  [VOLUME_DB_MIN, 0],
  [-60, 0.08],
  [-40, 0.2],
  [-20, 0.46],
  [-10, 0.64],
  [0, 0.82],
  [10, 0.94],
  [VOLUME_DB_MAX, 1],
] as const;
export const faderMarks = [10, 0, -10, -20, -40, -60] as const;

export function faderPosition(db: number): number {
  return between(faderStops, db);
}

/** To a tenth of a decibel, as it is written. */
export function faderVolume(position: number): number {
  return rounded(
    between(
      faderStops.map(([db, at]) => [at, db] as const),
      position,
    ),
  );
}

/** Within what OBS takes, to a tenth. */
export function rounded(db: number): number {
  return Math.round(Math.min(VOLUME_DB_MAX, Math.max(VOLUME_DB_MIN, db)) * 10) / 10;
}

/** `-6.0`, `+3.5`, `−∞`. */
export function decibelText(db: number): string {
  if (db <= VOLUME_DB_MIN) return '−∞';
  const figure = Math.abs(db).toFixed(1);
  return figure === '0.0' ? figure : `${db > 0 ? '+' : '−'}${figure}`;
}

function between(stops: readonly (readonly [number, number])[], value: number): number {
  const first = stops[0]!;
  if (value <= first[0]) return first[1];
  for (const [index, [from, at]] of stops.entries()) {
    const next = stops[index + 1];
    if (!next) return at;
    if (value <= next[0]) return at + ((value - from) / (next[0] - from)) * (next[1] - at);
  }
  return first[1];
}
