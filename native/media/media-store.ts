/** Rows of videos: what was taken in, how far each is, what is said of it. */
import { z } from 'zod';
import { mediaFits, mediaItemSchema } from '../contract/media.ts';
import { refusalSchema } from '../contract/refusal.ts';
import { localTextSchema } from '../contract/text.ts';
import type { Reader, SqlValue } from '../store/reader.ts';
import type { Writer } from '../store/writer.ts';
import { loudnessSchema } from './conversion-plan.ts';
import { probedSchema } from './probe.ts';

const descriptionSchema = z.object({ title: localTextSchema, consent: mediaItemSchema.shape.consent, rights: z.string() });

const recordSchema = z.object({
  mediaId: z.string(),
  fileName: z.string(),
  digest: z.string(),
  sizeBytes: z.int(),
  addedAtMs: z.int(),
  state: z.enum(['waiting', 'converting', 'ready', 'failed', 'cancelled']),
  fit: z.enum(mediaFits),
  description: descriptionSchema,
  source: probedSchema,
  /** Undefined while it was not measured; null for silence. */
  loudness: loudnessSchema.nullable().optional(),
  playable: mediaItemSchema.shape.playable,
  problem: refusalSchema.nullable(),
});
export type MediaRecord = z.infer<typeof recordSchema>;

interface Row {
  media_id: string;
  file_name: string;
  digest: string;
  size_bytes: number;
  added_at_ms: number;
  state: string;
  fit: string;
  description: string;
  source: string;
  loudness: string | null;
  playable: string | null;
  problem: string | null;
}

const INSERT = `INSERT INTO media_item
  (file_name, digest, size_bytes, added_at_ms, state, fit, description, source, loudness, playable, problem, media_id)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const UPDATE = `UPDATE media_item SET file_name = ?, digest = ?, size_bytes = ?, added_at_ms = ?, state = ?, fit = ?, description = ?,
  source = ?, loudness = ?, playable = ?, problem = ? WHERE media_id = ?`;

export class MediaStore {
  readonly #writer: Pick<Writer, 'run'>;
  readonly #reader: Pick<Reader, 'all'>;

  constructor(writer: Pick<Writer, 'run'>, reader: Pick<Reader, 'all'>) {
    this.#writer = writer;
    this.#reader = reader;
  }

  all(): MediaRecord[] {
    return this.#reader.all<Row>('SELECT * FROM media_item ORDER BY added_at_ms, media_id').map(recordOf);
  }

  /** Durable when it resolves; rejects with `StorageFailure`. */
  add(record: MediaRecord): Promise<void> {
    return this.#writer.run([{ sql: INSERT, params: paramsOf(record) }]);
  }

  change(record: MediaRecord): Promise<void> {
    return this.#writer.run([{ sql: UPDATE, params: paramsOf(record) }]);
  }

  remove(mediaId: string): Promise<void> {
    return this.#writer.run([{ sql: 'DELETE FROM media_item WHERE media_id = ?', params: [mediaId] }]);
  }
}

function paramsOf(record: MediaRecord): SqlValue[] {
  const { mediaId, fileName, digest, sizeBytes, addedAtMs, state, fit, description, source, loudness, playable, problem } = record;
  const said = [JSON.stringify(description), JSON.stringify(source)];
  const found = [
    loudness === undefined ? null : JSON.stringify(loudness),
    playable && JSON.stringify(playable),
    problem && JSON.stringify(problem),
  ];
  return [fileName, digest, sizeBytes, addedAtMs, state, fit, ...said, ...found, mediaId];
}

function recordOf(row: Row): MediaRecord {
  const json = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
  return recordSchema.parse({
    mediaId: row.media_id,
    fileName: row.file_name,
    digest: row.digest,
    sizeBytes: row.size_bytes,
    addedAtMs: row.added_at_ms,
    state: row.state,
    fit: row.fit,
    description: json(row.description),
    source: json(row.source),
    ...(row.loudness === null ? {} : { loudness: json(row.loudness) }),
    playable: json(row.playable),
    problem: json(row.problem),
  });
}
