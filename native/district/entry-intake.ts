/** Takes entries in: each once for ever by studio and sequence, with all figures, in one transaction. */
import type { Clock } from '../kernel/clock.ts';
import { type DistrictDatabase, insertAll, type Queries, runsOf } from './district-database.ts';
import { lineOf, type ReceivedEntry } from './entry-line.ts';
import type { OrderEntry } from './order-facts.ts';
import { foldOrders } from './order-fold.ts';
import { foldPlan } from './plan-fold.ts';

export interface Taken {
  added: number;
  /** Held already, with the same content or another. */
  known: number;
  conflicts: number;
}

const ENTRY_COLUMNS = ['studio_id', 'seq', 'broadcast_id', 'kind', 'at_ms', 'received_at_ms', 'actor', 'body', 'line'] as const;
type HeldRow = Omit<ReceivedEntry, 'parsedBody'>;

export class EntryIntake {
  readonly #database: DistrictDatabase;
  readonly #clock: Clock;

  constructor(database: DistrictDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Durable when it resolves. Every entry must have passed `faultOf`. */
  take(studioId: string, entries: readonly ReceivedEntry[]): Promise<Taken> {
    return this.#database.write(async (queries) => {
      const nowMs = this.#clock.nowMs();
      const { fresh, conflicting } = await sorted(queries, studioId, entries);
      await insertAll(
        queries,
        'entry',
        ENTRY_COLUMNS,
        fresh.map((row) => [studioId, row.seq, row.broadcast_id, row.kind, row.at_ms, nowMs, row.actor, row.body, row.line]),
      );
      await insertAll(
        queries,
        'entry_conflict',
        ['studio_id', 'seq', 'at_ms', 'line'],
        [...conflicting].map(([seq, line]) => [studioId, seq, nowMs, line]),
        'ON CONFLICT (studio_id, seq) DO UPDATE SET at_ms = excluded.at_ms, line = excluded.line',
      );
      await foldEntries(queries, studioId, fresh);
      await heard(queries, studioId, nowMs, fresh);
      return { added: fresh.length, known: entries.length - fresh.length, conflicts: conflicting.size };
    });
  }

  /** Notes that the studio was heard of. */
  async hear(studioId: string): Promise<void> {
    await this.#database.write((queries) => heard(queries, studioId, this.#clock.nowMs(), []));
  }
}

/** Counts entries that are in their table for the first time. */
export async function foldEntries(queries: Queries, studioId: string, entries: readonly ReceivedEntry[]): Promise<void> {
  await foldPlan(queries, studioId, entries);
  await foldOrders(queries, studioId, entries.flatMap(orderEntryOf));
}

/** What is new, and for each sequence that came with another content than the first, its newest line. */
async function sorted(queries: Queries, studioId: string, entries: readonly ReceivedEntry[]) {
  const held = new Map<number, HeldRow>();
  const [state] = await queries.all<{ seq: number }>('SELECT highest_seq AS seq FROM studio_state WHERE studio_id = $1', [studioId]);
  // Most of what comes lies above all that is held and need not be looked for.
  for (const run of runsOf(entries.filter(({ seq }) => seq <= (state?.seq ?? 0)))) {
    const rows = await queries.all<HeldRow>(
      `SELECT seq, broadcast_id, kind, at_ms, actor, body, line FROM entry
       WHERE studio_id = $1 AND seq IN (${run.map((_entry, at) => `$${at + 2}`).join(', ')})`,
      [studioId, ...run.map(({ seq }) => seq)],
    );
    for (const row of rows) held.set(row.seq, row);
  }
  const fresh: ReceivedEntry[] = [];
  const conflicting = new Map<number, string>();
  for (const entry of entries) {
    const first = held.get(entry.seq);
    if (!first) {
      fresh.push(entry);
      held.set(entry.seq, entry);
      continue;
    }
    const line = lineOf(studioId, entry);
    if (line !== lineOf(studioId, first)) conflicting.set(entry.seq, line);
  }
  return { fresh, conflicting };
}

function orderEntryOf({ kind, seq, broadcast_id: broadcastId, parsedBody }: ReceivedEntry): OrderEntry[] {
  switch (kind) {
    case 'order.paid':
    case 'order.amended':
    case 'order.assigned':
    case 'refund.succeeded':
      return [{ kind, seq, broadcastId, body: parsedBody } as OrderEntry];
    default:
      return [];
  }
}

async function heard(queries: Queries, studioId: string, nowMs: number, fresh: readonly ReceivedEntry[]): Promise<void> {
  const highestSeq = fresh.reduce((highest, { seq }) => Math.max(highest, seq), 0);
  await insertAll(
    queries,
    'studio_state',
    ['studio_id', 'highest_seq', 'entries', 'last_heard_at_ms'],
    [[studioId, highestSeq, fresh.length, nowMs]],
    `ON CONFLICT (studio_id) DO UPDATE SET
       highest_seq = CASE WHEN excluded.highest_seq > studio_state.highest_seq THEN excluded.highest_seq ELSE studio_state.highest_seq END,
       entries = studio_state.entries + excluded.entries, last_heard_at_ms = excluded.last_heard_at_ms`,
  );
}
