/** Digests by which two sides find out whether they hold the same entries of a broadcast, and which differ. */
import { createHash, type Hash } from 'node:crypto';
import { type BlockDigest, type BroadcastDigest, DIGEST_BLOCK } from '../contract/upstream.ts';

const LINE_DIGITS = 16;

export type BlockHash = BroadcastDigest['blocks'][number];

/** The number, as `outsideLine` writes the entry. */
interface NumberedLine {
  seq: number;
  line: string;
}

/** Hashes a broadcast's lines block by block. They come by rising number. */
export class BlockHasher {
  readonly #closed: BlockHash[] = [];
  #open: { block: number; entries: number; hash: Hash } | null = null;

  add(seq: number, line: string): void {
    const block = blockOf(seq);
    if (this.#open?.block !== block) {
      this.#close();
      this.#open = { block, entries: 0, hash: createHash('sha256') };
    }
    this.#open.entries += 1;
    this.#open.hash.update(line);
  }

  /** Ends the hashing. */
  blocks(): BlockHash[] {
    this.#close();
    return this.#closed;
  }

  #close(): void {
    if (this.#open) this.#closed.push({ ...this.#open, hash: this.#open.hash.digest('hex') });
    this.#open = null;
  }
}

export function blockOf(seq: number): number {
  return Math.floor(seq / DIGEST_BLOCK);
}

/** The digest of a broadcast whose blocks were hashed one by one. */
export function digestOfBlocks(broadcastId: string, blocks: BlockHash[]): BroadcastDigest {
  const hash = createHash('sha256').update(blocks.map((block) => block.hash).join(''));
  return { broadcastId, entries: blocks.reduce((sum, block) => sum + block.entries, 0), hash: hash.digest('hex'), blocks };
}

/** `lines` come by rising number. */
export function broadcastDigest(broadcastId: string, lines: Iterable<NumberedLine>): BroadcastDigest {
  const hasher = new BlockHasher();
  for (const { seq, line } of lines) hasher.add(seq, line);
  return digestOfBlocks(broadcastId, hasher.blocks());
}

/** Every entry of one block on its own. */
export function blockDigest(block: number, lines: Iterable<NumberedLine>): BlockDigest {
  const entries: BlockDigest['entries'] = [];
  for (const { seq, line } of lines) entries.push([seq, lineDigest(line)]);
  return { block, entries };
}

export function lineDigest(line: string): string {
  return createHash('sha256').update(line).digest('hex').slice(0, LINE_DIGITS);
}
