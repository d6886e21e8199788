/** Digests by which two sides find out whether they hold the same entries of a broadcast, and which differ. */
import { createHash, type Hash } from 'node:crypto';
import { type BlockDigest, type BroadcastDigest, DIGEST_BLOCK } from '../contract/upstream.ts';

const LINE_DIGITS = 16;

/** `lines` come by rising number, each as `outsideLine` writes it. */
export function broadcastDigest(broadcastId: string, lines: Iterable<{ seq: number; line: string }>): BroadcastDigest {
  const blocks: { block: number; entries: number; hash: Hash }[] = [];
  let entries = 0;
  for (const { seq, line } of lines) {
    const block = Math.floor(seq / DIGEST_BLOCK);
    if (blocks.at(-1)?.block !== block) blocks.push({ block, entries: 0, hash: createHash('sha256') });
    const open = blocks.at(-1)!;
    open.entries += 1;
    open.hash.update(line);
    entries += 1;
  }
  const digests = blocks.map((open) => ({ ...open, hash: open.hash.digest('hex') }));
  const whole = createHash('sha256').update(digests.map(({ hash }) => hash).join(''));
  return { broadcastId, entries, hash: whole.digest('hex'), blocks: digests };
}

/** Every entry of one block on its own. */
export function blockDigest(block: number, lines: Iterable<{ seq: number; line: string }>): BlockDigest {
  const entries: BlockDigest['entries'] = [];
  for (const { seq, line } of lines) entries.push([seq, createHash('sha256').update(line).digest('hex').slice(0, LINE_DIGITS)]);
  return { block, entries };
}
