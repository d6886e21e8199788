/** Settings: small JSON values by name in the database, checked by the schema of whoever reads them. */
import type { z } from 'zod';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

export class Settings {
  readonly #reader: Reader;
  readonly #writer: Writer;

  constructor(reader: Reader, writer: Writer) {
    this.#reader = reader;
    this.#writer = writer;
  }

  /** The value, or null when there is none or it does not fit the schema (any more). */
  get<S extends z.ZodType>(key: string, schema: S): z.output<S> | null {
    const row = this.#reader.get<{ value: string }>('SELECT value FROM setting WHERE key = ?', key);
    if (!row) return null;
    const value = schema.safeParse(JSON.parse(row.value));
    return value.success ? value.data : null;
  }

  /** Durable when it resolves; rejects with `StorageFailure`. */
  set(key: string, value: unknown): Promise<void> {
    return this.#writer.run([
      {
        sql: 'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        params: [key, JSON.stringify(value)],
      },
    ]);
  }
}
