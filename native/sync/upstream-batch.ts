/** A delivery upstream as bytes: a range of entries as compressed NDJSON, and the headers that name and sign it. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { bodyForOutside, type Entry } from '../contract/entry.ts';
import type { UpstreamEntry } from '../contract/upstream.ts';

/** One signature after Standard Webhooks, `v1,<base64>`, over `id.timestamp.body`. `timestampS` is in epoch seconds. */
export type Sign = (id: string, timestampS: number, body: Uint8Array, secret: string) => string;

export interface Batch {
  /** `<studio-id>/<first-seq>-<last-seq>`: the same text always means the same bytes. */
  readonly id: string;
  readonly studioId: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly entries: number;
  /** Length before compression. */
  readonly plainBytes: number;
  /** The bytes as sent. */
  readonly body: Uint8Array<ArrayBuffer>;
}

const compress = promisify(gzip);

/** The first of the entries, as many as fit into `maxBytes` before compression, but always at least one. */
export async function packBatch(studioId: string, entries: readonly Entry[], maxBytes: number): Promise<Batch> {
  const first = entries[0];
  if (!first) throw new Error('a batch needs an entry');
  const lines: string[] = [];
  let plainBytes = 0;
  let lastSeq = first.seq;
  for (const entry of entries) {
    const line = lineOf(studioId, entry);
    const bytes = Buffer.byteLength(line);
    if (lines.length > 0 && plainBytes + bytes > maxBytes) break;
    lines.push(line);
    plainBytes += bytes;
    lastSeq = entry.seq;
  }
  // The gzip header that zlib writes holds no time, so the same range gives the same bytes after a restart too.
  const body = new Uint8Array(await compress(lines.join(''), { level: 1 }));
  return { id: `${studioId}/${first.seq}-${lastSeq}`, studioId, firstSeq: first.seq, lastSeq, entries: lines.length, plainBytes, body };
}

/** Headers of a request that is sent at `nowMs`; a retry differs in time and signature only. */
export function batchHeaders(batch: Batch, nowMs: number, sign: Sign, secret: string): Record<string, string> {
  const timestampS = Math.floor(nowMs / 1000);
  return {
    'content-type': 'application/x-ndjson',
    'content-encoding': 'gzip',
    accept: 'application/json',
    'idempotency-key': batch.id,
    'webhook-id': batch.id,
    'webhook-timestamp': String(timestampS),
    'webhook-signature': sign(batch.id, timestampS, batch.body, secret),
  };
}

function lineOf(studioId: string, { seq, broadcastId, kind, atMs, actor, body }: Entry): string {
  const line: UpstreamEntry = { studioId, seq, broadcastId, kind, atMs, actor, body: bodyForOutside(body) };
  return `${JSON.stringify(line)}\n`;
}
