/** Bytes, rates of the line and lengths of waits as text, in units that need no translation. */
import { duration } from '../../i18n/formats.ts';

const KILO = 1000;
const DAY_MS = 24 * 3_600_000;
const STEPS = ['B', 'kB', 'MB', 'GB'] as const;

/** `1.2 MB`; three digits at most. */
export function byteSize(bytes: number): string {
  let value = bytes;
  let step = 0;
  while (value >= KILO && step < STEPS.length - 1) {
    value /= KILO;
    step += 1;
  }
  return `${threeDigits(value, step === 0)} ${STEPS[step]}`;
}

/** Bytes a second as lines are sold: `384 kbit/s`, `1.2 Mbit/s`. */
export function lineRate(bytesPerSecond: number): string {
  return kbitRate((bytesPerSecond * 8) / KILO);
}

export function kbitRate(kbps: number): string {
  return kbps < KILO ? `${threeDigits(kbps, true)} kbit/s` : `${threeDigits(kbps / KILO, false)} Mbit/s`;
}

/** A wait as `m:ss` or `h:mm:ss`, a second at least; from two days on in whole days, which is all that can be known. */
export function waitLength(lengthMs: number): { days: number } | { text: string } {
  return lengthMs >= 2 * DAY_MS ? { days: Math.round(lengthMs / DAY_MS) } : { text: duration(Math.max(1000, lengthMs)) };
}

/** For figures inside a sentence: they read from left to right in every language. */
export function isolated(figure: string): string {
  return `\u2066${figure}\u2069`;
}

function threeDigits(value: number, whole: boolean): string {
  return whole || value >= 100 ? String(Math.round(value)) : value.toFixed(1);
}
