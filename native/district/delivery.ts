/** A delivery's bytes as lines: unpacked within limits, and each line an entry of the studio that signed it. */
import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { accepted, type Refusal, refused, type Result } from '../contract/refusal.ts';
import { faultOf, parseEntryLine, type ReceivedEntry } from './entry-line.ts';

const UNPACKED_LIMIT_BYTES = 64 * 1024 * 1024;
const LINES_LIMIT = 10_000;
const unpack = promisify(gunzip);

export interface Delivery {
  entries: ReceivedEntry[];
  /** Entries that can never be counted; they are not stored. */
  refused: { seq: number; code: string; message: string }[];
  /** Of all its lines; 0 for an empty delivery. */
  highestSeq: number;
}

/** The text of a body that came `gzip` or as it is. */
export async function textOf(body: Buffer, encoding: string | undefined): Promise<Result<string>> {
  if (encoding !== undefined && encoding !== 'gzip' && encoding !== 'identity') return refused('body-encoded', { encoding });
  const plain = encoding === 'gzip' ? await unpacked(body) : accepted(body);
  if (!plain.ok) return plain;
  return isUtf8(plain.value) ? accepted(plain.value.toString('utf8')) : refused('body-not-text');
}

async function unpacked(body: Buffer): Promise<Result<Buffer>> {
  try {
    return accepted(await unpack(body, { maxOutputLength: UNPACKED_LIMIT_BYTES }));
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return tooLarge ? refused('body-too-large', { limit: UNPACKED_LIMIT_BYTES }) : refused('body-encoded', { encoding: 'gzip' });
  }
}

/** Refused as a whole by its first line that is no entry, or another studio's; `line` counts from 1. */
export function deliveryOf(studioId: string, text: string): { ok: true; value: Delivery } | { ok: false; refusal: Refusal; line: number } {
  const delivery: Delivery = { entries: [], refused: [], highestSeq: 0 };
  let from = 0;
  for (let line = 1; from < text.length; line += 1) {
    if (line > LINES_LIMIT) return { ...refused('body-too-large', { limit: LINES_LIMIT }), line };
    const end = text.indexOf('\n', from);
    const part = text.slice(from, end === -1 ? text.length : end);
    from = end === -1 ? text.length : end + 1;
    if (part === '') continue;
    const entry = parseEntryLine(studioId, part);
    if (!entry.ok) return { ...entry, line };
    const fault = faultOf(entry.value);
    if (fault === null) delivery.entries.push(entry.value);
    else delivery.refused.push({ seq: entry.value.seq, code: 'event-invalid', message: fault.slice(0, 300) });
    delivery.highestSeq = Math.max(delivery.highestSeq, entry.value.seq);
  }
  return { ok: true, value: delivery };
}
