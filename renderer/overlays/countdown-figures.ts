/** Time that is left, as digits. */

const HOUR_S = 3600;

/** A second that has begun counts as whole: a countdown shows 0 when it is over, not before. */
export function secondsLeft(untilAtMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((untilAtMs - nowMs) / 1000));
}

/** Minutes and seconds; hours where there are any. */
export function groupsFor(left: number): 2 | 3 {
  return left >= HOUR_S ? 3 : 2;
}

export function digitsOf(left: number, groups: 2 | 3): string {
  const hours = Math.min(99, Math.floor(left / HOUR_S));
  const parts = [hours, Math.floor((left % HOUR_S) / 60), left % 60].slice(3 - groups);
  return parts.map((part) => String(part).padStart(2, '0')).join('');
}
