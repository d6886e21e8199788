/** Retention: a broadcast is exported, kept as long as the law asks, and then its entries may go; its totals stay. */
import { basename, join } from 'node:path';
import type { EntryBody, EntryDraft } from '../contract/entry.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Reader } from '../store/reader.ts';
import type { Writer } from '../store/writer.ts';
import type { BroadcastExport, ExportCheck } from './broadcast-export.ts';
import type { Broadcasts } from './broadcasts.ts';
import { ABOUT_BROADCASTS, OF_AN_ORDER } from './entry-row.ts';

export interface RetentionPorts {
  broadcasts: Broadcasts;
  reader: Reader;
  writer: Pick<Writer, 'run'>;
  append(drafts: EntryDraft[]): Promise<unknown>;
  /** Folder of export files. */
  folder: string;
  exportBroadcast(folder: string, broadcastId: string): Promise<BroadcastExport>;
  checkExport(file: string, broadcastId: string): Promise<ExportCheck>;
  currentBroadcastId(): string;
  retentionYears(): number;
  clock: Clock;
}

/** Numbers looked at in one commit, so that orders never wait long behind a purge. */
const SLICE = 5000;

/** The order was moved to a broadcast that is still whole, or it is a refund of an order of such a one. */
const COUNTS_ELSEWHERE = /* sql */ `(${OF_AN_ORDER} AND EXISTS (SELECT 1 FROM paid_order AS paid
  WHERE paid.source = json_extract(entry.body, '$.source') AND paid.order_id = json_extract(entry.body, '$.orderId')
    AND paid.broadcast_id NOT IN (SELECT broadcast_id FROM purged_broadcast)))`;

export class Retention {
  readonly #ports: RetentionPorts;

  constructor(ports: RetentionPorts) {
    this.#ports = ports;
  }

  /** Writes all entries of the broadcast to a file; a broadcast of which a purge has begun keeps the file it has. */
  async export(broadcastId: string, actor: string): Promise<Result<{ file: string; entries: number }>> {
    const { broadcasts, exportBroadcast, folder } = this.#ports;
    if (!broadcasts.find(broadcastId) || this.#purged(broadcastId)) return refused('broadcast-unknown', { broadcastId });
    const { file, entries, digest } = await exportBroadcast(folder, broadcastId);
    await this.#record('broadcast.exported', { exportedBroadcastId: broadcastId, entries, digest, file: basename(file) }, actor);
    return accepted({ file, entries });
  }

  /** Removes the entries of an ended broadcast whose whole export is at hand and whose retention is over. */
  async purge(broadcastId: string, actor: string): Promise<Result<{ entries: number }>> {
    const { broadcasts, writer, reader, clock } = this.#ports;
    const record = broadcasts.find(broadcastId);
    if (!record || record.purged) return refused('broadcast-unknown', { broadcastId });
    if (record.endedAtMs === null) return refused('broadcast-not-ended', { broadcastId });
    const until = new Date(record.endedAtMs);
    until.setUTCFullYear(until.getUTCFullYear() + this.#ports.retentionYears());
    if (until.getTime() > clock.nowMs()) return refused('retention-not-over', { date: until.toISOString().slice(0, 10) });
    const exported = await this.#wholeExport(broadcastId);
    if (!exported) return refused('broadcast-not-exported', { broadcastId });

    const { firstSeq, lastSeq, digest } = exported;
    await writer.run([
      {
        sql: `INSERT INTO purged_broadcast (broadcast_id, entries, first_seq, last_seq, digest, at_ms)
          VALUES (?, 0, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
        params: [broadcastId, firstSeq, lastSeq, digest, clock.nowMs()],
      },
    ]);
    // What a broadcast was and when it ran stays, so that its totals have a name; and what another broadcast's totals are made of.
    for (let seq = firstSeq; seq <= lastSeq; seq += SLICE) {
      await writer.run([
        {
          sql: `DELETE FROM entry WHERE seq BETWEEN ? AND ? AND broadcast_id = ? AND NOT ${ABOUT_BROADCASTS} AND NOT ${COUNTS_ELSEWHERE}`,
          params: [seq, Math.min(seq + SLICE - 1, lastSeq), broadcastId],
        },
        // In the same commit, so that the count never differs from what is gone.
        { sql: 'UPDATE purged_broadcast SET entries = entries + changes() WHERE broadcast_id = ?', params: [broadcastId] },
      ]);
    }
    const { entries } = reader.get<{ entries: number }>('SELECT entries FROM purged_broadcast WHERE broadcast_id = ?', broadcastId)!;
    await this.#record('broadcast.purged', { purgedBroadcastId: broadcastId, entries, firstSeq, lastSeq, digest }, actor);
    return accepted({ entries });
  }

  /** The last export, if its file is there, is what was put on record, and has every entry that there is. */
  async #wholeExport(broadcastId: string): Promise<BroadcastExport | null> {
    const { reader, folder, checkExport } = this.#ports;
    const row = reader.get<{ body: string }>(
      `SELECT body FROM entry WHERE ${ABOUT_BROADCASTS} AND kind = 'broadcast.exported'
        AND body ->> 'exportedBroadcastId' = ? ORDER BY seq DESC LIMIT 1`,
      broadcastId,
    );
    if (!row) return null;
    const { file, digest } = JSON.parse(row.body) as EntryBody<'broadcast.exported'>;
    const { found, entriesNow } = await checkExport(join(folder, basename(file)), broadcastId);
    if (found?.digest !== digest || found.broadcastId !== broadcastId) return null;
    // A purge that was interrupted has taken some of them already.
    return this.#purged(broadcastId) || found.entries === entriesNow ? found : null;
  }

  #purged(broadcastId: string): boolean {
    return this.#ports.reader.get('SELECT 1 FROM purged_broadcast WHERE broadcast_id = ?', broadcastId) !== undefined;
  }

  async #record<K extends 'broadcast.exported' | 'broadcast.purged'>(kind: K, body: EntryBody<K>, actor: string): Promise<void> {
    const { append, currentBroadcastId, clock } = this.#ports;
    await append([{ kind, broadcastId: currentBroadcastId(), atMs: clock.nowMs(), actor, body } as EntryDraft]);
  }
}
