/** Figures as text: money, counts, clock times and lengths, the same in all three languages because all use these digits. */
import { formatYuan } from '../../native/contract/money.ts';

/** `1234567.5` → `1,234,567.5`; browsers have no Uyghur number format, so the grouping is done here. */
function grouped(digits: string): string {
  const [whole = '', decimals] = digits.split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+$)/gu, ',');
  return decimals === undefined ? spaced : `${spaced}.${decimals}`;
}

/** Fen as `¥1,234.50`. */
export function money(amountFen: number): string {
  const text = formatYuan(Math.abs(amountFen));
  return `${amountFen < 0 ? '−' : ''}¥${grouped(text)}`;
}

/** A whole number with grouped thousands. */
export function count(value: number): string {
  return `${value < 0 ? '−' : ''}${grouped(String(Math.abs(value)))}`;
}

/** A part of a whole in per cent with one decimal, cut and not rounded; `—` where there is no whole. */
export function share(part: number, whole: number): string {
  if (whole <= 0) return '—';
  return `${part < 0 ? '−' : ''}${(Math.floor((Math.abs(part) * 1000) / whole) / 10).toFixed(1)}%`;
}

const clockFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Shanghai',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** Clock time in China, `20:05:09`. */
export function clockTime(atMs: number): string {
  return clockFormat.format(atMs);
}

/** Clock time in China to the minute, `20:05`. */
export function clockMinute(atMs: number): string {
  return clockTime(atMs).slice(0, 5);
}

/** The whole country keeps one time without summer time. */
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** Day in China, `2020-05-01`. */
export function day(atMs: number): string {
  return new Date(atMs + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}

/** Date and time in China, `2020-05-01 14:05`. */
export function dayClock(atMs: number): string {
  return `${day(atMs)} ${clockMinute(atMs)}`;
}

/** A length as `m:ss` or `h:mm:ss`; part seconds are cut off. */
export function duration(lengthMs: number): string {
  const seconds = Math.floor(Math.abs(lengthMs) / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const text = hours > 0 ? `${hours}:${rest}` : rest.replace(/^0(?=\d)/u, '');
  return `${lengthMs < 0 && seconds > 0 ? '−' : ''}${text}`;
}

/** A length with its sign, for over and under: `+1:30`, `−0:12`. */
export function signedDuration(lengthMs: number): string {
  return lengthMs >= 1000 ? `+${duration(lengthMs)}` : duration(lengthMs);
}

/** In LUFS; isolated, because in text from right to left a sign would come to stand behind its figure. */
export function loudness(lufs: number): string {
  return `\u2066${lufs.toFixed(1).replace('-', '−')}\u2069`;
}
