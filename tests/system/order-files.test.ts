/** Exported files through the doors of a whole host: checked, taken in, compared, closed, handed out again, and watched for. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { OrderFileReport } from '../../native/contract/order-file.ts';
import type { Result } from '../../native/contract/refusal.ts';
import { newFolder, openDesk, startTestHost } from '../harness/test-host.ts';
import { csv, DOUYIN, douyinRow } from '../native/orders/files/exports.ts';

/** Paid now, so that they fall into the broadcast that is open. */
function ordersPaidNow(...ids: string[]): Buffer {
  const paidAt = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  return csv(
    DOUYIN,
    ids.map((main) => douyinRow({ main, sub: `${main}1`, paidAt })),
  );
}

async function openHost() {
  const folder = newFolder();
  const watchFolder = join(folder, 'watched');
  mkdirSync(watchFolder);
  writeFileSync(join(folder, 'feeds.json'), JSON.stringify([{ source: 'shop', type: 'file', watchFolder }]));
  const host = await startTestHost(folder);
  onTestFinished(async () => {
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const headers = { cookie: `hetian-studio=${new URL(host.url).searchParams.get('token')}` };
  const importFile = async (bytes: Buffer, apply: 0 | 1, more = '') => {
    const url = `${host.origin}/api/orders/import?source=shop&name=orders.csv&apply=${apply}${more}`;
    const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(bytes) });
    return (await answer.json()) as Result<OrderFileReport>;
  };
  return { host, headers, importFile, watchFolder, totals: () => host.desk.sales.state.get().totals };
}

describe('exported files', () => {
  it('OF25 a file dropped on the page is compared, closed by a command, on air in the totals, and handed out as a table', async () => {
    const { host, headers, importFile, totals } = await openHost();
    const checked = await importFile(ordersPaidNow('101', '102'), 0);
    if (!checked.ok || checked.value.importId === null) throw new Error(JSON.stringify(checked));
    expect(checked.value).toMatchObject({ missing: 2, accepted: 2, applied: false });
    expect(totals().orderCount).toBe(0);
    const desk = openDesk(host);
    onTestFinished(() => desk.close());
    expect(await desk.send('closeDifferences', { importId: checked.value.importId })).toEqual({
      ok: true,
      value: { accepted: 2, amended: 0 },
    });
    expect(totals()).toMatchObject({ orderCount: 2, grossFen: 7980 });
    const broadcast = host.desk.playout.broadcastId;
    const table = await fetch(`${host.origin}/api/sales/export?broadcast=${broadcast}&what=orders&format=csv&lang=en`, { headers });
    const ids = parse(await table.text(), { bom: true }).map(([id]) => id);
    expect(new Set(ids)).toEqual(new Set(['Order', '\t101', '\t102']));
    expect((await fetch(`${host.origin}/api/sales/export?broadcast=${broadcast}&what=orders&format=csv`)).status).toBe(401);
    expect((await fetch(`${host.origin}/api/orders/import`)).status).toBe(401);
  });

  it('OF25 a file laid into the watched folder is taken in by itself', async () => {
    const { watchFolder, totals } = await openHost();
    writeFileSync(join(watchFolder, 'orders.csv'), ordersPaidNow('201'));
    await expect.poll(() => totals().orderCount, { timeout: 60_000, interval: 200 }).toBe(1);
    await expect.poll(() => existsSync(join(watchFolder, 'taken', 'orders.csv'))).toBe(true);
  });
});
