/** Files that carry entries, and receipts that come back, on a stick: how they are named, written, and believed. */
import { isUtf8 } from 'node:buffer';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { z } from 'zod';
import { idSchema } from '../../contract/ids.ts';
import { accepted, refused, type Result } from '../../contract/refusal.ts';
import { sign, verify } from '../../orders/standard-webhooks.ts';
import { fileToken } from '../safe-token.ts';
import type { Batch } from '../transport.ts';

const ENTRIES_FORMAT = 'hetian-entries/1';
const RECEIPT_FORMAT = 'hetian-receipt/1';
export const HEAD_LIMIT_BYTES = 2048;
const UNPACKED_LIMIT_BYTES = 64 * 1024 * 1024;
const unpack = promisify(gunzip);

const seqSchema = z.int().min(1);
const timestampSchema = z.int().min(0).max(999_999_999_999);
const headSchema = z.object({
  format: z.literal(ENTRIES_FORMAT),
  id: z.string().max(200),
  studioId: idSchema,
  firstSeq: seqSchema,
  lastSeq: seqSchema,
  entries: z.int().min(1),
  timestampS: timestampSchema,
  signature: z.string().max(500),
});
type Head = z.infer<typeof headSchema>;
const receiptSchema = z.object({
  format: z.literal(RECEIPT_FORMAT),
  studioId: idSchema,
  acknowledged: z.int().min(0),
  timestampS: timestampSchema,
  signature: z.string().max(500),
});

export interface EntriesFile {
  readonly studioId: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** NDJSON; each line is still to be checked. */
  readonly text: string;
}

/** `known` false: whatever the key verifies is turned away. */
type KeyOf = (studioId: string) => { key: KeyObject; known: boolean };

export function entriesFileName({ id, studioId }: Batch): string {
  return `${fileToken(studioId)}${id.slice(studioId.length).replaceAll('/', '-')}.entries`;
}

/** One line of JSON that says and signs what follows, and the batch as it would travel. */
export function entriesFileOf(batch: Batch, key: KeyObject, nowMs: number): Buffer {
  const { id, studioId, firstSeq, lastSeq, entries, body } = batch;
  const timestampS = Math.floor(nowMs / 1000);
  const signature = sign(key, id, timestampS, body);
  const head: Head = { format: ENTRIES_FORMAT, id, studioId, firstSeq, lastSeq, entries, timestampS, signature };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]);
}

/** Whether these are the bytes of this batch, whole and signed by this key, whenever they were written. */
export function holdsBatch(bytes: Buffer, batch: Batch, key: KeyObject): boolean {
  const parts = partsOf(bytes);
  return parts !== null && parts.head.id === batch.id && parts.body.equals(batch.body) && isSigned(parts, key);
}

/** Refuses with `entries-file-invalid` or `entries-file-foreign`. `file` is its name for people; nothing is opened by it. */
export async function readEntriesFile(file: string, bytes: Buffer, keyOf: KeyOf): Promise<Result<EntriesFile>> {
  const invalid = (problem: string) => refused('entries-file-invalid', { file, problem });
  const parts = partsOf(bytes);
  if (!parts) return invalid('head');
  const { id, studioId, firstSeq, lastSeq, entries } = parts.head;
  const range = `${studioId}/${firstSeq}-${lastSeq}`;
  // Only the id is signed; what stands beside it must say the same.
  if (![range, `${range}/sales`, `${range}/rest`].includes(id)) return invalid('id');
  const { key, known } = keyOf(studioId);
  if (!isSigned(parts, key) || !known) return refused('entries-file-foreign', { file, studioId });
  let plain: Buffer;
  try {
    plain = await unpack(parts.body, { maxOutputLength: UNPACKED_LIMIT_BYTES });
  } catch (error) {
    return invalid((error as NodeJS.ErrnoException).code ?? 'gzip');
  }
  if (!isUtf8(plain)) return invalid('UTF-8');
  const text = plain.toString('utf8');
  if (countOf(text, '\n') !== entries || !text.endsWith('\n')) return invalid('entries');
  return accepted({ studioId, firstSeq, lastSeq, text });
}

export function receiptName(studioId: string): string {
  return `receipt-${fileToken(studioId)}.json`;
}

/** What the office writes beside the files: up to `acknowledged` everything has arrived. */
export function receiptOf(studioId: string, acknowledged: number, key: KeyObject, nowMs: number): string {
  const timestampS = Math.floor(nowMs / 1000);
  const signature = sign(key, receiptId(studioId, acknowledged), timestampS, '');
  return `${JSON.stringify({ format: RECEIPT_FORMAT, studioId, acknowledged, timestampS, signature })}\n`;
}

/** Null for anything but a receipt of this studio, signed with its key. */
export function acknowledgedBy(text: string, studioId: string, key: KeyObject): number | null {
  const receipt = receiptSchema.safeParse(jsonOf(text));
  if (!receipt.success || receipt.data.studioId !== studioId) return null;
  const { acknowledged, timestampS, signature } = receipt.data;
  return isSignature(key, receiptId(studioId, acknowledged), timestampS, signature, Buffer.alloc(0)) ? acknowledged : null;
}

function receiptId(studioId: string, acknowledged: number): string {
  return `${studioId}/receipt/${acknowledged}`;
}

function partsOf(bytes: Buffer): { head: Head; body: Buffer } | null {
  const end = bytes.subarray(0, HEAD_LIMIT_BYTES).indexOf(0x0a);
  if (end < 0) return null;
  const head = headSchema.safeParse(jsonOf(bytes.toString('utf8', 0, end)));
  return head.success ? { head: head.data, body: bytes.subarray(end + 1) } : null;
}

function isSigned({ head, body }: { head: Head; body: Buffer }, key: KeyObject): boolean {
  return isSignature(key, head.id, head.timestampS, head.signature, body);
}

/** By its own time: a stick may be weeks on its way, and an entry that comes again is dropped by its number. */
function isSignature(key: KeyObject, id: string, timestampS: number, signature: string, body: Uint8Array): boolean {
  const fields = { 'webhook-id': id, 'webhook-timestamp': String(timestampS), 'webhook-signature': signature };
  return verify(key, fields, body, timestampS * 1000).ok;
}

function countOf(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count += 1;
  return count;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
