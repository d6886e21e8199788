/** Reports, asked as a page asks: through the reading thread, on a real file, and each breakdown adds up to the totals. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EntryDraft } from '../../../native/contract/entry.ts';
import { reports, type ReportName, type ReportOutput, type ReportInput } from '../../../native/contract/reports.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { ReportDesk } from '../../../native/reports/report-desk.ts';
import { openTestStorage, paid, refund } from '../store/test-storage.ts';

const workerUrl = new URL('../../../native/report-worker.ts', import.meta.url);
const START_MS = 1_588_300_800_000;
const MINUTE_MS = 60_000;

const draft = (kind: EntryDraft['kind'], atMs: number, body: object, broadcastId = 'bc-1') =>
  ({ kind, broadcastId, atMs, actor: 'studio', body }) as EntryDraft;
const segment = (segmentId: string, atMs: number) =>
  draft('segment.taken', atMs, { segmentId, kind: 'break', title: { 'zh-CN': segmentId }, sceneName: 'Desk', guests: [], plannedMs: 1 });
const lineOf = (sku: string, quantity: number, amountFen: number, gift?: boolean) => ({ sku, title: '核桃', quantity, amountFen, gift });

async function soldDay() {
  const storage = await openTestStorage();
  const { ledger, writer, path } = storage;
  const product = (number: number, sku: string, placeCode: string, cooperative?: string) => ({
    sql: 'INSERT INTO product (product_id, number, sku, body) VALUES (?, ?, ?, ?)',
    params: [
      `p${number}`,
      number,
      sku,
      JSON.stringify({
        productId: `p${number}`,
        number,
        sku,
        name: { 'zh-CN': `商品${number}` },
        placeCode,
        unit: { 'zh-CN': '袋' },
        priceFen: 100,
        allocated: 9,
        ...(cooperative ? { cooperative: { 'zh-CN': cooperative } } : {}),
      }),
    ],
  });
  await writer.run([product(1, 'HT-1', 'MY', '墨玉合作社'), product(2, 'HT-2', 'MY', '墨玉合作社'), product(3, 'HT-3', 'LP')]);
  await ledger.append([
    draft('broadcast.opened', START_MS - MINUTE_MS, { title: { 'zh-CN': '专场' }, rehearsal: false }),
    draft('broadcast.started', START_MS, {}),
    segment('one', START_MS),
    paid('o1', { occurredAtMs: START_MS + 1000, lines: [lineOf('HT-1', 2, 2000), lineOf('HT-9', 1, 0, true)] }),
    paid('o2', { occurredAtMs: START_MS + MINUTE_MS, lines: [lineOf('ht-2', 1, 500), lineOf('HT-3', 1, 700)], source: 'mall' }),
    segment('two', START_MS + 2 * MINUTE_MS),
    paid('o3', { occurredAtMs: START_MS + 2 * MINUTE_MS, lines: [], amountFen: 900 }),
    paid('o4', { occurredAtMs: START_MS + 2 * MINUTE_MS, lines: [lineOf('HT-X', 1, 50)] }),
    refund('r1', 'o1', { occurredAtMs: START_MS + 5 * MINUTE_MS, amountFen: 1000, restock: true }),
    refund('r2', 'unknown', { occurredAtMs: START_MS + 5 * MINUTE_MS, amountFen: 7 }),
    draft('broadcast.ended', START_MS + 10 * MINUTE_MS, {}),
    draft('broadcast.opened', START_MS + 10 * MINUTE_MS, { title: { 'zh-CN': '下一场' }, rehearsal: false }, 'bc-2'),
  ]);
  const desk = new ReportDesk({ workerUrl, path, logger: silentLogger });
  onTestFinished(() => desk.close());
  const ask = async <R extends ReportName>(name: R, input: ReportInput<R>): Promise<ReportOutput<R>> => {
    const answer = await desk.ask(name, reports[name].input.parse(input) as never);
    if (!answer.ok) throw new Error(answer.refusal.code);
    // What the contract promises of the answer holds.
    return reports[name].output.parse(answer.value) as ReportOutput<R>;
  };
  return { desk, ask, ledger };
}

describe('reports', () => {
  it('RP1 broadcasts are listed newest first, with phase, rooms and totals', async () => {
    const { ask, ledger } = await soldDay();
    await ledger.append([draft('room.bound', START_MS, { source: 'shop', roomId: '7000' })]);
    const { broadcasts } = await ask('broadcasts', {});
    expect(broadcasts).toMatchObject([
      { broadcastId: 'bc-2', phase: 'prepared', orderCount: 0 },
      {
        broadcastId: 'bc-1',
        phase: 'ended',
        orderCount: 4,
        grossFen: 4150,
        refundedFen: 1007,
        rooms: [{ source: 'shop', roomId: '7000' }],
      },
    ]);
  });

  it('RP2 the curve has each minute that sold or gave back, and the segments as they ran', async () => {
    const { ask } = await soldDay();
    const { minutes, segments } = await ask('salesCurve', { broadcastId: 'bc-1' });
    expect(minutes).toEqual([
      { minuteAtMs: START_MS, orderCount: 1, grossFen: 2000, refundedFen: 0 },
      { minuteAtMs: START_MS + MINUTE_MS, orderCount: 1, grossFen: 1200, refundedFen: 0 },
      { minuteAtMs: START_MS + 2 * MINUTE_MS, orderCount: 2, grossFen: 950, refundedFen: 0 },
      { minuteAtMs: START_MS + 5 * MINUTE_MS, orderCount: 0, grossFen: 0, refundedFen: 1007 },
    ]);
    expect(segments.map(({ segmentId, startedAtMs, endedAtMs }) => [segmentId, startedAtMs, endedAtMs])).toEqual([
      ['one', START_MS, START_MS + 2 * MINUTE_MS],
      ['two', START_MS + 2 * MINUTE_MS, START_MS + 10 * MINUTE_MS],
    ]);
  });

  it('RP3 every breakdown adds up to the totals', async () => {
    const { ask } = await soldDay();
    for (const by of ['product', 'cooperative', 'place', 'segment', 'source'] as const) {
      const { rows } = await ask('salesBy', { broadcastId: 'bc-1', by });
      const sum = (field: 'grossFen' | 'refundedFen') => rows.reduce((fen, row) => fen + row[field], 0);
      expect([by, sum('grossFen'), sum('refundedFen')]).toEqual([by, 4150, 1007]);
    }
  });

  it('RP4 breakdowns name what is known and collect the rest', async () => {
    const { ask } = await soldDay();
    const rows = async (by: ReportInput<'salesBy'>['by']) => (await ask('salesBy', { broadcastId: 'bc-1', by })).rows;
    expect((await rows('cooperative')).map(({ key, grossFen, paidUnits }) => [key, grossFen, paidUnits])).toEqual([
      ['墨玉合作社', 2500, 3],
      ['', 1650, 2],
    ]);
    expect((await rows('place')).map(({ key, grossFen }) => [key, grossFen])).toEqual([
      ['MY', 2500],
      ['', 950],
      ['LP', 700],
    ]);
    expect(await rows('segment')).toMatchObject([
      { key: 'one', orderCount: 2, paidUnits: 4, grossFen: 3200, refundedFen: 1000 },
      { key: 'two', orderCount: 2, paidUnits: 1, grossFen: 950, refundedFen: 0 },
      { key: '', orderCount: 0, refundedFen: 7 },
    ]);
    expect((await rows('product')).find(({ key }) => key === 'HT-9')).toMatchObject({ paidUnits: 0, giftUnits: 1 });
  });

  it('RP5 the rows behind a figure come newest first, page by page, each once', async () => {
    const { ask } = await soldDay();
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const page: ReportOutput<'orders'> = await ask('orders', { broadcastId: 'bc-1', limit: 1, ...(before ? { before } : {}) });
      seen.push(...page.rows.map(({ orderId }) => orderId));
      before = page.next ?? undefined;
    } while (before);
    expect(seen).toEqual(['o4', 'o3', 'o2', 'o1']);
    const ids = async (input: object) =>
      (await ask('orders', { broadcastId: 'bc-1', ...input })).rows.map(({ orderId, refundedFen }) => [orderId, refundedFen]);
    expect(await ids({ sku: 'Ht-1' })).toEqual([['o1', 1000]]);
    expect(await ids({ source: 'mall' })).toEqual([['o2', 0]]);
    expect(await ids({ orderId: 'o3' })).toEqual([['o3', 0]]);
    expect(await ids({ fromMs: START_MS + MINUTE_MS, toMs: START_MS + 2 * MINUTE_MS - 1 })).toEqual([['o2', 0]]);
    expect(await ids({ before: 'nonsense' })).toHaveLength(4);
  });

  it('SA2 behind each row of a breakdown stand the orders that make its figure', async () => {
    const { ask } = await soldDay();
    const behind = async (by: ReportInput<'salesBy'>['by']) => {
      const { rows } = await ask('salesBy', { broadcastId: 'bc-1', by });
      const answers = await Promise.all(rows.map(({ key }) => ask('orders', { broadcastId: 'bc-1', by, key })));
      return Object.fromEntries(rows.map(({ key }, at) => [key, answers[at]!.rows.map(({ orderId }) => orderId).toSorted()]));
    };
    expect(await behind('product')).toEqual({ 'HT-1': ['o1'], 'HT-2': ['o2'], 'HT-3': ['o2'], 'HT-9': ['o1'], 'HT-X': ['o4'], '': ['o3'] });
    expect(await behind('cooperative')).toEqual({ 墨玉合作社: ['o1', 'o2'], '': ['o1', 'o2', 'o3', 'o4'] });
    expect(await behind('place')).toEqual({ MY: ['o1', 'o2'], LP: ['o2'], '': ['o1', 'o3', 'o4'] });
    expect(await behind('segment')).toEqual({ one: ['o1', 'o2'], two: ['o3', 'o4'], '': [] });
    expect(await behind('source')).toMatchObject({ mall: ['o2'] });
  });

  it('RP6 too many questions at once are turned away, and a closed desk answers at once', async () => {
    const { desk } = await soldDay();
    const answers = await Promise.all(Array.from({ length: 80 }, () => desk.ask('broadcasts', {})));
    const refusedCount = answers.filter((answer) => !answer.ok && answer.refusal.code === 'overload').length;
    expect(refusedCount).toBe(16);
    await desk.close();
    expect(await desk.ask('broadcasts', {})).toMatchObject({ ok: false, refusal: { code: 'storage-closed' } });
  });
});
