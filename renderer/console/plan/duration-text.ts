/** Lengths and start times as the desk types them: `90:00`, `1:30:00`, `12`, and a date with its time in China. */

/** Longest planned length of a segment that can be typed. */
const LIMIT_MS = 24 * 3_600_000;
/** The whole country keeps one time without summer time. */
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** Reads `mm:ss`, `h:mm:ss`, or a bare number of minutes; null when it is none of these or longer than a day. */
export function parseDuration(text: string): number | null {
  const match = /^(?:(\d{1,2})[:：])?(\d{1,4})[:：](\d{1,2})$|^(\d{1,4})$/u.exec(text.trim());
  if (!match) return null;
  const [, hours, minutes, seconds, bare] = match;
  if (seconds !== undefined && Number(seconds) > 59) return null;
  if (hours !== undefined && Number(minutes) > 59) return null;
  const durationMs = bare ? Number(bare) * 60_000 : Number(hours ?? 0) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000;
  return durationMs > LIMIT_MS ? null : durationMs;
}

/** The value of a `datetime-local` field for a time in China. */
export function toDateTimeField(atMs: number | null): string {
  return atMs === null ? '' : new Date(atMs + CHINA_OFFSET_MS).toISOString().slice(0, 16);
}

/** The time of a `datetime-local` field in China; null while it is empty or incomplete. */
export function fromDateTimeField(text: string): number | null {
  const atMs = Date.parse(`${text}+08:00`);
  return Number.isNaN(atMs) ? null : atMs;
}

/** The value of a `date` field for a day in China; empty where there is none. */
export function toDateField(atMs: number | undefined): string {
  return atMs === undefined ? '' : new Date(atMs + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}

/** The first moment of a `date` field's day in China; null while it is empty or incomplete. */
export function firstMomentOf(text: string): number | null {
  return fromDateTimeField(`${text}T00:00`);
}

/** What holds until a day holds to its last moment. */
export function lastMomentOf(text: string): number | null {
  const atMs = firstMomentOf(text);
  return atMs === null ? null : atMs + 24 * 3_600_000 - 1;
}
