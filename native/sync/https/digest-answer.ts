/** What a receiver over HTTP says that it holds. */
import type { z } from 'zod';
import { accepted, refused, type Result } from '../../contract/refusal.ts';
import { type BlockDigest, blockDigestSchema, type BroadcastDigest, broadcastDigestSchema } from '../../contract/upstream.ts';
import type { Clock } from '../../kernel/clock.ts';
import { isPage, jsonOf, meaningWithout, whyUnreachable } from './answer.ts';
import { digestOfBlocks } from '../../ledger/entry-digest.ts';
import type { PacedAnswer } from './paced-request.ts';

/** A digest names a block with some 110 bytes, so this is enough for thirty million entries; a block's entries need far less. */
export const DIGEST_LIMIT_BYTES = 4 * 1024 * 1024;

export function broadcastDigestOf(answer: PacedAnswer, broadcastId: string, host: string, clock: Clock): Result<BroadcastDigest | null> {
  if (holdsNothing(answer)) return accepted(digestOfBlocks(broadcastId, []));
  return digestOf(answer, broadcastDigestSchema, (digest) => digest.broadcastId === broadcastId, host, clock);
}

export function blockDigestOf(answer: PacedAnswer, block: number, host: string, clock: Clock): Result<BlockDigest | null> {
  if (holdsNothing(answer)) return accepted({ block, entries: [] });
  return digestOf(answer, blockDigestSchema, (digest) => digest.block === block, host, clock);
}

/** The receiver's own word; any other 404 may come from anybody, and would have everything sent again. */
function holdsNothing(answer: PacedAnswer): boolean {
  if (answer.kind !== 'answered' || answer.status !== 404 || answer.body === null) return false;
  const said = jsonOf(answer.body) as { error?: unknown } | null;
  return said?.error === 'broadcast-unknown';
}

/** Null: nobody answers such questions there. */
function digestOf<T>(
  answer: PacedAnswer,
  schema: z.ZodType<T>,
  isAskedFor: (digest: T) => boolean,
  host: string,
  clock: Clock,
): Result<T | null> {
  if (answer.kind === 'unreachable') return { ok: false, refusal: whyUnreachable(answer, host) };
  const { status, headers, body } = answer;
  if (status === 404) return accepted(null);
  if (status !== 200 || body === null || isPage(headers, body)) return { ok: false, refusal: meaningWithout(answer, host, clock).refusal };
  const digest = schema.safeParse(jsonOf(body));
  return digest.success && isAskedFor(digest.data) ? accepted(digest.data) : refused('upstream-not-acknowledged', { status });
}
