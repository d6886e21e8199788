/** Imports on disk: what an export said, one row an order, so that it can be compared with the ledger at any time. */
import type { FileContent } from '../../contract/order-file.ts';
import type { Reader, SqlValue } from '../../store/reader.ts';
import type { FeedEvent } from '../feed-adapter.ts';
import type { FileLine, FileOrder } from './file-orders.ts';

export interface ImportRecord {
  importId: string;
  source: string;
  fileName: string;
  fileDigest: string;
  content: FileContent;
  importedAtMs: number;
  stateAtMs: number;
  fromMs: number | null;
  toMs: number | null;
  closedAtMs: number | null;
}

/** What an order of the file would put into the ledger, in the `events` column. */
export interface KeptState {
  lines: readonly FileLine[];
  roomId?: string;
  region?: string;
}

interface Writing {
  run(statements: readonly { sql: string; params: readonly SqlValue[] }[]): Promise<void>;
}

export const IMPORT_COLUMNS = /* sql */ `import_id AS importId, source, file_name AS fileName, file_digest AS fileDigest, content,
  imported_at_ms AS importedAtMs, state_at_ms AS stateAtMs, from_ms AS fromMs, to_ms AS toMs, closed_at_ms AS closedAtMs`;

/** Imports that can be compared and closed; of older ones only their record is kept. */
export const IMPORTS_KEPT = 20;

/** One statement for a batch: the rows travel as one JSON text. */
const ADD_ORDERS_SQL = /* sql */ `
  INSERT INTO imported_order (import_id, order_id, status, paid_at_ms, amount_fen, refunded_fen, events)
  SELECT ?, json_extract(value, '$.orderId'), json_extract(value, '$.status'), json_extract(value, '$.paidAtMs'),
    json_extract(value, '$.amountFen'), json_extract(value, '$.refundedFen'), json_extract(value, '$.events')
  FROM json_each(?)`;

const KNOWN_EVENTS_SQL = /* sql */ `
  SELECT count(*) AS known FROM json_each(?) AS event
  JOIN order_key ON order_key.source = ? AND order_key.kind = json_extract(event.value, '$.kind') AND order_key.id = json_extract(event.value, '$.id')`;

/** A busy day's export is some hundred megabytes on disk. */
const FORGOTTEN_SQL = /* sql */ `
  SELECT import_id AS importId FROM (SELECT import_id, from_ms FROM order_import ORDER BY imported_at_ms DESC, import_id DESC LIMIT -1 OFFSET ${IMPORTS_KEPT})
  WHERE from_ms IS NOT NULL`;

/** Rows that leave the table in one statement, so that orders of the moment need not wait behind them. */
const REMOVED_AT_ONCE = 2000;

export class ImportRecords {
  readonly #writer: Writing;
  readonly #reader: Reader;

  constructor(writer: Writing, reader: Reader) {
    this.#writer = writer;
    this.#reader = reader;
  }

  find(importId: string): ImportRecord | null {
    return this.#reader.get<ImportRecord>(`SELECT ${IMPORT_COLUMNS} FROM order_import WHERE import_id = ?`, importId) ?? null;
  }

  /** The newest import of the very same bytes. */
  findFile(source: string, fileDigest: string): ImportRecord | null {
    const sql = `SELECT ${IMPORT_COLUMNS} FROM order_import WHERE source = ? AND file_digest = ? ORDER BY imported_at_ms DESC LIMIT 1`;
    return this.#reader.get<ImportRecord>(sql, source, fileDigest) ?? null;
  }

  /** How many of the refunds or settlement rows the ledger has already. */
  knownEvents(source: string, events: readonly FeedEvent[]): number {
    const keys = events.flatMap(({ kind, body }): { kind: string; id: string }[] => {
      if (kind === 'refund.succeeded') return [{ kind, id: body.refundId }];
      return kind === 'settlement.reported' ? [{ kind, id: body.settlementId }] : [];
    });
    return this.#reader.get<{ known: number }>(KNOWN_EVENTS_SQL, JSON.stringify(keys), source)!.known;
  }

  /** Begins an import anew: rows of an earlier reading go. */
  async begin(record: ImportRecord): Promise<void> {
    const { importId, source, fileName, fileDigest, content, importedAtMs, stateAtMs, fromMs, toMs, closedAtMs } = record;
    await this.#removeOrders(importId);
    await this.#writer.run([
      {
        sql: /* sql */ `INSERT OR REPLACE INTO order_import
          (import_id, source, file_name, file_digest, content, imported_at_ms, state_at_ms, from_ms, to_ms, closed_at_ms)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        params: [importId, source, fileName, fileDigest, content, importedAtMs, stateAtMs, fromMs, toMs, closedAtMs],
      },
    ]);
  }

  async add(importId: string, orders: readonly FileOrder[]): Promise<void> {
    const rows = orders.map(({ lines, roomId, region, ...order }) => {
      const kept: KeptState = { lines, ...(roomId === null ? {} : { roomId }), ...(region === null ? {} : { region }) };
      return { ...order, events: [kept] };
    });
    await this.#writer.run([{ sql: ADD_ORDERS_SQL, params: [importId, JSON.stringify(rows)] }]);
  }

  /** When the file's first and last paid orders were paid. */
  async setSpan(importId: string, fromMs: number, toMs: number): Promise<void> {
    const sql = 'UPDATE order_import SET from_ms = ?, to_ms = ? WHERE import_id = ?';
    await this.#writer.run([{ sql, params: [fromMs, toMs, importId] }]);
  }

  /** Lets go of the orders of imports that no page is told of any more; that the files were taken in stays known. */
  async forgetOld(): Promise<void> {
    for (const { importId } of this.#reader.all<{ importId: string }>(FORGOTTEN_SQL)) {
      await this.#removeOrders(importId);
      await this.#writer.run([{ sql: 'UPDATE order_import SET from_ms = NULL, to_ms = NULL WHERE import_id = ?', params: [importId] }]);
    }
  }

  async close(importId: string, atMs: number): Promise<void> {
    await this.#writer.run([{ sql: 'UPDATE order_import SET closed_at_ms = ? WHERE import_id = ?', params: [atMs, importId] }]);
  }

  async #removeOrders(importId: string): Promise<void> {
    const sql = /* sql */ `DELETE FROM imported_order WHERE import_id = ? AND order_id IN
      (SELECT order_id FROM imported_order WHERE import_id = ? LIMIT ${REMOVED_AT_ONCE})`;
    while (this.#reader.get('SELECT 1 FROM imported_order WHERE import_id = ? LIMIT 1', importId)) {
      await this.#writer.run([{ sql, params: [importId, importId] }]);
    }
  }
}
