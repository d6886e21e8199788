/** Files and differences of the sales page in a real browser: check, taking in, breaking off, and closing what differs. */
import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderFileReport } from '../../native/contract/order-file.ts';
import type { ConsoleFixture } from './console-fixture.tsx';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(async () => {
  await pages.close();
});

const fixture = <T>(page: Page, act: (fixture: ConsoleFixture) => T) => page.evaluate<T>(`(${act.toString()})(window.consoleFixture)`);
const sent = (page: Page) => fixture(page, ({ client }) => client.sent.splice(0));

async function filesView(address = '?locale=en#/sales'): Promise<Page> {
  const page = await pages.open(address);
  await page.getByRole('tab', { name: 'Files and differences' }).click();
  await page.getByRole('button', { name: 'Choose file' }).waitFor();
  return page;
}

const report: OrderFileReport = {
  importId: 'im-2',
  source: 'district-shop',
  fileName: '订单.csv',
  content: 'orders',
  rows: 31,
  read: 30,
  paid: 29,
  stateAtMs: Date.UTC(2020, 4, 1),
  ignoredColumns: ['备注', '达人昵称'],
  droppedColumns: ['收件人'],
  faults: [
    { line: 41, column: '订单应付金额', value: '12,3', code: 'cell-bad-price' },
    { line: 77, column: '商品数量', value: '3', code: 'file-row-unsplittable' },
  ],
  faultCount: 5,
  flagged: 1,
  missing: 22,
  differing: 6,
  extra: 3,
  accepted: 22,
  amended: 6,
  duplicate: 2,
  applied: false,
};

/** What a file was sent with. */
interface Sent {
  source: string | null;
  name: string | null;
  apply: string | null;
  again: string | null;
  body: string | undefined;
}

/** Answers the import's door and collects what was sent. An answer of null leaves the file under way until it is stopped. */
async function importDoor(page: Page, answer: (query: URLSearchParams) => object | null = taken): Promise<Sent[]> {
  const files: Sent[] = [];
  let held: Route | undefined;
  await page.route('**/api/orders/import**', async (route) => {
    const method = route.request().method();
    if (method === 'GET') return route.fulfill({ json: { state: 'taking', fileName: '订单.csv', done: 17_500 } });
    if (method === 'DELETE') {
      await route.fulfill({ json: { ok: true, value: {} } });
      return held?.fulfill({ json: { ok: false, refusal: { code: 'import-cancelled', context: {} } } });
    }
    const query = new URL(route.request().url()).searchParams;
    const body = route.request().postDataBuffer()?.toString('utf8');
    files.push({ source: query.get('source'), name: query.get('name'), apply: query.get('apply'), again: query.get('again'), body });
    const json = answer(query);
    if (json) return route.fulfill({ json });
    held = route;
  });
  return files;
}

function taken(query: URLSearchParams): object {
  const value = query.get('apply') === '1' ? { ...report, accepted: 21, amended: 6, duplicate: 3, applied: true } : report;
  return { ok: true, value };
}

const file = (name = '订单.csv') => ({ name, mimeType: 'text/csv', buffer: Buffer.from('订单号\n1') });

describe('taking in an export', () => {
  it('SA16 a chosen file is checked first: rows, new, newer, known, each line that needs a look, and columns left aside', async () => {
    const page = await filesView();
    const asked = await importDoor(page);
    await page.locator('input[type=file]').setInputFiles(file());
    const shown = page.locator('[data-import-report]');
    await shown.waitFor();
    expect(await shown.innerText()).toMatch(
      /Nothing is taken in yet[\s\S]*Rows\s+31\s+Read of them\s+30\s+New\s+22\s+Newer state\s+6\s+Known\s+2\s+Only in the ledger\s+3\s+Flagged\s+1/u,
    );
    expect(await shown.innerText()).toContain('Columns left aside: 备注, 达人昵称');
    expect(await shown.innerText()).toContain('Columns about people, never kept: 收件人');
    expect(await shown.innerText()).toContain('and 3 more lines');
    const faults = await shown.locator('[data-fault-line]').allInnerTexts();
    expect(faults).toEqual([
      expect.stringMatching(/41[\s\S]*订单应付金额[\s\S]*12,3[\s\S]*is not a price/u),
      expect.stringMatching(/77[\s\S]*Several products share this row/u),
    ]);
    await page.getByRole('button', { name: 'Take in 28 orders' }).click();
    await page.getByText('Taken in (orders).').waitFor();
    expect(await shown.innerText()).toMatch(/New\s+21\s+Newer state\s+6\s+Known\s+3/u);
    expect(asked).toEqual([
      { source: 'district-shop', name: '订单.csv', apply: '0', again: null, body: '订单号\n1' },
      { source: 'district-shop', name: '订单.csv', apply: '1', again: null, body: '订单号\n1' },
    ]);
    await page.getByText('Differences: 订单导出_2020-05-01_14-40.xlsx').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await shown.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('SA16 a file dropped anywhere on the page waits for its source when there are several', async () => {
    const page = await pages.open('?locale=en#/sales');
    const asked = await importDoor(page);
    await fixture(page, ({ client }) => {
      const [first] = client.topic('sales').get()!.feeds;
      client.patch('sales', { feeds: [first!, { ...first!, source: 'county-mall', type: 'file' }] });
    });
    const data = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['x'], 'a.xlsx'));
      return transfer;
    });
    await page.dispatchEvent('main', 'dragover', { dataTransfer: data });
    await page.getByText('Drop the export here').waitFor();
    await page.dispatchEvent('main', 'drop', { dataTransfer: data });
    await page.getByText('Choose the source first').waitFor();
    expect(asked).toEqual([]);
    await page
      .getByRole('combobox', { name: 'Source of the file' })
      .or(page.getByRole('textbox', { name: 'Source of the file' }))
      .click();
    await page.getByRole('option', { name: 'county-mall · Files only' }).click();
    await page.locator('[data-import-report]').waitFor();
    expect(asked).toMatchObject([{ source: 'county-mall', name: 'a.xlsx', apply: '0' }]);
    await page.context().close();
  });

  it('SA17 how far a file is can be seen, and it can be stopped; another view does not disturb it', async () => {
    const page = await filesView();
    const asked = await importDoor(page, (query) => (query.get('apply') === '1' ? null : taken(query)));
    await page.locator('input[type=file]').setInputFiles(file());
    await page.getByRole('button', { name: 'Take in 28 orders' }).click();
    await page.getByText('orders gone through: 17,500').waitFor();
    await page.getByRole('tab', { name: 'Inbox' }).click();
    await page.getByRole('tab', { name: 'Files and differences' }).click();
    await page.getByRole('progressbar', { name: 'Taking in the orders…' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('alert').filter({ hasText: 'The import was stopped.' }).waitFor();
    expect(await page.getByRole('progressbar').count()).toBe(0);
    expect(asked).toHaveLength(2);
    await page.context().close();
  });

  it('SA17 a file chosen while another is under way waits until that one has stopped', async () => {
    const page = await filesView();
    const asked = await importDoor(page, (query) => (query.get('name') === 'b.csv' ? taken(query) : null));
    await page.locator('input[type=file]').setInputFiles(file());
    await expect.poll(() => asked.length).toBe(1);
    await page.locator('input[type=file]').setInputFiles(file('b.csv'));
    await page.locator('[data-import-report]').waitFor();
    expect(asked.map(({ name }) => name)).toEqual(['订单.csv', 'b.csv']);
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.context().close();
  });

  it('SA17 a refusal or a lost line says what to do, and a file that was taken in before can be taken in again', async () => {
    const page = await filesView();
    const asked = await importDoor(page, (query) => {
      if (query.get('name') === 'b.csv') return { ok: false, refusal: { code: 'file-not-orders', context: {} } };
      if (query.get('apply') === '0' || query.get('again') === '1') return taken(query);
      return { ok: false, refusal: { code: 'file-seen-before', context: { date: '2020-05-01' } } };
    });
    await page.locator('input[type=file]').setInputFiles(file());
    await page.getByRole('button', { name: 'Take in 28 orders' }).click();
    await page.getByRole('alert').filter({ hasText: 'on 2020-05-01' }).waitFor();
    await page.getByRole('button', { name: 'Take in once more' }).click();
    await page.getByText('Taken in (orders).').waitFor();
    expect(asked.at(-1)).toMatchObject({ apply: '1', again: '1' });
    await page.locator('input[type=file]').setInputFiles(file('b.csv'));
    await page.getByRole('alert').filter({ hasText: 'These are not orders' }).waitFor();
    await page.unroute('**/api/orders/import**');
    await page.route('**/api/orders/import**', (route) => route.abort());
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('alert').filter({ hasText: 'The file did not reach the studio' }).waitFor();
    await page.context().close();
  });
});

describe('differences', () => {
  it('SA18 each import counts what differs, and each differing order is named with both amounts', async () => {
    const page = await filesView();
    const imports = page.locator('tr[data-import]');
    await expect.poll(() => imports.count()).toBe(2);
    expect(await imports.nth(0).innerText()).toMatch(/订单导出[\s\S]*28,114\s+22\s+3\s+6\s+Differs/u);
    expect(await imports.nth(1).innerText()).toContain('Agrees');
    await imports.nth(1).locator('[data-row-stop]').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const rows = page.locator('tr[data-difference]');
    await expect.poll(() => rows.count()).toBe(20);
    expect(await rows.nth(0).innerText()).toMatch(/Missing in the ledger[\s\S]*6901872345678000000[\s\S]*¥22\.80\s+—/u);
    expect(await rows.nth(10).innerText()).toMatch(/Amount differs[\s\S]*¥78\.60\s*$|Amount differs[\s\S]*¥79\.60\s+¥78\.60/u);
    await page.getByRole('button', { name: 'Show more after 20' }).click();
    await expect.poll(() => rows.count()).toBe(24);
    await rows.nth(5).click();
    await page.getByRole('dialog', { name: 'Order 6901872345678000005' }).waitFor();
    await expect.poll(() => page.getByRole('dialog').locator('tr[data-order]').count()).toBe(1);
    await page.context().close();
  });

  it('SA19 the differences are closed by one button, after it has said what will happen', async () => {
    const page = await filesView();
    await page.locator('tr[data-import]').first().click();
    await page.getByRole('button', { name: 'Close differences' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.innerText()).toMatch(
      /22 missing orders are taken in and 6 differing ones[\s\S]*3 orders that only the ledger has/u,
    );
    expect(await sent(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Close differences' }).click();
    await expect.poll(() => sent(page)).toEqual([{ name: 'closeDifferences', input: { importId: 'im-2' } }]);
    await page.context().close();
  });

  it('SA20 every table is handed out as XLSX and as CSV, in the language of the page', async () => {
    const page = await filesView();
    await page.locator('tr[data-import]').first().click();
    const address = (link: string) => page.getByRole('link', { name: link, exact: true }).getAttribute('href');
    expect(await address('CSV')).toContain('what=differences&format=csv&lang=en');
    expect(await address('XLSX')).toContain('im-2');
    await page.getByRole('button', { name: 'Export' }).click();
    const items = page.getByRole('menuitem');
    await items.first().waitFor();
    expect(await items.evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual(
      ['orders', 'products', 'minutes'].flatMap((what) =>
        ['xlsx', 'csv'].map((format) => `/api/sales/export?broadcast=bc-1&what=${what}&format=${format}&lang=en`),
      ),
    );
    await page.context().close();
  });
});
