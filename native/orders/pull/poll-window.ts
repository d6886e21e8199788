/** The window of a poll by time of change: pages in ascending order, and an overlap for changes that become visible late. */
import { z } from 'zod';

const windowSchema = z.object({
  /** Changes from here on are asked for. */
  fromMs: z.int(),
  /** From 1; above it only where more changes fall into one moment than a page holds. */
  page: z.int(),
  /** The latest change that was seen. */
  newestMs: z.int(),
});
export type PollWindow = z.infer<typeof windowSchema>;

/** Before the first poll: the day of the broadcast. */
const FIRST_LOOK_MS = 24 * 3_600_000;
const OVERLAP_MS = 2 * 60_000;

/** `position` is what `positionOf` made, or '' at first. */
export function windowAt(position: string, nowMs: number): PollWindow {
  if (position !== '') return windowSchema.parse(JSON.parse(position));
  const newestMs = nowMs - FIRST_LOOK_MS;
  return { fromMs: newestMs, page: 1, newestMs };
}

export function positionOf(window: PollWindow): string {
  return JSON.stringify(window);
}

/**
 * The window after a page. Numbered pages would shift while orders change, so a full page is followed by one that begins at
 * its last change; what overlaps is known already.
 */
export function windowAfter({ fromMs, page, newestMs }: PollWindow, changedAtMs: readonly number[], full: boolean): PollWindow {
  const lastMs = Math.max(newestMs, ...changedAtMs);
  if (!full) return { fromMs: lastMs - OVERLAP_MS, page: 1, newestMs: lastMs };
  const pageEndMs = Math.max(fromMs, ...changedAtMs);
  return pageEndMs > fromMs ? { fromMs: pageEndMs, page: 1, newestMs: lastMs } : { fromMs, page: page + 1, newestMs: lastMs };
}
