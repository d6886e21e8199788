/** Finds the current broadcast: the latest that was opened and not ended. */
import type { Entry } from '../contract/entry.ts';
import type { Broadcast } from '../contract/playout.ts';
import type { Reader } from '../store/reader.ts';
import { ENTRY_COLUMNS, entryOf, type EntryRow } from './entry-row.ts';

/** Null when there is none, on the first start: the host then opens one. */
export function findCurrentBroadcast(reader: Reader): Broadcast | null {
  // The kinds stand word for word as in the partial index; there are three entries a broadcast.
  const rows = reader.all<EntryRow>(/* sql */ `
    SELECT ${ENTRY_COLUMNS} FROM entry
    WHERE kind IN ('broadcast.opened', 'broadcast.started', 'broadcast.ended') ORDER BY seq`);
  return rows.map(entryOf).reduce<Broadcast | null>(fold, null);
}

function fold(current: Broadcast | null, entry: Entry): Broadcast | null {
  const { broadcastId } = entry;
  if (entry.kind === 'broadcast.opened') return { broadcastId, phase: 'prepared', rehearsal: entry.body.rehearsal, startedAtMs: null };
  if (current?.broadcastId !== broadcastId) return current;
  if (entry.kind === 'broadcast.started') return { ...current, phase: 'onAir', startedAtMs: entry.atMs };
  return entry.kind === 'broadcast.ended' ? null : current;
}
