/** What is kept of a destination beside its tables: by which place they know it, what it accepts, when a parked entry is due. */
import { z } from 'zod';

/** The setting `upstream.<destinationId>`. */
export const keptDestinationSchema = z.object({ place: z.string(), accepts: z.array(z.string()) });

export function destinationSetting(destinationId: string): string {
  return `upstream.${destinationId}`;
}

/** A parked entry is sent again so long after its n-th refusal; behind the last one only a person sends it again. */
export const PARKED_WAITS_MS: readonly number[] = [10_000, 60_000, 600_000, 3_600_000, 21_600_000];

/** Reckoned from when it was parked; null: on command only. */
export function parkedDueAtMs(parkedAtMs: number, tries: number): number | null {
  return tries > PARKED_WAITS_MS.length ? null : PARKED_WAITS_MS.slice(0, tries).reduce((sum, wait) => sum + wait, parkedAtMs);
}
