/** The district's board in a real browser: what it shows, how it says that it is old, and the way down to the entries. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Locale } from '../../native/contract/text.ts';
import { BOARD_AT_MS, type FixtureReceiver, fixtureReceiver } from './district-receiver.ts';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('district-fixture');
});
afterAll(async () => {
  await pages.close();
});

async function open(receiver: FixtureReceiver, address = '#/board', prepare?: (page: Page) => Promise<void>, locale: Locale = 'en') {
  return pages.open(address, { width: 1366, height: 768 }, async (page) => {
    await receiver.attach(page, locale);
    await prepare?.(page);
  });
}
/** The page's clock is the test's. */
const withClock = async (page: Page) => page.clock.install({ time: BOARD_AT_MS });
const holdClock = async (page: Page) => page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1000);
const boardsAsked = (receiver: FixtureReceiver) => receiver.asked.filter((each) => each.startsWith('GET board')).length;
const hide = (page: Page, hidden: boolean) =>
  page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
const studio = (page: Page, id: string) => page.locator(`tr[data-studio="${id}"]`);
const total = (page: Page, key: string) => page.locator(`[data-total="${key}"] dd`).innerText();

describe('figures', () => {
  it('BD1 a period has its own totals, stands in the address, and has the month to date beside it', async () => {
    const receiver = fixtureReceiver();
    const page = await open(receiver);
    const { totals, monthToDate } = receiver.board('today');
    const yuan = (fen: number) => `¥${(fen / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })}`;
    expect(await total(page, 'gross')).toBe(yuan(totals.grossFen));
    expect(await total(page, 'net')).toBe(yuan(totals.grossFen - totals.refundedFen));
    expect(await total(page, 'orders')).toBe(totals.orderCount.toLocaleString('en-US'));
    expect(await total(page, 'month')).toContain(yuan(monthToDate.grossFen));
    await page.getByText('This month', { exact: true }).click();
    await expect.poll(() => total(page, 'gross')).toBe(yuan(monthToDate.grossFen));
    expect(page.url()).toContain('period=month');
    expect(receiver.asked.at(-1)).toBe('GET board?period=month');
    await page.context().close();
  });

  it('BD2 a studio says in words how fresh it is, what it shows, what has arrived and what it says itself', async () => {
    const page = await open(fixtureReceiver());
    const first = (await studio(page, 'hetian-1').innerText()).replaceAll(/\s+/gu, ' ');
    expect(first).toMatch(/On air fresh 0:0\d Day 18: Hetian walnuts and dates ¥6,123,456.70 ¥6,111,111.70 198,233 241,870/u);
    expect(first).toContain('198,233 orders 20:05 complete');
    const late = (await studio(page, 'moyu-carpets').innerText()).replaceAll(/\s+/gu, ' ');
    expect(late).toMatch(/late 7:0\d/u);
    expect(late).toContain('¥2,339,000.00 9,981 orders 19:58 8,412 entries 2 conflicts');
    expect(await studio(page, 'pishan-2').innerText()).toMatch(/silent\s+2020-05-17 13:05/u);
    expect(await studio(page, 'minfeng-van').innerText()).toContain('not heard yet');
    const signs = await page.locator('[data-freshness] svg').evaluateAll((all) => all.map(({ innerHTML }) => innerHTML));
    expect(new Set(signs).size).toBe(4);
    await page.context().close();
  });

  it('BD7 places, products and cooperatives are ranked with their share, and what is not known is said so', async () => {
    const receiver = fixtureReceiver();
    const page = await open(receiver);
    for (const by of ['places', 'products', 'cooperatives'] as const) {
      const rows = receiver.board('today')[by].toSorted((a, b) => b.grossFen - a.grossFen);
      const keys = await page
        .locator(`[data-ranking=${by}] tr[data-key]`)
        .evaluateAll((all) => all.map((row) => row.getAttribute('data-key')));
      expect(keys).toEqual(rows.map(({ key }) => key));
      const whole = rows.reduce((sum, { grossFen }) => sum + grossFen, 0);
      const share = Math.floor((rows[0]!.grossFen * 1000) / whole) / 10;
      expect(await page.locator(`[data-ranking=${by}] tr[data-key] td:last-child`).first().innerText()).toBe(`${share.toFixed(1)}%`);
    }
    expect(await page.locator('[data-ranking=places] tr[data-key=""]').innerText()).toContain('No place known');
    await page.context().close();
  });

  it('BD8 the days of the month are read by arrow keys, also those on which nothing was sold', async () => {
    const page = await open(fixtureReceiver());
    expect(await page.locator('[data-bar]').count()).toBe(18);
    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('Home');
    expect(await page.locator('[data-day]').getAttribute('data-day')).toBe('2020-05-01');
    for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowRight');
    expect(await slider.getAttribute('aria-valuetext')).toBe('2020-05-06: ¥0.00, 0 orders');
    await page.context().close();
  });

  it('BD12 every table is offered as CSV, for its period and in the language of the page', async () => {
    const page = await open(fixtureReceiver(), '#/board?period=month');
    const links = await page.locator('a[data-csv]').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    for (const what of ['studios', 'places', 'products', 'cooperatives', 'days', 'orders']) {
      expect(links).toContain(`/api/export.csv?what=${what}&period=month&lang=en`);
    }
    await page.goto(`${page.url().split('#')[0]}#/studio?studio=hetian-1&period=all`);
    const orders = page.locator('a[data-csv=orders]');
    await expect.poll(() => orders.getAttribute('href')).toBe('/api/export.csv?what=orders&period=all&studio=hetian-1&lang=en');
    await page.context().close();
  });

  it('BD16 an office without a studio is told how to add one, and a day without sales says so', async () => {
    const empty = await open(fixtureReceiver('empty'));
    await empty.getByRole('link', { name: 'Go to Studios' }).click();
    await empty.getByRole('button', { name: 'Add', exact: true }).waitFor();
    await empty.context().close();
    const quiet = await open(fixtureReceiver('quiet'));
    expect(await quiet.locator('[data-ranking=products]').innerText()).toBe('Nothing was sold today yet.');
    expect(await studio(quiet, 'pishan-2').count()).toBe(1);
    await quiet.context().close();
  });
});

describe('the line to the receiver', () => {
  it('BD3 the board is asked every two seconds, and not while nobody sees it', async () => {
    const receiver = fixtureReceiver();
    const page = await open(receiver, '#/board', withClock);
    await holdClock(page);
    const asked = boardsAsked(receiver);
    await page.clock.runFor(2100);
    await expect.poll(() => boardsAsked(receiver)).toBe(asked + 1);
    await hide(page, true);
    for (let times = 0; times < 5; times += 1) await page.clock.runFor(2100);
    expect(boardsAsked(receiver)).toBe(asked + 1);
    await hide(page, false);
    await expect.poll(() => boardsAsked(receiver)).toBe(asked + 2);
    await page.context().close();
  });

  it('BD4 a lost line is said with the time of the figures, which are not shown as fresh, and it comes back by itself', async () => {
    const receiver = fixtureReceiver();
    const page = await open(receiver, '#/board', withClock);
    const bright = await page.locator('[data-total=gross] dd').evaluate((element) => getComputedStyle(element).color);
    expect(await page.getByRole('alert').count()).toBe(0);
    receiver.lost = true;
    await page.clock.runFor(2100);
    const band = page.getByRole('alert');
    await band.waitFor();
    expect(await band.innerText()).toBe('The receiver does not answer. The figures are from 2020-05-18 20:05');
    expect(await page.locator('[data-total=gross] dd').evaluate((element) => getComputedStyle(element).color)).not.toBe(bright);
    expect(await studio(page, 'hetian-1').innerText()).toMatch(/was on air[\s\S]*not known now/u);
    expect(await page.locator('.mark.on-air').count()).toBe(0);
    receiver.lost = false;
    await page.clock.runFor(2100);
    await band.waitFor({ state: 'detached' });
    expect(await studio(page, 'hetian-1').innerText()).toMatch(/On air[\s\S]*fresh/u);
    await page.context().close();
  });

  it('BD5 figures that were not renewed in time are old, whatever the reason', async () => {
    const receiver = fixtureReceiver();
    const page = await open(receiver, '#/board', withClock);
    await hide(page, true);
    await page.clock.runFor(2100);
    await page.route('**/api/board*', () => {});
    await page.clock.runFor(20_000);
    await hide(page, false);
    await page.clock.runFor(600);
    await page.getByRole('alert').waitFor();
    expect(await page.locator('main').getAttribute('data-old')).toBe('true');
    await page.context().close();
  });

  it('BD6 an answer that is not the receiver’s, such as a login page, is no answer', async () => {
    const receiver = fixtureReceiver();
    const page = await open(receiver, '#/board', withClock);
    const before = await total(page, 'gross');
    for (const body of ['<html>log in</html>', JSON.stringify({ totals: { grossFen: 1 } })]) {
      await page.route('**/api/board*', (route) => route.fulfill({ status: 200, contentType: 'application/json', body }));
      await page.clock.runFor(2100);
      await page.getByRole('alert').waitFor();
      expect(await total(page, 'gross')).toBe(before);
      await page.unroute('**/api/board*');
      await receiver.attach(page, 'en');
      await page.clock.runFor(2100);
      await page.getByRole('alert').waitFor({ state: 'detached' });
    }
    await page.context().close();
  });

  it('BD18 what the receiver refuses is said in the language of the page', async () => {
    const receiver = fixtureReceiver();
    const page = await open(receiver, '#/board', withClock, 'ug');
    await page.route('**/api/board*', (route) =>
      route.fulfill({
        status: 401,
        contentType: 'application/json',
        body: JSON.stringify({ error: 'not-allowed', message: 'no', context: {} }),
      }),
    );
    await page.clock.runFor(2100);
    await expect.poll(() => page.getByRole('alert').innerText()).toContain('كۆرۈش ھوقۇقى يوق');
    await page.context().close();
  });
});

describe('the way down', () => {
  it('BD9 a studio opens its broadcasts and entries, filtered by broadcast, kind and SKU, page by page', async () => {
    const receiver = fixtureReceiver();
    const page = await open(receiver);
    await studio(page, 'hetian-1').getByRole('button').focus();
    await page.keyboard.press('Enter');
    await page.locator('tr[data-seq]').first().waitFor();
    expect(await page.locator('tr[data-seq]').count()).toBe(50);
    await page.getByRole('button', { name: 'Show more after 50' }).click();
    await expect.poll(() => page.locator('tr[data-seq]').count()).toBe(100);
    expect(receiver.asked).toContain('GET entries?studio=hetian-1&before=412881');
    await page.locator('tr[data-broadcast="bc-17"]').click();
    await expect.poll(() => receiver.asked.at(-1) ?? '').toContain('broadcast=bc-17');
    await page.getByRole('combobox', { name: 'Every kind' }).click();
    await page.getByRole('option', { name: 'Segment taken' }).click();
    await expect.poll(() => page.locator('tr[data-seq]').first().innerText()).toContain('Took segment');
    await page.getByRole('searchbox').fill('HT-YT-XX');
    await page.getByText('No entry fits. Take a filter away.').waitFor();
    expect(page.url()).toContain('broadcast=bc-17&kind=segment.taken&sku=HT-YT-XX');
    await page.getByRole('link', { name: 'Board' }).last().click();
    await studio(page, 'hetian-1').waitFor();
    await page.context().close();
  });

  it('BD10 a product opens the orders that hold it, at the studio that sells most', async () => {
    const receiver = fixtureReceiver();
    const page = await open(receiver);
    const row = page.locator('[data-ranking=products] tr[data-key]').first();
    const sku = await row.getAttribute('data-key');
    await row.click();
    await page.locator('tr[data-seq]').first().waitFor();
    expect(receiver.asked).toContain(`GET entries?studio=hetian-1&sku=${sku}`);
    expect(await page.getByRole('searchbox').inputValue()).toBe(sku);
    await page.context().close();
  });

  it('BD11 an entry is a sentence and opens to its fields, and a kind that is not known is named', async () => {
    const page = await open(fixtureReceiver(), '#/studio?studio=hetian-1');
    const paid = page.locator('tr[data-seq="412930"]');
    expect(await paid.locator('summary').innerText()).toMatch(/^Sold .* ×2 for ¥/u);
    await paid.locator('summary').click();
    expect(await paid.locator('dl').innerText()).toContain('6901872345678412930');
    expect(await page.locator('tr[data-seq="412918"]').innerText()).toContain('drone.launched');
    await page.context().close();
  });
});
