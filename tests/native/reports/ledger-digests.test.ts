/** The ledger's own digests, asked of the reading thread slice by slice. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { INBOX_ID } from '../../../native/contract/entry.ts';
import { DIGEST_BLOCK } from '../../../native/contract/upstream.ts';
import type { Result } from '../../../native/contract/refusal.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { blockDigest, type BlockHash, broadcastDigest, digestOfBlocks } from '../../../native/ledger/entry-digest.ts';
import { ENTRY_COLUMNS, type EntryRow } from '../../../native/ledger/entry-row.ts';
import { outsideLine } from '../../../native/ledger/outside-line.ts';
import type { DigestSlice } from '../../../native/reports/ledger-digests.ts';
import { ReportDesk } from '../../../native/reports/report-desk.ts';
import { openTestStorage, paid, type TestStorage } from '../store/test-storage.ts';

const workerUrl = new URL('../../../native/report-worker.ts', import.meta.url);
const STUDIO = 'hetian-1';

const opened = (broadcastId: string) =>
  ({
    kind: 'broadcast.opened',
    broadcastId,
    atMs: 1,
    actor: 'studio',
    body: { title: { 'zh-CN': broadcastId }, rehearsal: false },
  }) as const;

function openDesk({ path }: TestStorage): ReportDesk {
  const desk = new ReportDesk({ workerUrl, path, logger: silentLogger });
  onTestFinished(() => desk.close());
  return desk;
}

function linesOf({ reader }: TestStorage, broadcastId: string) {
  const rows = reader.all<EntryRow>(`SELECT ${ENTRY_COLUMNS} FROM entry WHERE broadcast_id = ? ORDER BY seq`, broadcastId);
  return rows.map((row) => ({ seq: row.seq, line: outsideLine(STUDIO, row) }));
}

async function blocksBySlices(desk: ReportDesk, broadcastIds: readonly string[], firstSeq: number) {
  const blocks = new Map<string, BlockHash[]>(broadcastIds.map((broadcastId) => [broadcastId, []]));
  let slices = 0;
  for (let fromSeq: number | null = firstSeq; fromSeq !== null; slices += 1) {
    const slice: Result<DigestSlice> = await desk.askForHost('digestSlice', { studioId: STUDIO, broadcastIds, fromSeq });
    if (!slice.ok) throw new Error(slice.refusal.code);
    for (const { broadcastId, block } of slice.value.blocks) blocks.get(broadcastId)!.push(block);
    fromSeq = slice.value.nextSeq;
  }
  return { blocks, slices };
}

describe('digests of the ledger', () => {
  it('UR1 slices of the ledger give the digest of each broadcast as one reading would, also over a jump of numbers', async () => {
    const storage = await openTestStorage();
    const { ledger, writer } = storage;
    await ledger.append([opened('bc-1'), opened('bc-2')]);
    const orders = Array.from({ length: 40_000 }, (_, at) => paid(`o${at}`, {}, at % 3 === 0 ? 'bc-1' : 'bc-2'));
    await ledger.append(orders);
    // As after a recovery, see `storage.recovered`.
    const body = JSON.stringify({ text: 'behind the jump' });
    await writer.run([
      {
        sql: `INSERT INTO entry (${ENTRY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)`,
        params: [10_040_002, 'bc-2', 'note.added', 5, 'operator:desk', body],
      },
    ]);
    const desk = openDesk(storage);
    const { blocks, slices } = await blocksBySlices(desk, ['bc-1', 'bc-2'], 1);
    expect(slices).toBeGreaterThan(1);
    for (const broadcastId of ['bc-1', 'bc-2']) {
      const lines = linesOf(storage, broadcastId);
      const whole = broadcastDigest(broadcastId, lines);
      expect(digestOfBlocks(broadcastId, blocks.get(broadcastId)!)).toEqual(whole);
      expect(whole.entries).toBe(lines.length);
    }
  });

  it('UR1 a block names each of its entries with the digest of its own line', async () => {
    const storage = await openTestStorage();
    await storage.ledger.append([opened('bc-1'), ...Array.from({ length: 2500 }, (_, at) => paid(`o${at}`))]);
    const desk = openDesk(storage);
    const block = await desk.askForHost('ledgerBlock', { studioId: STUDIO, broadcastId: 'bc-1', block: 1 });
    if (!block.ok) throw new Error(block.refusal.code);
    const lines = linesOf(storage, 'bc-1').filter(({ seq }) => Math.floor(seq / DIGEST_BLOCK) === 1);
    expect(block.value.map(({ seq, hash }) => [seq, hash])).toEqual(blockDigest(1, lines).entries);
    expect(block.value).toHaveLength(DIGEST_BLOCK);
    expect(new Set(block.value.map(({ kind }) => kind))).toEqual(new Set(['order.paid']));
  });

  it('UR2 purged broadcasts are left out; the inbox is there when something lies in it, and is read alone', async () => {
    const storage = await openTestStorage();
    const { ledger, writer, reader } = storage;
    const desk = openDesk(storage);
    await ledger.append([opened('bc-1'), opened('bc-2')]);
    const targets = async () => {
      const answer = await desk.askForHost('digestTargets', {});
      return answer.ok ? answer.value : answer.refusal;
    };
    expect(await targets()).toEqual([
      { broadcastId: 'bc-2', firstSeq: 2 },
      { broadcastId: 'bc-1', firstSeq: 1 },
    ]);
    await ledger.append(Array.from({ length: 3000 }, (_, at) => paid(`o${at}`, {}, at % 1000 === 7 ? INBOX_ID : 'bc-2')));
    await writer.run([
      {
        sql: "INSERT INTO purged_broadcast (broadcast_id, entries, first_seq, last_seq, digest, at_ms) VALUES ('bc-1', 0, 1, 1, '', 1)",
        params: [],
      },
    ]);
    expect(await targets()).toEqual([
      { broadcastId: 'bc-2', firstSeq: 2 },
      { broadcastId: INBOX_ID, firstSeq: 10 },
    ]);
    const { blocks } = await blocksBySlices(desk, [INBOX_ID], 1);
    expect(digestOfBlocks(INBOX_ID, blocks.get(INBOX_ID)!)).toEqual(broadcastDigest(INBOX_ID, linesOf(storage, INBOX_ID)));
    const plan = reader.all<{ detail: string }>(
      `EXPLAIN QUERY PLAN SELECT ${ENTRY_COLUMNS} FROM entry WHERE seq >= ? AND broadcast_id = '${INBOX_ID}' ORDER BY seq`,
      1,
    );
    expect(plan.map(({ detail }) => detail).join()).toContain('entry_inbox');
  });
});
