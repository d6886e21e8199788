/** The board: figures by studio, place, product and cooperative, how fresh each studio is, and the way down to its entries. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Board, boardSchema, districtBroadcastSchema, entriesAnswerSchema } from '../../../native/contract/district.ts';
import type { EntryDraft } from '../../../native/contract/entry.ts';
import type { Receiver } from '../../../native/receiver.ts';
import { findPostgres, startPostgres, type TestPostgres } from '../../harness/postgres.ts';
import { paidEntry, startTestReceiver, TestStudio } from '../../harness/test-receiver.ts';
import { manualClock } from '../manual-clock.ts';

/** The evening of 24 November 2026 in China, still the 24th in UTC too. */
const NOW = Date.UTC(2026, 10, 24, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const entry = (seq: number, kind: EntryDraft['kind'], body: object, broadcastId = 'bc-1', atMs = NOW) =>
  ({ seq, broadcastId, kind, atMs, actor: 'studio', body }) as EntryDraft & { seq: number };
const opened = (seq: number, broadcastId: string, rehearsal = false) =>
  entry(seq, 'broadcast.opened', { title: { 'zh-CN': broadcastId }, rehearsal }, broadcastId);
const product = (sku: string, placeCode: string, cooperative: string | null) => ({
  productId: sku,
  number: 1,
  sku,
  name: { 'zh-CN': `名 ${sku}`, en: `name ${sku}` },
  unit: { 'zh-CN': '袋' },
  placeCode,
  placeName: { 'zh-CN': `地 ${placeCode}` },
  cooperative: cooperative === null ? null : { 'zh-CN': cooperative },
});
const described = (seq: number, ...products: ReturnType<typeof product>[]) => entry(seq, 'catalogue.described', { products });
const basket = (
  seq: number,
  orderId: string,
  lines: readonly [sku: string, quantity: number, amountFen: number][],
  occurredAtMs = NOW,
  broadcastId = 'bc-1',
) => {
  const whole = paidEntry(seq, orderId, '', 1, 0, occurredAtMs, broadcastId);
  const amountFen = lines.reduce((sum, [, , fen]) => sum + fen, 0);
  return {
    ...whole,
    body: { ...whole.body, amountFen, lines: lines.map(([sku, quantity, fen]) => ({ sku, title: sku, quantity, amountFen: fen })) },
  };
};
const refunded = (seq: number, orderId: string, amountFen: number) =>
  entry(seq, 'refund.succeeded', {
    source: 'shop',
    orderId,
    refundId: `r-${seq}`,
    eventId: 'e',
    occurredAtMs: NOW,
    amountFen,
    lines: null,
    restock: false,
  });

const found = findPostgres();
describe.each(['SQLite', 'PostgreSQL'] as const)('the board on %s', (kind) => {
  const skipped = kind === 'PostgreSQL' && 'reason' in found;
  const clock = manualClock();
  let postgres: TestPostgres | null = null;
  let receiver: Receiver;
  let cookie: string;
  let one: TestStudio;
  let two: TestStudio;

  beforeAll(async () => {
    if (skipped) return;
    await clock.advance(NOW);
    if (kind === 'PostgreSQL') postgres = await startPostgres();
    receiver = await startTestReceiver(
      { postgres: postgres ? { url: postgres.create('board'), password: postgres.password } : null },
      clock,
    );
    const login = await fetch(receiver.url, { redirect: 'manual' });
    cookie = login.headers.get('set-cookie')!.split(';')[0]!;
    one = new TestStudio(receiver, 'one', clock);
    two = new TestStudio(receiver, 'two', clock);
    await one.deliver([
      opened(1, 'bc-0', true),
      basket(2, 'practice', [['HT-1', 9, 99_999]], NOW, 'bc-0'),
      opened(3, 'bc-1'),
      basket(4, 'o-1', [
        ['ht-1', 2, 4000],
        ['HT-2', 1, 3000],
        ['HT-3', 1, 500],
      ]),
      basket(5, 'o-2', [['HT-1', 1, 2000]], NOW - 3 * DAY),
      basket(6, 'o-3', [['HT-1', 1, 2000]], NOW - 40 * DAY),
      basket(7, 'o-4', [], NOW),
      refunded(8, 'o-1', 750),
      entry(9, 'broadcast.started', {}),
    ]);
    await two.deliver([opened(1, 'bc-1'), basket(2, 'o-1', [['HT-1', 1, 2500]])]);
  }, 60_000);
  afterAll(async () => {
    await receiver?.stop();
    await postgres?.stop();
  });

  const ask = async (path: string) => {
    const response = await fetch(`${receiver.origin}/api/${path}`, { headers: { cookie } });
    return { status: response.status, json: await response.json() };
  };
  const board = async (query = ''): Promise<Board> => boardSchema.parse((await ask(`board${query}`)).json);
  const short = (rows: Board['places']) =>
    rows.map(({ key, grossFen, refundedFen, orderCount, units }) => [key, grossFen, refundedFen, orderCount, units]);

  it.skipIf(skipped)('DR18 counts days and months in China by the time of payment, and rehearsals nowhere', async () => {
    expect((await board()).totals).toEqual({ grossFen: 10_000, refundedFen: 750, orderCount: 3, units: 5 });
    const month = await board('?period=month');
    expect(month.totals).toEqual({ grossFen: 12_000, refundedFen: 750, orderCount: 4, units: 6 });
    expect(month.monthToDate).toEqual(month.totals);
    expect(month.days.map(({ day, grossFen }) => [day, grossFen])).toEqual([
      ['2026-11-21', 2000],
      ['2026-11-24', 10_000],
    ]);
    expect((await board('?period=all')).totals.grossFen).toBe(14_000);
    expect((await board('?period=all&studio=two')).totals.grossFen).toBe(2500);
  });

  it.skipIf(skipped)(
    'DR19 gathers by place and cooperative as the catalogue says, also when it says so late, each order once',
    async () => {
      expect(short((await board()).places)).toEqual([['', 10_000, 750, 3, 5]]);
      await one.deliver([
        described(11, product('HT-1', 'LP', '甲'), product('HT-2', 'LP', null)),
        described(10, product('HT-1', 'XX', '乙'), product('HT-3', 'MY', '乙')),
      ]);
      await two.deliver([described(3, product('HT-1', 'LP', '甲'))]);
      const { places, products, cooperatives } = await board();
      expect(short(places)).toEqual([
        ['LP', 9500, 700, 2, 4],
        ['MY', 500, 50, 1, 1],
        ['', 0, 0, 1, 0],
      ]);
      expect(short(cooperatives)).toEqual([
        ['甲', 6500, 400, 2, 3],
        ['乙', 500, 50, 1, 1],
        ['', 3000, 300, 2, 1],
      ]);
      expect(short(products)).toEqual([
        ['HT-1', 6500, 400, 2, 3],
        ['HT-2', 3000, 300, 1, 1],
        ['HT-3', 500, 50, 1, 1],
        ['', 0, 0, 1, 0],
      ]);
      expect(products[0]!.name).toEqual({ 'zh-CN': '名 HT-1', en: 'name HT-1' });
    },
  );

  it.skipIf(skipped)('DR20 says how fresh each studio is, what is missing, and what its own summary says', async () => {
    receiver.keys.add('quiet', 'quiet');
    const summary = {
      studioId: 'two',
      broadcastId: 'bc-2',
      title: { 'zh-CN': '二' },
      rehearsal: false,
      phase: 'onAir',
      startedAtMs: NOW,
      products: [],
    };
    const figures = { grossFen: 5, netFen: 4, orderCount: 3, refundCount: 1 };
    expect((await two.post('summary', JSON.stringify({ ...summary, ...figures, atMs: NOW, ledgerSeq: 20 }))).body).toMatchObject({
      acknowledged: 20,
    });
    await two.post('summary', JSON.stringify({ ...summary, ...figures, grossFen: 1, atMs: NOW, ledgerSeq: 10 }));
    expect((await two.post('summary', JSON.stringify({ ...summary, ...figures, studioId: 'one', atMs: NOW, ledgerSeq: 10 }))).status).toBe(
      403,
    );
    const states = (await board()).studios.map(({ studioId, freshness, onAir, entries, missingEntries, broadcastId }) => [
      studioId,
      freshness,
      onAir,
      entries,
      missingEntries,
      broadcastId,
    ]);
    expect(states).toEqual([
      ['one', 'fresh', true, 11, null, 'bc-1'],
      ['quiet', 'never', false, 0, null, null],
      ['two', 'fresh', true, 3, 17, 'bc-2'],
    ]);
    expect((await board()).studios[2]!.summary).toEqual({ atMs: NOW, grossFen: 5, netFen: 4, orderCount: 3, ledgerSeq: 20 });
    await clock.advance(2 * 60_000 + 1);
    expect((await board()).studios.map(({ freshness }) => freshness)).toEqual(['late', 'never', 'late']);
    await one.deliver([entry(12, 'broadcast.ended', {})]);
    await clock.advance(DAY);
    expect((await board()).studios.map(({ freshness, onAir }) => [freshness, onAir])).toEqual([
      ['fresh', false],
      ['never', false],
      ['silent', true],
    ]);
    await one.deliver([entry(12, 'broadcast.ended', { again: true })]);
    expect((await board()).studios.map(({ conflicts }) => conflicts)).toEqual([1, 0, 0]);
  });

  it.skipIf(skipped)('DR21 leads down to broadcasts and entries, newest first, page by page', async () => {
    const broadcasts = districtBroadcastSchema.array().parse((await ask('broadcasts?studio=one')).json);
    expect(
      broadcasts.map(({ broadcastId, rehearsal, grossFen, orderCount, entries }) => [
        broadcastId,
        rehearsal,
        grossFen,
        orderCount,
        entries,
      ]),
    ).toEqual([
      ['bc-0', true, 99_999, 1, 2],
      ['bc-1', false, 11_500, 4, 10],
    ]);
    const page = async (query: string) => entriesAnswerSchema.parse((await ask(`entries?studio=one&${query}`)).json);
    const first = await page('limit=5');
    expect([first.entries.map(({ seq }) => seq), first.next]).toEqual([[12, 11, 10, 9, 8], 8]);
    const second = await page(`limit=100&before=${first.next}`);
    expect([second.entries.map(({ seq }) => seq), second.next]).toEqual([[7, 6, 5, 4, 3, 2, 1], null]);
    expect((await page('sku=ht-1')).entries.map(({ seq }) => seq)).toEqual([6, 5, 4, 2]);
    expect((await page('sku=HT-1&broadcast=bc-0')).entries.map(({ seq }) => seq)).toEqual([2]);
    expect((await page('kind=refund.succeeded')).entries[0]).toMatchObject({ seq: 8, body: { amountFen: 750 } });
    expect((await ask('entries?studio=one&limit=501')).status).toBe(400);
  });

  it.skipIf(skipped)('DR22 leaves as CSV that no spreadsheet runs', async () => {
    await two.deliver([basket(30, 'o-30', [['=cmd', 1, 100]], NOW + DAY)]);
    const csv = async (query: string) => (await fetch(`${receiver.origin}/api/export.csv?${query}`, { headers: { cookie } })).text();
    const orders = await csv('what=orders&period=all&lang=en');
    expect(orders.split('\r\n')).toHaveLength(1 + 6 + 1);
    expect(orders).toContain(`"'=cmd × 1"`);
    expect(orders).not.toContain('practice');
    expect(await csv('what=products&period=all&lang=en')).toContain(`"'=CMD"`);
    for (const what of ['studios', 'places', 'cooperatives', 'days'])
      expect((await csv(`what=${what}&period=month`)).split('\r\n').length).toBeGreaterThan(2);
    expect((await csv('what=secrets')).startsWith('{"error":"input-invalid"')).toBe(true);
  });
});
