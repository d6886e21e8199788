/** Entries as rows of the table `entry`, and back. */
import type { Entry } from '../contract/entry.ts';

export interface EntryRow {
  seq: number;
  broadcast_id: string;
  kind: string;
  at_ms: number;
  actor: string;
  body: string;
}

export const ENTRY_COLUMNS = 'seq, broadcast_id, kind, at_ms, actor, body';

/** Everything but the bulk kinds, word for word as the partial index says it; otherwise SQLite scans the table. */
export const NOT_BULK =
  "kind <> 'order.paid' AND kind <> 'order.amended' AND kind <> 'order.created' AND kind <> 'refund.succeeded' AND kind <> 'order.assigned' AND kind <> 'order.cancelled' AND kind <> 'stock.reported' AND kind <> 'settlement.reported'";

/** Entries about broadcasts and rooms, likewise. */
export const ABOUT_BROADCASTS = "(kind BETWEEN 'broadcast.' AND 'broadcast.~' OR kind BETWEEN 'room.' AND 'room.~')";

/** Entries that a paid order is made of, with its refunds. */
export const OF_AN_ORDER = "kind IN ('order.paid', 'order.amended', 'order.assigned', 'refund.succeeded')";

/** Rows were checked when they were written and never change, so they are taken at their word. */
export function entryOf(row: EntryRow): Entry {
  return {
    seq: row.seq,
    broadcastId: row.broadcast_id,
    kind: row.kind,
    atMs: row.at_ms,
    actor: row.actor,
    body: JSON.parse(row.body) as unknown,
  } as Entry;
}
