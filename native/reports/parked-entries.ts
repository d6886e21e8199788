/** Entries that a destination refused for good, as the console lists them. */
import { type Refusal, refusalSchema } from '../contract/refusal.ts';
import type { ReportOutput, ReportParsedInput } from '../contract/reports.ts';
import { destinationSetting, keptDestinationSchema, parkedDueAtMs } from '../store/kept-destinations.ts';
import type { Reader } from '../store/reader.ts';

interface Row {
  seq: number;
  broadcastId: string;
  kind: string;
  atMs: number;
  parkedAtMs: number;
  reason: string;
  tries: number;
}

const ROWS_SQL = /* sql */ `
  SELECT parked.seq, entry.broadcast_id AS broadcastId, entry.kind, entry.at_ms AS atMs,
    parked.parked_at_ms AS parkedAtMs, parked.reason, parked.tries
  FROM parked_entry AS parked JOIN entry ON entry.seq = parked.seq
  WHERE parked.destination = ? AND parked.seq > ? ORDER BY parked.seq LIMIT ?`;

const COUNT_SQL = 'SELECT count(*) AS entries FROM parked_entry WHERE destination = ?';

export function parkedEntriesReport(
  reader: Reader,
  { destinationId, after, limit }: ReportParsedInput<'parkedEntries'>,
): ReportOutput<'parkedEntries'> {
  const place = placeOf(reader, destinationId);
  if (place === null) return { entries: 0, rows: [] };
  const rows = reader.all<Row>(ROWS_SQL, place, after, limit).map(({ reason, ...row }) => ({
    ...row,
    destinationId,
    reason: reasonOf(reason),
    nextTryAtMs: parkedDueAtMs(row.parkedAtMs, row.tries),
  }));
  return { entries: reader.get<{ entries: number }>(COUNT_SQL, place)!.entries, rows };
}

function placeOf(reader: Reader, destinationId: string): string | null {
  const row = reader.get<{ value: string }>('SELECT value FROM setting WHERE key = ?', destinationSetting(destinationId));
  const kept = keptDestinationSchema.safeParse(row ? JSON.parse(row.value) : null);
  return kept.success ? kept.data.place : null;
}

/** A code of a later version may be in the file. */
function reasonOf(text: string): Refusal {
  const reason = refusalSchema.safeParse(JSON.parse(text));
  return reason.success ? reason.data : { code: 'upstream-refused', context: { status: null } };
}
