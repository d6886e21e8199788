/** The studio's limits in small, one after another. */
import type { Figure } from './figures.ts';
import { measureBackups } from './backups.ts';
import { measureHostileRequests } from './hostile-requests.ts';
import { measureKills } from './kills.ts';
import { measureObsLimits } from './obs-limits.ts';
import { measureSyncs } from './syncs.ts';

export async function measureLimits(say: (line: string) => void): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const measurement of [measureKills, measureSyncs, measureBackups, measureObsLimits, measureHostileRequests])
    figures.push(...(await measurement(say)));
  return figures;
}
