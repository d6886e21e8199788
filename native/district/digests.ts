/** What the receiver holds of a broadcast, as digests that a studio compares with its own. */
import { setImmediate } from 'node:timers/promises';
import { type BlockDigest, type BroadcastDigest, DIGEST_BLOCK } from '../contract/upstream.ts';
import { blockDigest, BlockHasher, digestOfBlocks } from '../ledger/entry-digest.ts';
import type { DistrictDatabase } from './district-database.ts';
import { lineOf, type ReceivedEntry } from './entry-line.ts';

const PAGE = 2000;
/** Digests kept: a studio asks for its newest thirty broadcasts. */
const KEPT = 1000;

type HeldRow = Omit<ReceivedEntry, 'parsedBody'>;

export class Digests {
  readonly #database: DistrictDatabase;
  readonly #kept = new Map<string, BroadcastDigest>();

  constructor(database: DistrictDatabase) {
    this.#database = database;
  }

  /** Null: nothing is held of the broadcast. Read page by page, so it may be of any size. */
  async broadcast(studioId: string, broadcastId: string): Promise<BroadcastDigest | null> {
    const [held] = await this.#database.read<{ entries: number }>(
      'SELECT entries FROM broadcast WHERE studio_id = $1 AND broadcast_id = $2',
      [studioId, broadcastId],
    );
    if (!held) return null;
    const name = `${studioId} ${broadcastId}`;
    const known = this.#kept.get(name);
    // Entries only ever come, so the same number of them is the same entries.
    if (known?.entries === held.entries) return known;
    const digest = await this.#computed(studioId, broadcastId);
    this.#kept.delete(name);
    if (this.#kept.size >= KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    if (digest.entries === held.entries) this.#kept.set(name, digest);
    return digest;
  }

  async block(studioId: string, broadcastId: string, block: number): Promise<BlockDigest> {
    const rows = await this.#rows(studioId, broadcastId, block * DIGEST_BLOCK - 1, (block + 1) * DIGEST_BLOCK, DIGEST_BLOCK);
    return blockDigest(
      block,
      rows.map((row) => ({ seq: row.seq, line: lineOf(studioId, row) })),
    );
  }

  async #computed(studioId: string, broadcastId: string): Promise<BroadcastDigest> {
    const hasher = new BlockHasher();
    for (let after = 0; ;) {
      const rows = await this.#rows(studioId, broadcastId, after, Number.MAX_SAFE_INTEGER, PAGE);
      for (const row of rows) hasher.add(row.seq, lineOf(studioId, row));
      if (rows.length < PAGE) return digestOfBlocks(broadcastId, hasher.blocks());
      after = rows.at(-1)!.seq;
      // Deliveries have their turn between two pages.
      await setImmediate();
    }
  }

  #rows(studioId: string, broadcastId: string, after: number, before: number, limit: number): Promise<HeldRow[]> {
    return this.#database.read<HeldRow>(
      `SELECT seq, broadcast_id, kind, at_ms, actor, body, line FROM entry
       WHERE studio_id = $1 AND broadcast_id = $2 AND seq > $3 AND seq < $4 ORDER BY seq LIMIT $5`,
      [studioId, broadcastId, after, before, limit],
    );
  }
}
