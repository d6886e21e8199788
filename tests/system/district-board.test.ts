/** The board on a real receiver: a studio is added on its page, its signed entries arrive, and the figures lead down to them. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keyOfSecret, signedHeaders } from '../../native/orders/standard-webhooks.ts';
import { entriesFileName, entriesFileOf } from '../../native/sync/folder/entries-file.ts';
import { ensurePagesBuilt } from '../../scripts/build.ts';
import { type ReadyProcess, startReadyProcess } from '../harness/ready-process.ts';
import { ROOT } from '../harness/test-host.ts';
import { newDistrictFolder, paidEntry } from '../harness/test-receiver.ts';

let receiver: ReadyProcess;
let browser: Browser;
beforeAll(async () => {
  await ensurePagesBuilt(() => {});
  receiver = await startReadyProcess({
    command: [process.execPath, join(ROOT, 'scripts/district.ts'), '--data', newDistrictFolder(), '--port', '0'],
    environment: { DISTRICT_LANG: 'en' },
    ready: /^district ready (\S+)$/mu,
  });
  browser = await chromium.launch({
    executablePath: process.env.STUDIO_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
});
afterAll(async () => {
  await browser?.close();
  await receiver?.stop();
});

const STUDIO = 'walnut-market';
const frame = (seq: number, kind: string, body: object) => ({ seq, broadcastId: 'bc-1', kind, atMs: Date.now(), actor: 'studio', body });
const product = {
  productId: 'p1',
  number: 1,
  sku: 'HT-0',
  name: { 'zh-CN': '薄皮核桃', en: 'Paper-shell walnuts' },
  unit: { 'zh-CN': '箱' },
  placeCode: '653221',
  placeName: { 'zh-CN': '和田县', en: 'Hotan County' },
  cooperative: { 'zh-CN': '绿洲合作社', en: 'Oasis' },
};

const linesOf = (entries: readonly { seq: number }[]) =>
  gzipSync(entries.map((entry) => `${JSON.stringify({ studioId: STUDIO, ...entry })}\n`).join(''));

async function deliver(secret: string, entries: readonly { seq: number }[]): Promise<number> {
  const body = linesOf(entries);
  const id = `${STUDIO}/${entries[0]!.seq}-${entries.at(-1)!.seq}`;
  const headers = { 'content-encoding': 'gzip', ...signedHeaders(keyOfSecret(secret)!, id, Date.now(), body) };
  return (await fetch(`${receiver.origin}/v1/studios/${STUDIO}/entries`, { method: 'POST', headers, body })).status;
}

async function openBoard(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  await context.addInitScript(() => localStorage.setItem('studio.locale', 'en'));
  const page = await context.newPage();
  await page.goto(receiver.url);
  return page;
}

it('BD23 on a real receiver the page adds a studio, shows what it sends, takes in its stick, leads down to the entries and takes its key away', async () => {
  const page = await openBoard();
  await page.getByText('No studio sends here yet').waitFor();
  expect(page.url()).not.toContain('token');
  await page.getByRole('link', { name: 'Go to Studios' }).click();
  await page.getByLabel('Name on the board').fill('Walnut market');
  await page.getByLabel('Id of the studio').fill(STUDIO);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const secret = await page.getByLabel('Key', { exact: true }).inputValue();
  await page.getByRole('button', { name: 'I have copied it' }).click();

  await page.getByRole('link', { name: 'Board', exact: true }).click();
  const row = page.locator(`tr[data-studio="${STUDIO}"]`);
  await expect.poll(() => row.innerText()).toContain('not heard yet');
  const orders = Array.from({ length: 40 }, (_, at) => paidEntry(at + 4, `o-${at}`, `HT-${at % 2}`, 2, 9900, Date.now()));
  expect(
    await deliver(secret, [
      frame(1, 'broadcast.opened', { title: { 'zh-CN': '首场', en: 'First day' }, rehearsal: false }),
      frame(2, 'catalogue.described', { products: [product] }),
      frame(3, 'broadcast.started', {}),
      ...orders.map((order) => ({ ...order, broadcastId: 'bc-1' })),
    ]),
  ).toBe(200);
  await expect.poll(() => page.locator('[data-total=gross] dd').innerText(), { timeout: 10_000 }).toBe('¥3,960.00');
  expect(await row.innerText()).toMatch(/On air[\s\S]*fresh[\s\S]*First day/u);
  expect(await page.locator('[data-ranking=places] tr[data-key="653221"]').innerText()).toMatch(
    /Hotan County[\s\S]*¥1,980.00[\s\S]*50.0%/u,
  );

  const csv = await page.locator('a[data-csv=products]').getAttribute('href');
  const file = await page.request.get(`${receiver.origin}${csv}`);
  expect(file.headers()['content-type']).toContain('text/csv');
  expect(await file.text()).toContain('Paper-shell walnuts');

  await page.locator('[data-ranking=products] tr[data-key="HT-0"]').click();
  await page.locator('tr[data-seq="4"]').waitFor();
  expect(await page.locator('tr[data-seq]').count()).toBe(20);
  expect(await page.locator('tr[data-broadcast="bc-1"]').innerText()).toMatch(/First day[\s\S]*40[\s\S]*¥3,960.00/u);

  await page.getByRole('link', { name: 'From a stick' }).click();
  const onStick = [44, 45, 46].map((seq) => paidEntry(seq, `o-${seq}`, 'HT-0', 1, 10_000, Date.now()));
  const batch = {
    id: `${STUDIO}/44-46`,
    studioId: STUDIO,
    firstSeq: 44,
    lastSeq: 46,
    entries: 3,
    plainBytes: 0,
    body: new Uint8Array(linesOf(onStick)),
  };
  const stick = { name: entriesFileName(batch), mimeType: '', buffer: entriesFileOf(batch, keyOfSecret(secret)!, Date.now()) };
  await page.locator('input[type=file]').setInputFiles(stick);
  await page.getByText('entries 44 to 46: 3 new, 0 known').waitFor();
  await page.locator('input[type=file]').setInputFiles([{ ...stick, name: 'cut.entries', buffer: stick.buffer.subarray(0, -9) }, stick]);
  await page.getByText('"cut.entries" is not').waitFor();
  await page.getByText('entries 44 to 46: 0 new, 3 known').waitFor();
  await page.getByRole('link', { name: 'Board', exact: true }).click();
  await expect.poll(() => page.locator('[data-total=gross] dd').innerText()).toBe('¥4,260.00');

  await page.getByRole('link', { name: 'Studios', exact: true }).click();
  await row.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect.poll(() => row.innerText()).toContain('revoked');
  expect(await deliver(secret, [paidEntry(47, 'o-late', 'HT-0', 1, 100, Date.now())])).toBe(401);
  await page.context().close();
});

it('BD23 without the office’s token the page says how it is opened, and shows nothing', async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => localStorage.setItem('studio.locale', 'en'));
  const page = await context.newPage();
  await page.goto(receiver.origin);
  await expect.poll(() => page.getByRole('alert').innerText()).toContain('Open it by the full address');
  expect(await page.locator('[data-total]').count()).toBe(0);
  await context.close();
});
