/** Files that came on a stick: taken in through the same door as all else, and the receipt that goes back. */
import type { ImportAnswer } from '../contract/district.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { Clock } from '../kernel/clock.ts';
import { readEntriesFile, receiptName, receiptOf } from '../sync/folder/entries-file.ts';
import { deliveryOf } from './delivery.ts';
import type { DistrictDatabase } from './district-database.ts';
import type { EntryIntake } from './entry-intake.ts';
import type { StudioKeys } from './studio-keys.ts';

export interface StickPorts {
  database: DistrictDatabase;
  intake: EntryIntake;
  keys: StudioKeys;
  clock: Clock;
}

/**
 * `file` is its name for people. A file with an entry that can never be counted is refused by naming it, because nobody else
 * is told; the others of it are stored all the same.
 */
export async function takeStickFile(file: string, bytes: Buffer, { intake, keys }: StickPorts): Promise<Result<ImportAnswer>> {
  const read = await readEntriesFile(file, bytes, (studioId) => keys.keyOf(studioId));
  if (!read.ok) return read;
  const { studioId, firstSeq, lastSeq, text } = read.value;
  const delivery = deliveryOf(studioId, text);
  if (!delivery.ok) return refused('entries-file-invalid', { file, problem: `line ${delivery.line}: ${delivery.refusal.code}` });
  const { added, known } = await intake.take(studioId, delivery.value.entries);
  const [never] = delivery.value.refused;
  if (never) return refused('entries-file-invalid', { file, problem: `entry ${never.seq}: ${never.message}` });
  return accepted({ studioId, firstSeq, lastSeq, added, known });
}

/** The name and the text of what tells the studio up to which number all its entries have arrived. */
export async function receiptFor(studioId: string, { database, keys, clock }: StickPorts): Promise<{ name: string; text: string }> {
  const acknowledged = await wholeUpTo(database, studioId);
  return { name: receiptName(studioId), text: receiptOf(studioId, acknowledged, keys.keyOf(studioId).key, clock.nowMs()) };
}

/** The last number before the first gap. */
async function wholeUpTo(database: DistrictDatabase, studioId: string): Promise<number> {
  const [first] = await database.read<{ seq: number }>(
    `SELECT e.seq FROM entry e WHERE e.studio_id = $1 AND EXISTS (SELECT 1 FROM entry f WHERE f.studio_id = $1 AND f.seq = 1)
     AND NOT EXISTS (SELECT 1 FROM entry n WHERE n.studio_id = $1 AND n.seq = e.seq + 1) ORDER BY e.seq LIMIT 1`,
    [studioId],
  );
  return first?.seq ?? 0;
}
