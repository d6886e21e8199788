/** Calendar days in China, counted from 1970-01-01: days without summer time, so a division is enough. */

const DAY_MS = 24 * 3_600_000;
const CHINA_MS = 8 * 3_600_000;

export function dayOf(atMs: number): number {
  return Math.floor((atMs + CHINA_MS) / DAY_MS);
}

/** When the day begins. */
export function startOfDay(day: number): number {
  return day * DAY_MS - CHINA_MS;
}

/** `2026-11-24` */
export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The first day of the day's month. */
export function firstOfMonth(day: number): number {
  const date = new Date(day * DAY_MS);
  return day - (date.getUTCDate() - 1);
}

/** The first day of the month after the day's. */
export function firstOfNextMonth(day: number): number {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / DAY_MS;
}
