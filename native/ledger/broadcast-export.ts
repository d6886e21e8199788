/** The export of a broadcast: a file of all its entries that proves by itself that it is whole. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { bodyForOutside } from '../contract/entry.ts';
import { Reader } from '../store/reader.ts';
import { syncFile, syncFolder } from '../store/whole-file.ts';
import { ENTRY_COLUMNS, entryOf, type EntryRow } from './entry-row.ts';

const manifestSchema = z.object({
  format: z.literal('hetian-broadcast-1'),
  broadcastId: z.string(),
  entries: z.int(),
  firstSeq: z.int(),
  lastSeq: z.int(),
  /** SHA-256 of all lines behind this one, in hex. */
  digest: z.string(),
});
type Manifest = z.infer<typeof manifestSchema>;

export interface BroadcastExport extends Manifest {
  /** Absolute path. */
  file: string;
}

/**
 * Writes `<broadcastId>.ndjson.gz` into `folder`: a manifest, then one line an entry, as it may leave this computer. The file
 * gets its name when it is whole. Throws file system errors.
 */
export async function exportBroadcast(options: { path: string; folder: string; broadcastId: string }): Promise<BroadcastExport> {
  const { path, folder, broadcastId } = options;
  const reader = Reader.open(path);
  try {
    mkdirSync(folder, { recursive: true });
    const manifest = describe(reader, broadcastId);
    // Entries never change and later ones have higher numbers, so a second reading up to the last one gives the same lines.
    const lines = linesOf(reader, broadcastId, manifest.lastSeq);
    const file = join(folder, `${broadcastId.replaceAll(/[^\w.-]/gu, '_')}.ndjson.gz`);
    const draft = `${file}.new`;
    await pipeline(Readable.from(chunked(`${JSON.stringify(manifest)}\n`, lines)), createGzip(), createWriteStream(draft));
    syncFile(draft);
    renameSync(draft, file);
    syncFolder(dirname(file));
    return { ...manifest, file };
  } finally {
    reader.close();
  }
}

/** An export beside what the ledger has now. */
export interface ExportCheck {
  /** Null when the file is gone or not whole. */
  found: BroadcastExport | null;
  entriesNow: number;
}

export async function checkExport(options: { path: string; file: string; broadcastId: string }): Promise<ExportCheck> {
  const reader = Reader.open(options.path);
  try {
    const sql = 'SELECT count(*) AS entries FROM entry WHERE broadcast_id = ?';
    const { entries } = reader.get<{ entries: number }>(sql, options.broadcastId)!;
    return { found: await readExport(options.file), entriesNow: entries };
  } finally {
    reader.close();
  }
}

/** Reads a whole export; null when it is gone, damaged or not what its manifest says. */
async function readExport(file: string): Promise<BroadcastExport | null> {
  if (!existsSync(file)) return null;
  const hash = createHash('sha256');
  let manifest: Manifest | null = null;
  let entries = 0;
  try {
    const source = createReadStream(file);
    const text = createGunzip();
    const reading = pipeline(source, text, async (chunks: AsyncIterable<Buffer>) => {
      for await (const line of createInterface({ input: Readable.from(chunks), crlfDelay: Number.POSITIVE_INFINITY })) {
        if (manifest) {
          hash.update(`${line}\n`);
          entries += 1;
        } else manifest = manifestSchema.parse(JSON.parse(line));
      }
    });
    await reading;
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
  const read = manifest as Manifest | null;
  return read && read.entries === entries && read.digest === hash.digest('hex') ? { ...read, file } : null;
}

function isUnreadable(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return error instanceof SyntaxError || error instanceof z.ZodError || /^(?:Z_|ENOENT|EIO|ERR_INVALID)/u.test(code);
}

function describe(reader: Reader, broadcastId: string): Manifest {
  const hash = createHash('sha256');
  let entries = 0;
  let firstSeq = 0;
  let lastSeq = 0;
  for (const { seq, line } of linesOf(reader, broadcastId, Number.MAX_SAFE_INTEGER)) {
    hash.update(line);
    if (entries === 0) firstSeq = seq;
    lastSeq = seq;
    entries += 1;
  }
  return { format: 'hetian-broadcast-1', broadcastId, entries, firstSeq, lastSeq, digest: hash.digest('hex') };
}

function* linesOf(reader: Reader, broadcastId: string, lastSeq: number): Generator<{ seq: number; line: string }> {
  const sql = `SELECT ${ENTRY_COLUMNS} FROM entry WHERE broadcast_id = ? AND seq <= ? ORDER BY seq`;
  for (const row of reader.iterate<EntryRow>(sql, broadcastId, lastSeq)) {
    const entry = entryOf(row);
    yield { seq: entry.seq, line: `${JSON.stringify({ ...entry, body: bodyForOutside(entry.body) })}\n` };
  }
}

const CHUNK_LENGTH = 64 * 1024;

function* chunked(first: string, lines: Iterable<{ line: string }>): Generator<string> {
  let chunk = first;
  for (const { line } of lines) {
    chunk += line;
    if (chunk.length < CHUNK_LENGTH) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
