/** Catalogue, settings and start page in a real Chromium, and the accessibility of all plan pages. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ImportReport } from '../../native/contract/product.ts';
import { startFixturePages, type FixturePages } from './fixture-pages.ts';

let browser: FixturePages;
let page: Page;
beforeAll(async () => {
  browser = await startFixturePages('plan-fixture');
});
afterAll(() => browser.close());
afterEach(() => page.context().close());

const sent = () => page.evaluate(() => window.fixture.client.sent);
const sentInputs = async (name: string) => (await sent()).filter((each) => each.name === name).map(({ input }) => input);

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
    page = await browser.open('?page=catalogue&locale=en');
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
    page = await browser.open('?page=catalogue&locale=en');
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
    page = await browser.open('?page=catalogue&locale=en');
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
    await drawer.getByLabel('Cooperative · English').fill('Coop A');
    await drawer.getByLabel('Limit per buyer').fill('0');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await drawer.getByText('Fill this in.').waitFor();
    await drawer.getByText('This number is too small.').waitFor();
    await drawer.getByLabel('Cooperative · 中文').fill('甲合作社');
    await drawer.getByLabel('Limit per buyer').fill('2');
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
        cooperative: { 'zh-CN': '甲合作社', en: 'Coop A' },
        buyerLimit: 2,
      },
    ]);
    await drawer.waitFor({ state: 'detached' });
  });

  it('PP10 search finds by number, name in any language and place', async () => {
    page = await browser.open('?page=catalogue&locale=en');
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
    page = await browser.open('?page=settings&locale=en');
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

  it('PP11 each type of feed asks for what it needs, and a known one is changed without its secrets', async () => {
    page = await browser.open('?page=settings&locale=en');
    const feeds = page.getByRole('region', { name: 'Order feeds' });
    await page.getByLabel('Name of the feed').fill('wx');
    await feeds
      .getByRole('combobox', { name: 'Type' })
      .or(feeds.getByRole('textbox', { name: 'Type' }))
      .click();
    await page.getByRole('option', { name: 'WeChat shop' }).click();
    await feeds.getByText('copy AppID, Token and EncodingAESKey').waitFor();
    await feeds.getByLabel('AppID').fill('wx0000000000000000');
    await feeds.getByLabel('Token', { exact: true }).fill('AAAAA');
    expect(await page.getByRole('button', { name: 'Add feed' }).isDisabled()).toBe(true);
    await feeds.getByLabel('EncodingAESKey', { exact: true }).fill('short');
    await feeds.getByText('has 43 letters and digits').waitFor();
    await feeds.getByLabel('EncodingAESKey', { exact: true }).fill('a'.repeat(43));
    await feeds.getByText('Files, relay, buyers').click();
    await feeds.getByRole('switch', { name: "Keep buyers' names in full" }).press('Space');
    await feeds.getByText('Only switch this on').waitFor();
    await page.getByRole('button', { name: 'Add feed' }).click();
    await page.getByRole('button', { name: 'Change feed "county-mall"' }).click();
    expect(await feeds.getByLabel('Client Key').inputValue()).toBe('aw8f2k');
    expect(await feeds.getByText('The feed "county-mall" has no secret').isVisible()).toBe(true);
    await feeds.getByLabel('Client Key').fill('aw9');
    await page.getByRole('button', { name: 'Save changes' }).click();
    const wx = {
      source: 'wx',
      type: 'wechat-shop',
      appId: 'wx0000000000000000',
      secret: 'AAAAA',
      secondSecret: 'a'.repeat(43),
      keepBuyers: true,
    };
    const mall = { source: 'county-mall', type: 'douyin-open', appId: 'aw9', pullUrl: 'https://relay.example.cn/mall' };
    await vi.waitFor(async () => expect(await sentInputs('saveFeed')).toEqual([wx, mall]));
  });

  it('OP23 a shop that can be asked itself is set up with its address and its key; any other asks a relay', async () => {
    page = await browser.open('?page=settings&locale=en');
    const feeds = page.getByRole('region', { name: 'Order feeds' });
    await page.getByLabel('Name of the feed').fill('woo');
    const choose = async (type: string) => {
      const kind = feeds.getByRole('combobox', { name: 'Type' }).or(feeds.getByRole('textbox', { name: 'Type' }));
      await kind.click();
      await page.getByRole('option', { name: type, exact: true }).click();
    };
    const asks = feeds.getByRole('switch', { name: 'Ask the shop itself, not a relay' });
    await feeds.getByText('Files, relay, buyers').click();
    await feeds.getByLabel('Address of the relay').waitFor();
    expect(await asks.count()).toBe(0);
    await choose('Douyin shop');
    await asks.press('Space');
    expect(await feeds.getByLabel("Address of the shop's interface").inputValue()).toBe('https://openapi-fxg.jinritemai.com');
    await choose('WooCommerce');
    await feeds.getByLabel('Webhook secret', { exact: true }).fill('of-the-webhook');
    await feeds.getByLabel("Address of the shop's interface").fill('https://shop.example.cn');
    await feeds.getByLabel('Access key (ck_…:cs_…)').fill('ck_1:cs_2');
    await page.getByRole('button', { name: 'Add feed' }).click();
    const woo = {
      source: 'woo',
      type: 'woocommerce',
      secret: 'of-the-webhook',
      pullUrl: 'https://shop.example.cn',
      pullFrom: 'shop',
      pullSecret: 'ck_1:cs_2',
    };
    await vi.waitFor(async () => expect(await sentInputs('saveFeed')).toEqual([woo]));
  });

  it('PP11 a feed is removed only after a confirmation', async () => {
    page = await browser.open('?page=settings&locale=en');
    await page.getByRole('button', { name: 'Remove feed "district-shop"' }).click();
    expect(await sentInputs('removeFeed')).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await vi.waitFor(async () => expect(await sentInputs('removeFeed')).toEqual([{ source: 'district-shop' }]));
  });

  it('PP12 what is typed in the settings outlives a lost line', async () => {
    page = await browser.open('?page=settings&locale=en');
    await page.getByLabel('Studio id').fill('hetian-2');
    await page.evaluate(() => window.fixture.client.setLink('connecting'));
    await page.evaluate(() => window.fixture.client.patch('studio', { studioId: 'other' }));
    expect(await page.getByLabel('Studio id').inputValue()).toBe('hetian-2');
    await page.evaluate(() => window.fixture.client.setLink('open'));
    await page.getByRole('region', { name: 'Studio', exact: true }).getByRole('button', { name: 'Save' }).click();
    await vi.waitFor(async () => expect(await sentInputs('configureStudio')).toEqual([{ studioId: 'hetian-2' }]));
  });

  it('UP20 the settings point to the page upstream and set up nothing of it themselves', async () => {
    page = await browser.open('?page=settings&locale=en');
    const section = page.getByRole('region', { name: 'Upstream' });
    expect(await section.getByRole('link').getAttribute('href')).toBe('#/upstream');
    expect(await section.getByRole('textbox').count()).toBe(0);
  });

  it('ST43 the last checked backup is shown, one is made at once, and folder and years are kept', async () => {
    page = await browser.open('?page=settings&locale=en');
    const keeping = page.getByRole('region', { name: 'Keeping' });
    await keeping.getByText('Opened and checked: 48,213 entries.').waitFor();
    await keeping.getByText('/srv/studio/backups/studio-20200501T060000000Z.db').waitFor();
    await keeping.getByRole('button', { name: 'Back up now' }).click();
    await vi.waitFor(async () => expect(await sentInputs('backUp')).toEqual([{}]));
    await keeping.getByLabel('Second backup folder').fill('/media/disk');
    await keeping.getByLabel('Years a broadcast is kept').fill('40');
    expect(await keeping.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await keeping.getByLabel('Years a broadcast is kept').fill('5');
    await keeping.getByRole('button', { name: 'Save' }).click();
    await vi.waitFor(async () => expect(await sentInputs('configureStudio')).toEqual([{ backupFolder: '/media/disk', retentionYears: 5 }]));
  });

  it('ST44 an ended broadcast can be exported, and purged after its time, its export and a confirmation', async () => {
    page = await browser.open('?page=settings&locale=en');
    const row = (broadcastId: string) => page.locator(`[data-broadcast="${broadcastId}"]`);
    await row('bc-3').waitFor();
    expect(await row('bc-4').count()).toBe(0);
    const purge = (broadcastId: string) => row(broadcastId).getByRole('button', { name: 'Purge' });
    expect(await Promise.all(['bc-3', 'bc-2', 'bc-1'].map((broadcastId) => purge(broadcastId).isDisabled()))).toEqual([true, true, false]);
    await row('bc-2').getByRole('button', { name: 'Export' }).click();
    await vi.waitFor(async () => expect(await sentInputs('exportBroadcast')).toEqual([{ broadcastId: 'bc-2' }]));
    await purge('bc-1').click();
    expect(await sentInputs('purgeBroadcast')).toEqual([]);
    await page.getByRole('dialog').getByText('bc-1.ndjson.gz').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Purge' }).click();
    await vi.waitFor(async () => expect(await sentInputs('purgeBroadcast')).toEqual([{ broadcastId: 'bc-1' }]));
  });

  it('PP13 connecting shows the problem as it comes, and ready leads to the air page', async () => {
    page = await browser.open('?page=start&locale=en&empty=1');
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
    page = await browser.open('?page=start&locale=en&empty=1');
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
    page = await browser.open(`?page=${name}&locale=${locale}`, { width: 1024, height: 768 });
    if (name === 'rundown') await page.locator('li[data-row-id]').nth(1).locator('[data-row-main]').click();
    const { violations } = await new AxeBuilder({ page }).exclude('.mantine-Notifications-root').analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
});
