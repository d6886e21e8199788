/** The plan pages in a real Chromium: order, autosave, keys, import, accessibility. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ImportReport } from '../../native/contract/product.ts';
import { startPlanBrowser, type PlanBrowser } from './plan-browser.ts';

let browser: PlanBrowser;
let page: Page;
beforeAll(async () => {
  browser = await startPlanBrowser();
});
afterAll(() => browser.close());
afterEach(() => page.context().close());

const sent = () => page.evaluate(() => window.fixture.client.sent);
const sentInputs = async (name: string) => (await sent()).filter((each) => each.name === name).map(({ input }) => input);
const segmentIds = () => page.evaluate(() => window.fixture.rundown()!.segments.map(({ segmentId }) => segmentId));
const rows = () => page.locator('li[data-row-id]');
const row = (id: string) => page.locator(`li[data-row-id="${id}"]`);
const saved = () => page.waitForSelector('[data-save-status="saved"]');
const field = (key: string) => page.locator(`[data-field="${key}"]`);

/** Drops a row on the lower or upper half of another. */
async function dragTo(source: Locator, target: Locator, half: 'top' | 'bottom') {
  const box = (await target.boundingBox())!;
  await source.dragTo(target, { sourcePosition: { x: 12, y: 20 }, targetPosition: { x: 60, y: half === 'top' ? 3 : box.height - 3 } });
}

describe('rundown', () => {
  it('PP1 Alt+↓ moves the segment and keeps the focus on it', async () => {
    page = await browser.open('page=rundown');
    const [first] = await segmentIds();
    const main = row(first!).locator('[data-row-main]');
    await main.focus();
    await page.keyboard.press('Alt+ArrowDown');
    await page.keyboard.press('Alt+ArrowDown');
    await vi.waitFor(async () =>
      expect(await sentInputs('editRundown')).toEqual([
        { type: 'moveSegment', segmentId: first, index: 1 },
        { type: 'moveSegment', segmentId: first, index: 2 },
      ]),
    );
    expect((await segmentIds())[2]).toBe(first);
    expect(await main.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Alt+ArrowUp');
    await vi.waitFor(async () => expect((await segmentIds())[1]).toBe(first));
  });

  it('PP1 dragging moves the segment to where it is dropped', async () => {
    page = await browser.open('page=rundown');
    const [first, second, third, fourth] = await segmentIds();
    await dragTo(row(first!), row(third!), 'bottom');
    await vi.waitFor(async () => expect(await sentInputs('editRundown')).toEqual([{ type: 'moveSegment', segmentId: first, index: 2 }]));
    await dragTo(row(fourth!), row(second!), 'top');
    await vi.waitFor(async () => expect((await segmentIds()).slice(0, 4)).toEqual([fourth, second, third, first]));
  });

  it('PP1 the menu moves, duplicates and removes; a removal can be taken back', async () => {
    page = await browser.open('page=rundown&locale=en');
    const before = await segmentIds();
    await row(before[1]!).locator('button[aria-haspopup="menu"]').click();
    await page.getByRole('menuitem', { name: 'Duplicate' }).click();
    await vi.waitFor(async () => expect(await segmentIds()).toHaveLength(before.length + 1));
    await row(before[1]!).locator('button[aria-haspopup="menu"]').click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await vi.waitFor(async () => expect(await segmentIds()).not.toContain(before[1]));
    await page.locator('[role=status] button', { hasText: 'Undo' }).click();
    await vi.waitFor(async () => expect(await segmentIds()).toContain(before[1]));
  });

  it('PP2 a title is saved after a pause without a button, and when it is left', async () => {
    page = await browser.open('page=rundown');
    const [first] = await segmentIds();
    await row(first!).locator('[data-row-main]').click();
    await field(`${first}.title.zh-CN`).fill('开门红');
    await saved();
    await vi.waitFor(async () => expect(await sentInputs('editRundown')).toHaveLength(1));
    expect(await sentInputs('editRundown')).toMatchObject([
      { type: 'changeSegment', segmentId: first, changes: { title: { 'zh-CN': '开门红' } } },
    ]);
    expect(await row(first!).innerText()).toContain('开门红');
    await field(`${first}.plannedMs`).fill('7:30');
    await page.keyboard.press('Tab');
    await vi.waitFor(async () =>
      expect(await sentInputs('editRundown')).toContainEqual({ type: 'changeSegment', segmentId: first, changes: { plannedMs: 450_000 } }),
    );
  });

  it('PP2 a field that cannot be saved says why, and nothing is sent', async () => {
    page = await browser.open('page=rundown&locale=en');
    const [first] = await segmentIds();
    await row(first!).locator('[data-row-main]').click();
    await field(`${first}.plannedMs`).fill('soon');
    await page.waitForSelector('[data-save-status="problem"]');
    expect(await page.getByText('Write minutes:seconds, such as 15:00.').isVisible()).toBe(true);
    await page.keyboard.press('Tab');
    expect(await sentInputs('editRundown')).toEqual([]);
  });

  it('PP3 an edit elsewhere shows at once, but not in the field being typed in', async () => {
    page = await browser.open('page=rundown');
    const [first] = await segmentIds();
    await row(first!).locator('[data-row-main]').click();
    await field(`${first}.title.zh-CN`).pressSequentially('！');
    const typed = await field(`${first}.title.zh-CN`).inputValue();
    await page.evaluate((segmentId) => {
      window.fixture.editElsewhere({ type: 'changeSegment', segmentId, changes: { title: { 'zh-CN': '别处改的' }, sceneName: '别处' } });
    }, first!);
    await vi.waitFor(async () => expect(await field(`${first}.sceneName`).inputValue()).toBe('别处'));
    expect(await field(`${first}.title.zh-CN`).inputValue()).toBe(typed);
  });

  it('PP4 Ctrl+Z takes back an edit, but in a field it belongs to the field', async () => {
    page = await browser.open('page=rundown');
    const [first] = await segmentIds();
    await row(first!).locator('[data-row-main]').click();
    await field(`${first}.title.zh-CN`).pressSequentially('甲乙');
    await saved();
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+y');
    await page.keyboard.press('Control+Shift+z');
    expect((await sent()).map(({ name }) => name)).not.toContain('undoRundown');
    expect((await sent()).map(({ name }) => name)).not.toContain('redoRundown');
    await row(first!).locator('[data-row-main]').focus();
    await page.keyboard.press('Control+z');
    await vi.waitFor(async () => expect((await sent()).filter(({ name }) => name === 'undoRundown')).toHaveLength(1));
    await page.keyboard.press('Control+Shift+z');
    await page.keyboard.press('Control+y');
    await vi.waitFor(async () => expect((await sent()).filter(({ name }) => name === 'redoRundown')).toHaveLength(2));
  });

  it('PP5 typed text outlives a lost line, and the buttons say why they are off', async () => {
    page = await browser.open('page=rundown&locale=en');
    const [first] = await segmentIds();
    await row(first!).locator('[data-row-main]').click();
    await page.evaluate(() => window.fixture.client.setLink('connecting'));
    await field(`${first}.title.en`).fill('Typed in the dark');
    await page.waitForSelector('[data-save-status="waiting"]');
    const add = page.getByRole('button', { name: 'Add segment' });
    expect(await add.isDisabled()).toBe(true);
    expect(await add.getAttribute('title')).toContain('line to the studio is down');
    await row((await segmentIds())[3]!)
      .locator('[data-row-main]')
      .click();
    await page.evaluate(() => window.fixture.client.setLink('open'));
    await saved();
    expect(await sentInputs('editRundown')).toMatchObject([{ changes: { title: { en: 'Typed in the dark' } } }]);
  });

  it('PP6 products are added by name, by a list of numbers, and put in order', async () => {
    page = await browser.open('page=rundown&locale=en');
    const [first] = await segmentIds();
    await row(first!).locator('[data-row-main]').click();
    const add = page.getByRole('combobox', { name: 'Add products' }).or(page.getByRole('textbox', { name: 'Add products' }));
    await add.fill('20, 7 999');
    await page.keyboard.press('Enter');
    const products = () => page.evaluate(() => window.fixture.rundown()!.segments[0]!.productIds);
    await vi.waitFor(async () => expect((await products()).slice(-2)).toEqual(['p20', 'p7']));
    expect(await page.getByText('Not in the catalogue: 999').isVisible()).toBe(true);
    await add.fill('walnut oil');
    await page.keyboard.press('Enter');
    await page.getByText('it is here already: walnut oil').waitFor();
    await add.fill('honey');
    await page.keyboard.press('Enter');
    await vi.waitFor(async () => expect((await products()).slice(-3)).toEqual(['p20', 'p7', 'p31']));
    expect(await add.inputValue()).toBe('');
    const [p0, p1] = await products();
    await dragTo(row(p0!), row(p1!), 'bottom');
    await vi.waitFor(async () => expect((await products()).slice(0, 2)).toEqual([p1, p0]));
    await row(p0!).locator('[data-row-main]').focus();
    await page.keyboard.press('Alt+ArrowUp');
    await vi.waitFor(async () => expect((await products()).slice(0, 2)).toEqual([p0, p1]));
  });

  it('PP7 a scene that OBS lacks is warned of', async () => {
    page = await browser.open('page=rundown&locale=en');
    const [first] = await segmentIds();
    await row(first!).locator('[data-row-main]').click();
    await field(`${first}.sceneName`).fill('No such scene');
    await page.keyboard.press('Tab');
    await page.waitForSelector('[data-scene-missing]');
    expect(await page.locator('[data-scene-missing]').innerText()).toContain('No such scene');
  });

  it('PP8 an empty rundown offers the sample and a first segment', async () => {
    page = await browser.open('page=rundown&locale=en&empty=1');
    await page.getByRole('button', { name: 'Load the sample' }).click();
    await vi.waitFor(async () => expect(await sentInputs('loadSamplePlan')).toHaveLength(1));
    await page.getByRole('button', { name: 'Add the first segment' }).click();
    await vi.waitFor(async () => expect(await rows().count()).toBe(1));
    const [operation] = await sentInputs('editRundown');
    expect(operation).toMatchObject({
      type: 'addSegment',
      index: 0,
      segment: { kind: 'influencer', title: { 'zh-CN': '达人专场', en: 'Influencer session' } },
    });
  });
});

const report: ImportReport = {
  fileName: '商品.csv',
  rows: 12,
  added: 7,
  changed: 2,
  unchanged: 1,
  ignoredColumns: ['备注'],
  faults: [
    { line: 4, column: '价格(元)', value: '39.999', code: 'cell-bad-price' },
    { line: 9, column: '产地', value: 'XX', code: 'cell-bad-place' },
  ],
  applied: false,
};

describe('catalogue', () => {
  it('PP9 an import is checked first, names every refused line, and is stored on a second word', async () => {
    page = await browser.open('page=catalogue&locale=en');
    const asked: string[] = [];
    await page.route('**/api/catalogue/import?*', async (route) => {
      const url = new URL(route.request().url());
      asked.push(`${url.searchParams.get('apply')} ${url.searchParams.get('name')} ${route.request().postDataBuffer()?.toString('utf8')}`);
      await route.fulfill({ json: { ok: true, value: { ...report, applied: url.searchParams.get('apply') === '1' } } });
    });
    await page.locator('input[type=file]').setInputFiles({ name: '商品.csv', mimeType: 'text/csv', buffer: Buffer.from('编号\n1') });
    const faults = page.locator('[data-fault-line]');
    await faults.first().waitFor();
    expect(await faults.allInnerTexts()).toEqual([
      expect.stringMatching(/4\s+价格\(元\)\s+39\.999\s+"39\.999" in "价格\(元\)" is not a price/u),
      expect.stringMatching(/9\s+产地\s+XX\s+"XX" in "产地" is not a known place/u),
    ]);
    await page.getByRole('button', { name: 'Import 9 good lines' }).click();
    await page.getByText('Imported 12 rows').waitFor();
    expect(asked).toEqual(['0 商品.csv 编号\n1', '1 商品.csv 编号\n1']);
  });

  it('PP9 a file dropped on the page is checked; a refusal is said in words', async () => {
    page = await browser.open('page=catalogue&locale=en');
    await page.route('**/api/catalogue/import?*', (route) =>
      route.fulfill({ json: { ok: false, refusal: { code: 'file-kind-unknown', context: {} } } }),
    );
    const data = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['x'], 'a.doc'));
      return transfer;
    });
    await page.dispatchEvent('main', 'drop', { dataTransfer: data });
    await page.getByText('The file is neither CSV nor XLSX').waitFor();
  });

  it('PP10 a product is saved with its price in fen, and faults stand under their fields', async () => {
    page = await browser.open('page=catalogue&locale=en');
    await page.getByRole('button', { name: 'Add product' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Number').fill('3');
    await drawer.getByLabel('Price (yuan)').fill('12.345');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await drawer.getByText('This number belongs to another product.').waitFor();
    expect(await drawer.getByText('Write yuan with at most two decimals, such as 39.90.').isVisible()).toBe(true);
    expect(await sentInputs('saveProduct')).toEqual([]);
    await drawer.getByLabel('Number').fill('88');
    await drawer.getByLabel('SKU').fill('HT-HTX-088');
    await drawer.getByLabel('Name · 中文').fill('核桃糕');
    await drawer.getByLabel('Unit · 中文').fill('500 克');
    await drawer
      .getByRole('combobox', { name: 'Place' })
      .or(drawer.getByRole('textbox', { name: 'Place' }))
      .click();
    await page.getByRole('option', { name: 'Hotan County' }).click();
    await drawer.getByLabel('Price (yuan)').fill('1,012.3');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await vi.waitFor(async () => expect(await sentInputs('saveProduct')).toHaveLength(1));
    expect(await sentInputs('saveProduct')).toMatchObject([
      {
        number: 88,
        sku: 'HT-HTX-088',
        name: { 'zh-CN': '核桃糕' },
        unit: { 'zh-CN': '500 克' },
        placeCode: 'HTX',
        priceFen: 101_230,
        allocated: 0,
      },
    ]);
    await drawer.waitFor({ state: 'detached' });
  });

  it('PP10 search finds by number, name in any language and place', async () => {
    page = await browser.open('page=catalogue&locale=en');
    const found = () => page.locator('tr[data-product-id]').count();
    await page.getByRole('searchbox').fill('ياڭاق سۈتى');
    await vi.waitFor(async () => expect(await found()).toBe(1));
    await page.getByRole('searchbox').fill('44');
    await vi.waitFor(async () => expect(await page.locator('tr[data-product-id]').first().getAttribute('data-product-id')).toBe('p44'));
    await page.getByRole('searchbox').fill('zzz');
    await page.getByText('Nothing found for "zzz".').waitFor();
  });
});

describe('settings and start', () => {
  it('PP11 a feed is added with its secret and shows its ingest address', async () => {
    page = await browser.open('page=settings&locale=en');
    await page.getByLabel('Name of the feed').fill('new-shop');
    expect(await page.getByLabel('Ingest address', { exact: true }).inputValue()).toMatch(/\/ingest\/new-shop$/u);
    const secret = page.getByRole('region', { name: 'Order feeds' }).getByLabel('Secret', { exact: true });
    await secret.fill('whsec_short');
    await page.getByText('A secret starts with whsec_').waitFor();
    expect(await page.getByRole('button', { name: 'Add feed' }).isDisabled()).toBe(true);
    await secret.fill(`whsec_${btoa('x'.repeat(32))}`);
    await page.getByRole('button', { name: 'Add feed' }).click();
    await vi.waitFor(async () => expect(await sentInputs('saveFeed')).toMatchObject([{ source: 'new-shop', type: 'generic' }]));
  });

  it('PP11 a feed is removed only after a confirmation', async () => {
    page = await browser.open('page=settings&locale=en');
    await page.getByRole('button', { name: 'Remove feed "district-shop"' }).click();
    expect(await sentInputs('removeFeed')).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await vi.waitFor(async () => expect(await sentInputs('removeFeed')).toEqual([{ source: 'district-shop' }]));
  });

  it('PP12 what is typed in the settings outlives a lost line', async () => {
    page = await browser.open('page=settings&locale=en');
    await page.getByLabel('Studio id').fill('hetian-2');
    await page.evaluate(() => window.fixture.client.setLink('connecting'));
    await page.evaluate(() => window.fixture.client.patch('studio', { studioId: 'other' }));
    expect(await page.getByLabel('Studio id').inputValue()).toBe('hetian-2');
    await page.evaluate(() => window.fixture.client.setLink('open'));
    await page.getByRole('region', { name: 'Studio', exact: true }).getByRole('button', { name: 'Save' }).click();
    await vi.waitFor(async () => expect(await sentInputs('configureStudio')).toEqual([{ studioId: 'hetian-2' }]));
  });

  it('PP12 the backlog is what upstream has not acknowledged', async () => {
    page = await browser.open('page=settings&locale=en');
    expect(await page.locator('[data-backlog]').innerText()).toBe('12,000');
  });

  it('PP13 connecting shows the problem as it comes, and ready leads to the air page', async () => {
    page = await browser.open('page=start&locale=en&empty=1');
    await page.getByLabel('OBS password').fill('secret');
    await page.getByRole('button', { name: 'Connect to OBS' }).click();
    await vi.waitFor(async () => expect(await sentInputs('connectObs')).toEqual([{ url: 'ws://127.0.0.1:4455', password: 'secret' }]));
    const connect = (state: 'stopped' | 'ready', problem: 'obs-wrong-password' | null) =>
      page.evaluate(
        ([next, code]) => {
          const { connection, mirror } = window.fixture.client.topic('obs').get()!;
          window.fixture.client.patch('obs', {
            connection: { ...connection, state: next, problem: code && { code, context: {} } },
            mirror,
          });
        },
        [state, problem] as const,
      );
    await connect('stopped', 'obs-wrong-password');
    await page.getByText('OBS rejected the password.').waitFor();
    await connect('ready', null);
    await vi.waitFor(() => expect(page.url()).toMatch(/#\/air$/u));
  });

  it('PP13 a rehearsal starts at the chosen speed and offers its address', async () => {
    page = await browser.open('page=start&locale=en&empty=1');
    await page.getByText('60× · 6 min').click();
    await page.getByRole('button', { name: 'Rehearse day one' }).click();
    await vi.waitFor(async () => expect(await sentInputs('startRehearsal')).toEqual([{ name: 'day-one', speed: 60 }]));
    await page.getByRole('link', { name: 'Open its console' }).waitFor();
  });
});

describe('accessibility', () => {
  const cases = ['rundown', 'catalogue', 'settings', 'start'].flatMap((name) =>
    ['zh-CN', 'ug', 'en'].map((locale) => [name, locale] as const),
  );
  it.each(cases)('PP14 %s in %s has no serious fault and does not scroll sideways', async (name, locale) => {
    page = await browser.open(`page=${name}&locale=${locale}`, { width: 1024, height: 768 });
    if (name === 'rundown') await rows().nth(1).locator('[data-row-main]').click();
    const { violations } = await new AxeBuilder({ page }).exclude('.mantine-Notifications-root').analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
});
