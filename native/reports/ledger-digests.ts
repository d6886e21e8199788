/** What the ledger holds of its broadcasts, as digests: read in slices, so that a page's question never waits for a whole day. */
import { INBOX_ID } from '../contract/entry.ts';
import { DIGEST_BLOCK } from '../contract/upstream.ts';
import { BlockHasher, type BlockHash, blockOf, lineDigest } from '../ledger/entry-digest.ts';
import { ABOUT_BROADCASTS, ENTRY_COLUMNS, type EntryRow } from '../ledger/entry-row.ts';
import { outsideLine } from '../ledger/outside-line.ts';
import type { Reader } from '../store/reader.ts';

/** A broadcast with its first entry's number. */
export interface DigestTarget {
  broadcastId: string;
  firstSeq: number;
}

export interface DigestSlice {
  blocks: { broadcastId: string; block: BlockHash }[];
  /** Where the next slice begins; null at the end. */
  nextSeq: number | null;
}

export interface LedgerBlockEntry {
  seq: number;
  kind: string;
  /** As in `blockDigestSchema`. */
  hash: string;
}

/** About a tenth of a second's work. */
const SLICE_BLOCKS = 30;

/** Word for word as the partial index says it. */
const IN_INBOX = `broadcast_id = '${INBOX_ID}'`;
const TARGETS_SQL = /* sql */ `
  SELECT broadcast_id AS broadcastId, seq AS firstSeq FROM entry
  WHERE kind = 'broadcast.opened' AND ${ABOUT_BROADCASTS} AND broadcast_id NOT IN (SELECT broadcast_id FROM purged_broadcast)
  ORDER BY seq DESC`;
const INBOX_SQL = `SELECT min(seq) AS firstSeq FROM entry WHERE ${IN_INBOX}`;
const LINES_SQL = `SELECT ${ENTRY_COLUMNS} FROM entry WHERE seq >= ? ORDER BY seq`;
const INBOX_LINES_SQL = `SELECT ${ENTRY_COLUMNS} FROM entry WHERE seq >= ? AND ${IN_INBOX} ORDER BY seq`;
const BLOCK_SQL = `SELECT ${ENTRY_COLUMNS} FROM entry WHERE seq BETWEEN ? AND ? AND broadcast_id = ? ORDER BY seq`;

/** Broadcasts that were not purged, newest first, and the inbox when there is something in it. */
export function digestTargets(reader: Reader): DigestTarget[] {
  const { firstSeq } = reader.get<{ firstSeq: number | null }>(INBOX_SQL)!;
  const inbox = firstSeq === null ? [] : [{ broadcastId: INBOX_ID, firstSeq }];
  return [...reader.all<DigestTarget>(TARGETS_SQL), ...inbox];
}

/** Whole blocks from `fromSeq` on, as far as a slice goes. The inbox is read on its own. */
export function digestSlice(reader: Reader, input: { studioId: string; broadcastIds: readonly string[]; fromSeq: number }): DigestSlice {
  const { studioId, broadcastIds, fromSeq } = input;
  const hashers = new Map(broadcastIds.map((broadcastId) => [broadcastId, new BlockHasher()]));
  const alone = broadcastIds.length === 1 && broadcastIds[0] === INBOX_ID;
  let nextSeq: number | null = null;
  let last: number | null = null;
  let read = 0;
  for (const row of reader.iterate<EntryRow>(alone ? INBOX_LINES_SQL : LINES_SQL, fromSeq)) {
    const block = blockOf(row.seq);
    if (block !== last) {
      if (read === SLICE_BLOCKS) {
        nextSeq = row.seq;
        break;
      }
      read += 1;
      last = block;
    }
    hashers.get(row.broadcast_id)?.add(row.seq, outsideLine(studioId, row));
  }
  const blocks = [...hashers].flatMap(([broadcastId, hasher]) => hasher.blocks().map((block) => ({ broadcastId, block })));
  return { blocks, nextSeq };
}

/** Every entry of one block. */
export function ledgerBlock(reader: Reader, input: { studioId: string; broadcastId: string; block: number }): LedgerBlockEntry[] {
  const { studioId, broadcastId, block } = input;
  const firstSeq = block * DIGEST_BLOCK;
  const rows = reader.all<EntryRow>(BLOCK_SQL, firstSeq, firstSeq + DIGEST_BLOCK - 1, broadcastId);
  return rows.map((row) => ({ seq: row.seq, kind: row.kind, hash: lineDigest(outsideLine(studioId, row)) }));
}
