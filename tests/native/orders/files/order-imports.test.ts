/** Importing exports: compared with the ledger, taken in once, differences named and closed by one command. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { EntryBody } from '../../../../native/contract/entry.ts';
import { differencesReport, importsReport } from '../../../../native/orders/files/differences.ts';
import { paid, refund } from '../../store/test-storage.ts';
import { csv, DOUYIN, douyinRow, type DouyinRow, tabbed } from './exports.ts';
import { importDesk, NOW_MS } from './import-desk.ts';

const file = (rows: readonly DouyinRow[]) => csv(DOUYIN, rows.map(douyinRow));
const PAID_MS = Date.parse('2020-05-01T11:42:05+08:00');
const one: DouyinRow = { main: '101', sub: '1' };
const two: DouyinRow = { main: '102', sub: '2', yuan: '20.00' };

describe('taking a file in', () => {
  it('OF12 a check compares and changes nothing, applying takes in, and the same file again is refused', async () => {
    const desk = await importDesk();
    const bytes = file([one, two]);
    const checked = await desk.importFile(bytes, { apply: false });
    expect(checked).toMatchObject({ read: 2, paid: 2, missing: 2, extra: 0, accepted: 2, amended: 0, duplicate: 0, applied: false });
    expect(desk.totals()).toEqual({ orders: 0, gross: 0 });
    expect(await desk.importFile(bytes)).toMatchObject({ missing: 2, accepted: 2, amended: 0, duplicate: 0, applied: true });
    expect(desk.totals()).toEqual({ orders: 2, gross: 5990 });
    expect(await desk.importFile(bytes)).toMatchObject({ code: 'file-seen-before', context: { date: '2020-05-03' } });
    expect(desk.entries('orders.imported')).toMatchObject([
      { source: 'shop', content: 'orders', rows: 2, accepted: 2, fileName: 'orders.csv' },
    ]);
    expect(importsReport(desk.reader, {}).imports).toMatchObject([{ orders: 2, missing: 0, extra: 0, differing: 0 }]);
  });

  it('OF12 the same file taken in again on purpose changes no figure and makes no order entry', async () => {
    const desk = await importDesk();
    const bytes = file([one, two, { main: '103', sub: '', title: '核桃;枣', sku: 'HT-001;HT-002' }]);
    await desk.importFile(bytes);
    const before = [desk.totals(), desk.entries('order.paid').length];
    expect(await desk.importFile(bytes, { again: true })).toMatchObject({ missing: 0, accepted: 0, amended: 0, duplicate: 3 });
    expect([desk.totals(), desk.entries('order.paid').length]).toEqual(before);
    expect(desk.entries('order.amended')).toEqual([]);
  });

  it('OF13 an order that was pushed is counted once, and a thin one gets its lines and keeps what only the push knew', async () => {
    const desk = await importDesk();
    const pushed = { occurredAtMs: PAID_MS, stateAtMs: PAID_MS, buyer: '王**', region: '北京', roomId: '7000' };
    await desk.ledger.append([
      paid('101', { ...pushed, amountFen: 3990, lines: [] }),
      paid('102', { ...pushed, lines: [{ sku: 'HT-001', title: '核桃', quantity: 1, amountFen: 2000 }] }),
    ]);
    const report = await desk.importFile(file([one, two]), { fileName: '1588400000.csv' });
    expect(report).toMatchObject({ missing: 0, differing: 1, accepted: 0, amended: 1, duplicate: 1 });
    expect(desk.totals()).toEqual({ orders: 2, gross: 5990 });
    expect(desk.entries('order.amended')).toMatchObject([
      {
        orderId: '101',
        buyer: '王**',
        region: '北京',
        roomId: '7000',
        occurredAtMs: PAID_MS,
        stateAtMs: 1_588_400_000_000,
        lines: [{ sku: 'HT-001' }],
      },
    ]);
  });

  it('OF13 a file older than what stands changes nothing', async () => {
    const desk = await importDesk();
    await desk.ledger.append([paid('101', { occurredAtMs: PAID_MS, stateAtMs: PAID_MS + 3_600_000, amountFen: 3000 })]);
    const foretold = { differing: 1, accepted: 0, amended: 0, duplicate: 1 };
    expect(await desk.importFile(file([one]), { apply: false })).toMatchObject(foretold);
    expect(await desk.importFile(file([one]))).toMatchObject(foretold);
    expect(desk.totals()).toEqual({ orders: 1, gross: 3000 });
  });

  it('OF13 a file whose name tells a time to come is as new as its import, so that a later state still wins', async () => {
    const desk = await importDesk();
    await desk.importFile(file([one]), { fileName: 'shop 1912345678.csv' });
    const { body } = paid('101', { occurredAtMs: PAID_MS, stateAtMs: NOW_MS + 1, amountFen: 3000 }) as { body: EntryBody<'order.paid'> };
    expect(await desk.intake.take([{ kind: 'order.paid', body }], 'feed:shop')).toMatchObject([{ outcome: 'amended' }]);
    expect(desk.totals()).toEqual({ orders: 1, gross: 3000 });
  });

  it('OF14 only paid orders count; refunded ones count as paid and wait for their refund', async () => {
    const desk = await importDesk();
    const rows = [
      one,
      { main: '103', sub: '3', status: '待支付', paidAt: '-' },
      { main: '104', sub: '4', status: '已取消', paidAt: '-' },
      { main: '105', sub: '5', status: '已关闭', afterSale: '退款成功' },
    ];
    const report = await desk.importFile(file(rows));
    expect(report).toMatchObject({ read: 4, paid: 2, missing: 2, accepted: 2 });
    expect(desk.totals()).toEqual({ orders: 2, gross: 7980 });
    const { importId } = importsReport(desk.reader, {}).imports[0]!;
    expect(desk.differences(importId).rows).toEqual([
      { kind: 'status', source: 'shop', orderId: '105', paidAtMs: PAID_MS, fileFen: 3990, ledgerFen: 3990 },
    ]);
    const headings = ['售后单号', '订单号', '售后状态', '退款金额', '退款成功时间'];
    const refunds = csv(headings, [[tabbed('7001'), tabbed('105'), '退款成功', '39.90', '2020-05-02 08:00:00']]);
    expect(await desk.importFile(refunds)).toMatchObject({ content: 'refunds', read: 1, accepted: 1 });
    expect(await desk.importFile(refunds, { apply: false })).toMatchObject({ accepted: 0, duplicate: 1, applied: false });
    expect(await desk.importFile(refunds, { again: true })).toMatchObject({ accepted: 0, duplicate: 1 });
    expect(desk.differences(importId).rows).toEqual([]);
  });

  it('OF14 a check of many refunds asks for a few at a time, so that the desk gets its turn', async () => {
    const desk = await importDesk();
    const headings = ['售后单号', '订单号', '售后状态', '退款金额', '退款成功时间'];
    const rows = Array.from({ length: 1500 }, (_, at) => [tabbed(`7${at}`), tabbed(`1${at}`), '退款成功', '1.00', '2020-05-02 08:00:00']);
    await desk.importFile(csv(headings, rows.slice(0, 700)));
    const asked = vi.spyOn(desk.reader, 'get');
    expect(await desk.importFile(csv(headings, rows), { apply: false })).toMatchObject({ read: 1500, accepted: 800, duplicate: 700 });
    const lengths = asked.mock.calls.map(([, events]) => String(events ?? '').length);
    expect(Math.max(...lengths)).toBeLessThan(20_000);
  });

  it('OF14 a settlement is on record once, and moves no figure', async () => {
    const desk = await importDesk();
    const headings = ['动账时间', '动帐流水号', '动账方向', '动账金额', '订单号', '平台服务费'];
    const row = ['2020-05-10 00:00:00', tabbed('880001'), '入账', '33.10', tabbed('101'), '2.00'];
    const bytes = csv(headings, [row]);
    expect(await desk.importFile(bytes, { apply: false })).toMatchObject({
      content: 'settlement',
      read: 1,
      importId: null,
      applied: false,
    });
    expect(desk.entries('settlement.reported')).toEqual([]);
    expect(await desk.importFile(bytes)).toMatchObject({ accepted: 1 });
    expect(await desk.importFile(bytes, { again: true })).toMatchObject({ accepted: 0, duplicate: 1 });
    expect(desk.entries('settlement.reported')).toMatchObject([{ settlementId: '880001', settledFen: 3310, fees: { 平台服务费: 200 } }]);
    expect(desk.totals()).toEqual({ orders: 0, gross: 0 });
  });

  it('OF15 an unknown source, a second import at once and a stopped one are refused, and the next one runs', async () => {
    const desk = await importDesk();
    expect(await desk.importFile(file([one]), { source: 'nobody' })).toMatchObject({ code: 'feed-unknown' });
    expect(await desk.importFile(Buffer.from('品名,价格\n馕,1\n'))).toMatchObject({
      code: 'file-not-orders',
      context: { fileName: 'orders.csv' },
    });
    const first = desk.importFile(file([one]));
    expect(desk.imports.progress).toMatchObject({ state: 'reading', fileName: 'orders.csv' });
    expect(await desk.importFile(file([two]))).toMatchObject({ code: 'import-running' });
    desk.imports.cancel();
    expect(await first).toMatchObject({ code: 'import-cancelled' });
    expect(desk.imports.progress).toEqual({ state: 'idle', fileName: null, done: 0 });
    expect(await desk.importFile(file([one]))).toMatchObject({ accepted: 1 });
  });
});

describe('differences', () => {
  async function differingDesk() {
    const desk = await importDesk();
    const at = (seconds: number) => ({ occurredAtMs: PAID_MS + seconds * 1000, stateAtMs: PAID_MS });
    await desk.ledger.append([
      paid('same', at(0)),
      paid('amount', { ...at(0), amountFen: 3980 }),
      paid('lines', { ...at(0), amountFen: 3990, lines: [] }),
      paid('status', at(0)),
      paid('refunded', at(0)),
      paid('extra-1', at(0)),
      paid('extra-2', { ...at(60) }, 'bc-2'),
      paid('before', at(-1)),
      paid('after', at(3601)),
      paid('elsewhere', { ...at(0), source: 'mall' }),
      refund('r1', 'refunded', { amountFen: 3990 }),
    ]);
    const rows: DouyinRow[] = [
      { main: 'same', sub: '1' },
      { main: 'amount', sub: '2' },
      { main: 'lines', sub: '3' },
      { main: 'status', sub: '4', status: '已关闭', afterSale: '退款成功' },
      { main: 'refunded', sub: '5', status: '已关闭', afterSale: '退款成功' },
      { main: 'missing', sub: '6', paidAt: '2020-05-01 12:42:05' },
    ];
    const report = await desk.importFile(file(rows), { apply: false, fileName: '1588400000.csv' });
    if (!('importId' in report) || report.importId === null) throw new Error('the file was not kept');
    return { ...desk, importId: report.importId, report };
  }

  it('OF16 each missing, extra and differing order is named, and no other', async () => {
    const { differences, importId, report } = await differingDesk();
    expect(report).toMatchObject({ missing: 1, differing: 3, extra: 2, accepted: 1, amended: 2, duplicate: 3 });
    expect(differences(importId).rows.map(({ kind, orderId, fileFen, ledgerFen }) => [kind, orderId, fileFen, ledgerFen])).toEqual([
      ['amount', 'amount', 3990, 3980],
      ['lines', 'lines', 3990, 3990],
      ['missing', 'missing', 3990, null],
      ['status', 'status', 3990, 3990],
      ['extra', 'extra-1', null, 3990],
      ['extra', 'extra-2', null, 3990],
    ]);
  });

  it('OF16 pages of any size name the same orders, each once', async () => {
    const { differences, importId, reader } = await differingDesk();
    for (const limit of [1, 2, 3, 5, 6, 7]) {
      const seen = [];
      let after: string | null = '';
      while (after !== null) {
        const page: ReturnType<typeof differencesReport> = differencesReport(reader, { importId, after, limit });
        seen.push(...page.rows);
        after = page.next;
      }
      expect(seen).toEqual(differences(importId).rows);
    }
    expect(differencesReport(reader, { importId: 'nobody', after: '', limit: 5 })).toEqual({ rows: [], next: null });
  });

  it('OF17 closing takes in what is missing or newer, only names the rest, and is on record', async () => {
    const { imports, differences, importId, entries, reader } = await differingDesk();
    expect(await imports.closeDifferences('nobody', 'operator:desk')).toMatchObject({ refusal: { code: 'import-unknown' } });
    expect(await imports.closeDifferences(importId, 'operator:desk')).toEqual({ ok: true, value: { accepted: 1, amended: 2 } });
    expect(entries('orders.reconciled')).toEqual([{ source: 'shop', importId, missing: 1, extra: 2, differing: 3, closed: 3 }]);
    expect(differences(importId).rows.map(({ kind, orderId }) => [kind, orderId])).toEqual([
      ['status', 'status'],
      ['extra', 'extra-1'],
      ['extra', 'extra-2'],
    ]);
    expect(importsReport(reader, {}).imports[0]!.closedAtMs).not.toBeNull();
    expect(await imports.closeDifferences(importId, 'operator:desk')).toEqual({ ok: true, value: { accepted: 0, amended: 0 } });
  });

  it('OF26 the orders of the newest twenty imports are kept; of older ones it stays known that they were taken in', async () => {
    const { importFile, imports, reader, writer } = await importDesk();
    const first = file([one]);
    await importFile(first);
    const older = importsReport(reader, {}).imports[0]!.importId;
    const newer = Array.from({ length: 20 }, (_, at) => ({
      sql: "INSERT INTO order_import VALUES (?, 'shop', 'x.csv', ?, 'orders', ?, 1, NULL, NULL, NULL)",
      params: [`im-${at}`, `digest-${at}`, NOW_MS - 100 + at],
    }));
    await writer.run([...newer, { sql: 'UPDATE order_import SET imported_at_ms = 1 WHERE import_id = ?', params: [older] }]);
    await importFile(file([two]));
    const kept = reader.all<{ id: string }>('SELECT DISTINCT import_id AS id FROM imported_order').map(({ id }) => id);
    expect(kept).toHaveLength(1);
    expect(kept).not.toContain(older);
    expect(await importFile(first)).toMatchObject({ code: 'file-seen-before' });
    expect(await imports.closeDifferences(older, 'operator:desk')).toEqual({ ok: true, value: { accepted: 0, amended: 0 } });
  });

  it('OF18 push and file in any order and mixture give the same orders and sums', { timeout: 60_000 }, async () => {
    const order = fc.record({ yuan: fc.integer({ min: 1, max: 9999 }), pushed: fc.boolean(), filed: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(order, { minLength: 1, maxLength: 12 }), fc.boolean(), async (orders, fileFirst) => {
        const desk = await importDesk();
        const known = orders
          .map((each, at) => ({ ...each, id: String(1000 + at), fen: each.yuan * 100 }))
          .filter(({ pushed, filed }) => pushed || filed);
        const push = async () => {
          const drafts = known
            .filter(({ pushed }) => pushed)
            .map(({ id, fen }) => paid(id, { occurredAtMs: PAID_MS, stateAtMs: PAID_MS, amountFen: fen, lines: [] }));
          const events = drafts.map((draft) => ({ kind: 'order.paid' as const, body: draft.body as never }));
          if (events.length > 0) await desk.intake.take(events, 'feed:shop');
        };
        const rows = known.filter(({ filed }) => filed).map(({ id, yuan }) => ({ main: id, sub: `${id}1`, yuan: `${yuan}.00` }));
        const take = async () => void (rows.length > 0 && (await desk.importFile(file(rows), { fileName: '1588400000.csv' })));
        for (const step of fileFirst ? [take, push] : [push, take]) await step();
        await push();
        expect(desk.totals()).toEqual({ orders: known.length, gross: known.reduce((sum, { fen }) => sum + fen, 0) });
        const thin = desk.reader.get<{ n: number }>('SELECT count(*) AS n FROM paid_order WHERE thin = 1')!.n;
        expect(thin).toBe(known.filter(({ filed }) => !filed).length);
        await desk.close();
      }),
      { seed: 20_200_501, numRuns: 8 },
    );
  });
});
