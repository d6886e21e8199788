/** Batches: ranges of entries as the bytes that travel, the same bytes whenever the same range is packed. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { EntryRow } from '../ledger/entry-row.ts';
import { outsideLine } from '../ledger/outside-line.ts';
import type { Batch, BatchLimits } from './transport.ts';

const compress = promisify(gzip);
/** Never to be changed by circumstances: a range that is packed again must give the same bytes. */
const LEVEL = 6;

/**
 * The first of the rows, as many as fit into the limits, but always at least one. `suffix` tells the range's part, e.g. `/sales`;
 * the rows must then be all entries of that part from the first to the last.
 */
export async function packBatch(studioId: string, rows: readonly EntryRow[], limits: BatchLimits, suffix = ''): Promise<Batch> {
  const first = rows[0];
  if (!first) throw new Error('a batch needs an entry');
  const lines: string[] = [];
  let plainBytes = 0;
  for (const row of rows) {
    const line = outsideLine(studioId, row);
    const bytes = Buffer.byteLength(line);
    if (lines.length > 0 && (lines.length >= limits.entries || plainBytes + bytes > limits.plainBytes)) break;
    lines.push(line);
    plainBytes += bytes;
  }
  const lastSeq = rows[lines.length - 1]!.seq;
  // The gzip header that zlib writes holds no time, so the same range gives the same bytes after a restart too.
  const body = new Uint8Array(await compress(lines.join(''), { level: LEVEL }));
  return {
    id: `${studioId}/${first.seq}-${lastSeq}${suffix}`,
    studioId,
    firstSeq: first.seq,
    lastSeq,
    entries: lines.length,
    plainBytes,
    body,
  };
}
