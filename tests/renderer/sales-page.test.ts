/** The sales page in a real browser: what an operator and a producer do with it, on a fixture client. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConsoleFixture } from './console-fixture.tsx';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(async () => {
  await pages.close();
});

async function salesPage(address = '?locale=en#/sales', size?: { width: number; height: number }): Promise<Page> {
  const page = await pages.open(address, size);
  await page.waitForSelector('[data-total="gross"]');
  return page;
}

const fixture = <T>(page: Page, act: (fixture: ConsoleFixture) => T) => page.evaluate<T>(`(${act.toString()})(window.consoleFixture)`);
/** What was sent since the last look. */
const sent = (page: Page) => fixture(page, ({ client }) => client.sent.splice(0));
/** Inputs of the reports of one name that were asked since the last look. */
const asked = (page: Page, name: string) =>
  fixture(page, ({ client }) => client.asked.splice(0)).then((all) => all.filter((each) => each.name === name).map(({ input }) => input));
const total = (page: Page, key: string) => page.locator(`[data-total="${key}"] dd`).innerText();
const rowNames = (page: Page) => page.locator('tr[data-key] th bdi:first-child').allInnerTexts();
const view = (page: Page, name: string) => page.getByRole('tab', { name, exact: false }).click();

describe('totals and broadcasts', () => {
  it('SA3 the tab leads to the current broadcast, whose totals are named and count by themselves', async () => {
    const page = await pages.open('?locale=en#/air');
    await page.getByRole('link', { name: 'Sales' }).click();
    await page.waitForSelector('[data-total="gross"]');
    expect(await page.locator('[data-total] dt').allInnerTexts()).toEqual(['Gross', 'Net', 'Refunds', 'Orders', 'Units']);
    expect([await total(page, 'gross'), await total(page, 'net')]).toEqual(['¥1,020,359.90', '¥998,001.50']);
    expect([await total(page, 'refunds'), await total(page, 'orders')]).toEqual(['¥22,358.40', '33,017']);
    await fixture(page, ({ client }) =>
      client.patch('sales', {
        totals: { grossFen: 500, netFen: 400, orderCount: 2, refundCount: 1 },
        skus: [{ sku: 'A', paidUnits: 3, restockedUnits: 0, giftUnits: 9, grossFen: 500, refundedFen: 100 }],
      }),
    );
    await expect.poll(() => total(page, 'refunds')).toBe('¥1.00');
    expect([await total(page, 'net'), await total(page, 'units')]).toEqual(['¥4.00', '3']);
    await page.context().close();
  });

  it('SA4 another broadcast shows its own figures, and nothing that is live', async () => {
    const page = await salesPage();
    await page
      .getByRole('combobox', { name: 'Broadcast' })
      .or(page.getByRole('textbox', { name: 'Broadcast' }))
      .click();
    await page.getByRole('option', { name: /Trial broadcast/ }).click();
    await expect.poll(() => total(page, 'gross')).toBe('¥44,120.00');
    expect([await total(page, 'net'), await total(page, 'orders')]).toEqual(['¥44,000.00', '1,204']);
    await page.getByText('Nothing was sold yet. The curve begins').waitFor();
    expect(await page.getByRole('button', { name: 'Show the last broadcast' }).count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Flash sale' }).count()).toBe(0);
    const curves = await asked(page, 'salesCurve');
    expect(curves).toContainEqual({ broadcastId: 'bc-0' });
    await page.context().close();
  });

  it('SA4 once a broadcast has ended and the next has sold nothing, the last one is offered', async () => {
    const page = await salesPage();
    await fixture(page, ({ client }) => {
      const { broadcast } = client.topic('playout').get()!;
      client.patch('playout', { broadcast: { ...broadcast, broadcastId: 'bc-2', phase: 'prepared', startedAtMs: null } });
    });
    await page.getByRole('button', { name: 'Show the last broadcast' }).click();
    await expect.poll(() => total(page, 'gross')).toBe('¥44,120.00');
    await page.context().close();
  });
});

describe('curve', () => {
  it('SA5 a minute is read by arrow keys and by pointer, and opens its orders', async () => {
    const page = await salesPage();
    const curve = page.getByRole('slider', { name: 'Sales by the minute' });
    await curve.focus();
    await page.keyboard.press('ArrowRight');
    expect(await curve.getAttribute('aria-valuetext')).toMatch(/^14:01: gross ¥9,000\.00, 290 orders, refunds ¥0\.00, Countdown$/u);
    await page.keyboard.press('PageUp');
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('[data-reading]').innerText()).toMatch(/^14:10/u);
    await page.keyboard.press('End');
    expect(await page.locator('[data-reading]').innerText()).toMatch(/14:46[\s\S]*Hotan City/u);
    const box = (await curve.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    expect(await page.locator('[data-reading]').innerText()).toMatch(/^14:24/u);
    await page.mouse.move(5, 5);
    expect(await page.locator('[data-reading]').count()).toBe(0);
    await page.keyboard.press('Home');
    await asked(page, 'orders');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Orders paid from 14:01 to 14:02' }).waitFor();
    const from = Date.UTC(2020, 4, 1, 6, 1);
    await expect.poll(() => asked(page, 'orders')).toContainEqual({ broadcastId: 'bc-1', fromMs: from, toMs: from + 59_999, limit: 100 });
    await page.context().close();
  });
});

describe('breakdown', () => {
  it('SA7 it is broken down one way at a time, sorted by any column, searched, and summed at its foot', async () => {
    const page = await salesPage();
    await page.locator('tr[data-key]').first().waitFor();
    expect((await rowNames(page))[0]).toBe('Handmade wool rug, small');
    await page.getByRole('button', { name: 'Units', exact: true }).click();
    expect((await rowNames(page))[0]).toBe('Thin-shelled walnuts');
    await page.getByRole('button', { name: 'Units', exact: true }).click();
    expect((await rowNames(page))[0]).toBe('Taste of Hetian gift box');
    expect(await page.getByRole('columnheader', { name: 'Units' }).getAttribute('aria-sort')).toBe('ascending');
    await page.getByRole('searchbox', { name: 'Search rows' }).fill('melon');
    expect(await rowNames(page)).toEqual(['Andir melons']);
    expect(await page.locator('tfoot th').innerText()).toBe('Sum of 1 row');
    expect(await page.locator('tfoot td').allInnerTexts()).toEqual(await page.locator('tr[data-key] td').allInnerTexts());
    await page.getByRole('searchbox', { name: 'Search rows' }).fill('zzz');
    await page.getByText('Nothing found for "zzz".').waitFor();
    await page.getByRole('searchbox', { name: 'Search rows' }).fill('');
    await page.getByRole('tab', { name: 'Cooperative' }).click();
    await page.getByText('Golden Camel Cooperative, Moyu').waitFor();
    await page.getByRole('tab', { name: 'Place' }).click();
    await page.getByText('Pishan (Guma)').waitFor();
    await page.getByRole('tab', { name: 'Segment' }).click();
    await page.getByRole('columnheader', { name: 'Orders' }).waitFor();
    await page.getByText('No segment on air').waitFor();
    await page.context().close();
  });

  it('SA8 a row opens its orders, masked and page by page; Escape leads back to the row', async () => {
    const page = await salesPage();
    const stops = page.locator('tr[data-key] [data-row-stop]');
    await stops.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await asked(page, 'orders');
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: 'Walnut oil' });
    await drawer.waitFor();
    const orders = drawer.locator('tr[data-order]');
    await expect.poll(() => orders.count()).toBe(100);
    expect(await asked(page, 'orders')).toEqual([{ broadcastId: 'bc-1', by: 'product', key: 'HT-HTX-004-500ML', limit: 100 }]);
    expect(await orders.nth(2).innerText()).toMatch(/6901872345678000002[\s\S]*×3[\s\S]*×1[\s\S]*Gift[\s\S]*阿\*·买\*提[\s\S]*¥117\.00/u);
    expect(await orders.nth(6).innerText()).toContain('Goods not told yet');
    await drawer.getByRole('button', { name: 'Show more after 100' }).click();
    await expect.poll(() => orders.count()).toBe(140);
    expect(await asked(page, 'orders')).toMatchObject([{ before: 'page-2' }]);
    await drawer.getByRole('searchbox').fill('6901872345678000123');
    await expect.poll(() => orders.count()).toBe(1);
    await drawer.getByRole('searchbox').fill('42');
    await drawer.getByText('Order 42 is not among them.').waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Walnut oil');
    await page.context().close();
  });
});

describe('feeds', () => {
  it('SA9 a feed tells its state, its figures, why it refused, and what is missing of its export', async () => {
    const page = await salesPage();
    const feed = page.locator('[data-feed="district-shop"]');
    await expect.poll(() => feed.innerText()).toContain('28,092 / 28,114');
    expect(await feed.innerText()).toMatch(
      /Ready[\s\S]*14:47:10[\s\S]*0:40[\s\S]*33,017 \/ 12 \/ 3[\s\S]*99\.9%[\s\S]*8 gaps:[\s\S]*14:12[\s\S]*14:21–14:22[\s\S]*and 2 more/u,
    );
    await fixture(page, ({ client }) => {
      const [first] = client.topic('sales').get()!.feeds;
      client.patch('sales', {
        feeds: [
          { ...first!, stale: true, thinCount: 17, lastRefusal: { code: 'signature-wrong', atMs: first!.lastAcceptedAtMs! } },
          { ...first!, source: 'county-mall', type: 'wechat-shop', ready: false },
        ],
      });
    });
    await expect.poll(() => feed.getAttribute('data-state')).toBe('stale');
    expect(await feed.innerText()).toMatch(
      /Goods still to come\s+17[\s\S]*Silent longer than it usually is[\s\S]*refused: The signature does not match/u,
    );
    const mall = page.locator('[data-feed="county-mall"]');
    expect(await mall.innerText()).toMatch(/WeChat shop[\s\S]*No secret[\s\S]*has no secret/u);
    expect(await mall.getByRole('link', { name: 'Go to settings' }).getAttribute('href')).toBe('#/settings');
    await page.context().close();
  });
});

describe('flash sale', () => {
  it('SA10 it is started for a product, with a length and units that are right', async () => {
    const page = await salesPage();
    const start = page.getByRole('button', { name: 'Start flash sale' });
    await page.getByLabel('Length').fill('0:03');
    await page.getByText('Write minutes:seconds').waitFor();
    expect(await start.isDisabled()).toBe(true);
    await page.getByLabel('Length').fill('2:30');
    await page.getByLabel('Units', { exact: true }).fill('0');
    await page.getByText('Write a whole number from 1').waitFor();
    await page.getByLabel('Units', { exact: true }).fill('5000');
    await start.click();
    expect(await sent(page)).toEqual([{ name: 'startFlashSale', input: { productId: 'p4', durationMs: 150_000, units: 5000 } }]);
    await page.context().close();
  });

  it('SA11 while it runs it counts down by the studio clock, is extended with a reason, and ends after asking', async () => {
    const page = await salesPage();
    await fixture(page, ({ client, flashSale }) => {
      client.patch('sales', { flashSale });
      client.patch('studio', { nowAtMs: flashSale.endsAtMs - 61_000, clockSpeed: 0 });
    });
    const running = page.locator('[data-flash-sale]');
    await expect.poll(() => running.innerText()).toMatch(/Walnut milk[\s\S]*1:01[\s\S]*14:49:12[\s\S]*3,871[\s\S]*of 5,000/u);
    await fixture(page, ({ client, flashSale }) => client.patch('studio', { nowAtMs: flashSale.endsAtMs + 5000 }));
    await expect.poll(() => running.getByRole('timer').innerText()).toBe('0:00');
    await running.getByRole('button', { name: 'Extend' }).click();
    expect(await running.getByRole('button', { name: 'Extend' }).isDisabled()).toBe(true);
    await running.getByText('+5 min').click();
    await running.getByLabel('Reason').fill('the line was down');
    await running.getByRole('button', { name: 'Extend' }).click();
    const endsAtMs = await fixture(page, ({ flashSale }) => flashSale.endsAtMs + 300_000);
    expect(await sent(page)).toEqual([{ name: 'extendFlashSale', input: { endsAtMs, reason: 'the line was down' } }]);
    await running.getByRole('button', { name: 'End now' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The flash sale ends at once.').waitFor();
    expect(await sent(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'End now' }).click();
    await expect.poll(() => sent(page)).toEqual([{ name: 'endFlashSale', input: {} }]);
    await page.context().close();
  });
});

describe('inbox', () => {
  it('SA12 waiting orders say why, are chosen by keyboard or all at once, and go to a broadcast', async () => {
    const page = await salesPage();
    await fixture(page, ({ client }) => {
      client.patch('sales', { inboxCount: 7 });
      client.answerWith(() => ({ ok: true, value: { assigned: 2 } }));
    });
    await view(page, 'Inbox');
    const rows = page.locator('tr[data-order]');
    await expect.poll(() => rows.count()).toBe(7);
    expect(await rows.nth(0).innerText()).toMatch(/Its live room is bound to no broadcast:\s+7350192837465/u);
    expect(await rows.nth(6).innerText()).toContain('No broadcast was on air when it was paid');
    await rows.nth(0).getByRole('checkbox').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page
      .getByRole('combobox', { name: 'Broadcast to assign to' })
      .or(page.getByRole('textbox', { name: 'Broadcast to assign to' }))
      .click();
    await page.getByRole('option', { name: /Trial broadcast/ }).click();
    await asked(page, 'orders');
    await page.getByRole('button', { name: 'Assign 2 orders' }).click();
    const ids = ['6901872345678000900', '6901872345678000901'];
    await expect
      .poll(() => sent(page))
      .toEqual([
        { name: 'assignOrders', input: { orders: ids.map((orderId) => ({ source: 'district-shop', orderId })), broadcastId: 'bc-0' } },
      ]);
    await expect.poll(() => page.getByRole('button', { name: 'Assign', exact: true }).isDisabled()).toBe(true);
    await expect.poll(() => asked(page, 'orders')).toContainEqual({ broadcastId: 'inbox', limit: 500 });
    await page.getByRole('button', { name: 'Choose all' }).click();
    await page.getByRole('button', { name: 'Assign 7 orders' }).waitFor();
    await page.context().close();
  });

  it('SA13 a live room is bound to the chosen broadcast, and released', async () => {
    const page = await salesPage();
    await view(page, 'Inbox');
    const room = page.locator('[data-room="7350192837465"]');
    expect(await room.innerText()).toContain('4 orders wait');
    await room.getByRole('button', { name: 'Bind' }).click();
    await expect
      .poll(() => sent(page))
      .toEqual([{ name: 'bindRoom', input: { source: 'district-shop', roomId: '7350192837465', broadcastId: 'bc-1' } }]);
    await page.getByRole('button', { name: 'Release' }).click();
    await expect.poll(() => sent(page)).toEqual([{ name: 'releaseRoom', input: { source: 'district-shop', roomId: '7350192800001' } }]);
    await page.context().close();
  });
});

describe('what does not answer', () => {
  it('SA14 nothing sold, waiting or taken in is said in words with the next step', async () => {
    const page = await salesPage('?locale=en&state=empty#/sales');
    await page.getByText('Nothing was sold yet. The curve begins').waitFor();
    await page.getByRole('link', { name: 'Add a feed' }).waitFor();
    await view(page, 'Inbox');
    await page.getByText('The inbox is empty').waitFor();
    await page.getByText('No live room is bound.').waitFor();
    await view(page, 'Files');
    await page.getByText('No export was taken in yet.').waitFor();
    await page.getByLabel('New source for files').fill('county-files');
    await page.getByRole('button', { name: 'Add source' }).click();
    await expect.poll(() => sent(page)).toEqual([{ name: 'saveFeed', input: { source: 'county-files', type: 'file' } }]);
    await page.context().close();
  });

  it('SA15 a refused report keeps what was shown, says why, and is asked again on a press', async () => {
    const page = await salesPage();
    await page.locator('tr[data-key]').first().waitFor();
    const region = page.getByRole('region', { name: 'Sales by', exact: true });
    await fixture(page, ({ client, refuse }) => client.reportWith(() => refuse('overload')));
    await region.getByText('The studio is busy').waitFor({ timeout: 8000 });
    expect(await region.innerText()).toContain('What is shown is from before.');
    expect(await rowNames(page)).toHaveLength(44);
    await asked(page, 'salesBy');
    await region.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(async () => (await asked(page, 'salesBy')).length).toBeGreaterThan(0);
    await page.context().close();
  });
});
