/** States of one paid order, and which of two wins: the same answer in whatever order they came. */
import type { EntryBody } from '../contract/entry.ts';

/** What a feed says of a paid order, first (`order.paid`) or later (`order.amended`). */
export type PaidState = EntryBody<'order.paid'>;

/**
 * When the sender says that this state held. A push without lines and times, as Douyin may send it, got its time when it came
 * in, which is later than what its order's detail will say: it gives way to any state that says its time.
 */
export function stateAtMs(state: PaidState): number {
  return state.stateAtMs ?? (state.lines.length === 0 ? 0 : state.occurredAtMs);
}

/** What the state says, without how and when it was told. */
export function contentOf({ eventId: _event, stateAtMs: _at, ...content }: PaidState): string {
  return JSON.stringify(sorted(content));
}

/**
 * Whether `next` takes the place of `current`, whose state was last confirmed at `currentAtMs`: the later one wins; of two
 * at one time the one that names lines; of two alike in that, any one, but always the same.
 */
export function wins(next: PaidState, current: PaidState, currentAtMs: number): boolean {
  const byTime = stateAtMs(next) - currentAtMs;
  if (byTime !== 0) return byTime > 0;
  const byLines = Math.sign(next.lines.length) - Math.sign(current.lines.length);
  if (byLines !== 0) return byLines > 0;
  return contentOf(next) > contentOf(current);
}

/** Fields in one order, so that equal contents are equal texts. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [key, sorted(field)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
