/** The tables of how far each destination is: its place, its lanes, what it refused; changed together in one transaction. */
import type { Refusal } from '../contract/refusal.ts';
import type { Reader, SqlValue } from '../store/reader.ts';
import type { Writer } from '../store/writer.ts';
import type { WriterStatement } from '../store/writer-protocol.ts';

export interface LaneRow {
  lane: string;
  acknowledgedSeq: number;
  untilSeq: number | null;
}

export interface ParkedRow {
  seq: number;
  parkedAtMs: number;
  tries: number;
}

export interface Change {
  acknowledgedSeq?: number;
  /** All lanes, in place of those before. */
  lanes?: readonly LaneRow[];
  park?: readonly (ParkedRow & { reason: Refusal })[];
  unpark?: readonly number[];
}

const SAVE_PLACE = /* sql */ `INSERT INTO destination_cursor (destination, acknowledged_seq) VALUES (?, ?)
  ON CONFLICT (destination) DO UPDATE SET acknowledged_seq = excluded.acknowledged_seq`;
const SAVE_PARKED = /* sql */ `INSERT INTO parked_entry (destination, seq, parked_at_ms, reason, tries) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (destination, seq) DO UPDATE SET reason = excluded.reason, tries = excluded.tries`;

export class Place {
  readonly name: string;
  readonly #reader: Reader;
  readonly #writer: Writer;

  constructor(name: string, reader: Reader, writer: Writer) {
    this.name = name;
    this.#reader = reader;
    this.#writer = writer;
  }

  /** 0 for a new one. */
  get acknowledgedSeq(): number {
    const sql = 'SELECT acknowledged_seq AS seq FROM destination_cursor WHERE destination = ?';
    return this.#reader.get<{ seq: number }>(sql, this.name)?.seq ?? 0;
  }

  get lanes(): LaneRow[] {
    const sql = `SELECT lane, acknowledged_seq AS acknowledgedSeq, until_seq AS untilSeq FROM destination_lane WHERE destination = ?`;
    return this.#reader.all<LaneRow>(sql, this.name);
  }

  get parked(): ParkedRow[] {
    const sql = 'SELECT seq, parked_at_ms AS parkedAtMs, tries FROM parked_entry WHERE destination = ? ORDER BY seq';
    return this.#reader.all<ParkedRow>(sql, this.name);
  }

  /** All or nothing; durable when it resolves. */
  save({ acknowledgedSeq, lanes, park = [], unpark = [] }: Change): Promise<void> {
    const statements: WriterStatement[] = [];
    const add = (sql: string, ...params: SqlValue[]) => statements.push({ sql, params });
    if (acknowledgedSeq !== undefined) add(SAVE_PLACE, this.name, acknowledgedSeq);
    if (lanes) {
      add('DELETE FROM destination_lane WHERE destination = ?', this.name);
      for (const { lane, acknowledgedSeq: seq, untilSeq } of lanes) {
        add(
          'INSERT INTO destination_lane (destination, lane, acknowledged_seq, until_seq) VALUES (?, ?, ?, ?)',
          this.name,
          lane,
          seq,
          untilSeq,
        );
      }
    }
    for (const { seq, parkedAtMs, reason, tries } of park) add(SAVE_PARKED, this.name, seq, parkedAtMs, JSON.stringify(reason), tries);
    for (const seq of unpark) add('DELETE FROM parked_entry WHERE destination = ? AND seq = ?', this.name, seq);
    return this.#writer.run(statements);
  }
}
