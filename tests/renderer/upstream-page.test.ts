/** The page upstream in a real browser: what it tells of each destination, and what is sent when a person acts. */
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

const fixture = <T>(page: Page, act: (fixture: ConsoleFixture) => T) => page.evaluate<T>(`(${act.toString()})(window.consoleFixture)`);
/** What was sent since the last look. */
const sent = (page: Page) => fixture(page, ({ client }) => client.sent.splice(0));
const card = (page: Page, id: string) => page.locator(`[data-destination="${id}"]`);
const fact = (page: Page, id: string, name: string) => card(page, id).locator(`[data-fact="${name}"] dd`).innerText();
const press = (page: Page, id: string, name: string) => card(page, id).getByRole('button', { name, exact: true }).click();

async function upstreamPage(): Promise<Page> {
  const page = await pages.open('?locale=en#/upstream');
  await fixture(page, ({ client, upstream }) => client.patch('sync', upstream.busySync(client.topic('studio').get()!.nowAtMs)));
  await page.locator('[data-destination="environment"]').waitFor();
  return page;
}

async function menu(page: Page, id: string, item: string): Promise<void> {
  await card(page, id)
    .getByRole('button', { name: /^More for/ })
    .click();
  await page.getByRole('menuitem', { name: item }).click();
}

describe('the line', () => {
  it('UP1 one sentence says what sending does and why, beside what it sends and may use', async () => {
    const page = await upstreamPage();
    const strip = page.getByRole('region', { name: 'The line' });
    await strip.getByText('The stream is congested (\u206614%\u2069), so sending has slowed to \u2066192 kbit/s\u2069.').waitFor();
    const told = () => strip.locator('[data-uplink]').allInnerTexts();
    expect(await told()).toEqual(['185 kbit/s', '192 kbit/s', '14%']);
    await fixture(page, ({ client }) =>
      client.patch('sync', { uplink: { reason: 'off-air', rateBytes: null, capKbps: null, sentBytes: 1_250_000, congestion: null } }),
    );
    await strip.getByText('Nothing is streaming, so sending may use the whole line.').waitFor();
    expect(await told()).toEqual(['10.0 Mbit/s', 'no limit', '—']);
    await page.context().close();
  });

  it('UP2 the cap is set in kbit/s, taken off by an empty field, and refused beside its field', async () => {
    const page = await upstreamPage();
    const cap = page.getByLabel('Your cap, kbit/s');
    const set = page.getByRole('button', { name: 'Set', exact: true });
    expect(await cap.inputValue()).toBe('2000');
    expect(await set.isDisabled()).toBe(true);
    for (const wrong of ['7', '1.5', 'much']) {
      await cap.fill(wrong);
      await page.getByText('8 to 1000000, or empty').waitFor();
      expect(await set.isDisabled()).toBe(true);
    }
    await cap.fill('512');
    await cap.press('Enter');
    await expect.poll(() => sent(page)).toEqual([{ name: 'setUplinkCap', input: { capKbps: 512 } }]);
    await cap.fill('');
    await set.click();
    await expect.poll(() => sent(page)).toEqual([{ name: 'setUplinkCap', input: { capKbps: null } }]);
    await page.context().close();
  });

  it('UP3 the last minutes are drawn from what was told, with a gap where nothing was heard', async () => {
    const page = await pages.open('?locale=en#/air');
    await page.clock.install();
    await page.getByRole('link', { name: 'Upstream', exact: true }).click();
    const told = (sentBytes: number, congestion: number) =>
      page.evaluate(
        ([bytes, share]) => {
          const { client } = (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture;
          client.patch('sync', { uplink: { reason: 'steady', rateBytes: 50_000, capKbps: null, sentBytes: bytes!, congestion: share! } });
        },
        [sentBytes, congestion],
      );
    await told(50_000, 0.25);
    await page.clock.runFor(4000);
    await fixture(page, ({ client }) => client.setLink('connecting'));
    await page.clock.runFor(4000);
    await fixture(page, ({ client }) => client.setLink('open'));
    await told(25_000, 0);
    await page.clock.runFor(4000);
    const picture = page.getByRole('img', { name: /^Last five minutes/ });
    expect(await picture.getAttribute('aria-label')).toContain('400 kbit/s');
    expect(await picture.getAttribute('aria-label')).toContain('25%');
    const bars = (await page.locator('[data-sent]').getAttribute('d'))!.match(/V[\d.]+h1/gu);
    expect(bars!.slice(-4)).toEqual(['V0.0h1', 'V0.0h1', 'V50.0h1', 'V50.0h1']);
    // Two strokes: before the gap and after it.
    expect((await page.locator('[data-congestion]').getAttribute('d'))!.match(/M/gu)).toHaveLength(2);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.clock.runFor(2000);
    await page.getByRole('link', { name: 'Upstream', exact: true }).click();
    expect((await page.locator('[data-sent]').getAttribute('d'))!.match(/h1/gu)!.length).toBeGreaterThan(bars!.length);
    await page.context().close();
  });
});

describe('a destination', () => {
  it('UP4 it names its state and line in words, its problem with what to do, and counts down to the next try', async () => {
    const page = await upstreamPage();
    const nats = card(page, 'prefecture-nats');
    expect(await nats.locator('header').innerText()).toMatch(/专署 JetStream\s+NATS JetStream\s+Waiting/u);
    expect(await nats.locator('[data-why]').innerText()).toContain('log in to the network, then choose Send now');
    expect(await nats.innerText()).toMatch(/Next try in 2\d s/u);
    expect(await fact(page, 'prefecture-nats', 'line')).toBe('a login page answers');
    expect(await card(page, 'second-office').locator('[data-state], header').first().innerText()).toContain('Stopped');
    expect(await card(page, 'district').locator('[data-why]').innerText()).toBe('Sending; nothing needs to be done.');
    expect(await fact(page, 'group-feishu', 'line')).toBe('comes and goes');
    await card(page, 'second-office').getByRole('button', { name: 'Change its settings' }).click();
    await page.getByRole('dialog', { name: 'Change "second-office"' }).waitFor();
    await page.context().close();
  });

  it('UP5 it tells what waits in entries, bytes and time, what was acknowledged, and what a stick has brought', async () => {
    const page = await upstreamPage();
    expect(await fact(page, 'district', 'backlog')).toBe('38,776 · 1.2 MB · ≈ 4:12');
    expect(await fact(page, 'district', 'acknowledged')).toBe('14:47:10 · complete up to no. \u2066301,224\u2069');
    expect(await fact(page, 'district', 'order')).toBe('sales and new entries first');
    expect(await fact(page, 'district', 'clock')).toBe('ahead by 3:10');
    expect(await fact(page, 'second-office', 'backlog')).toBe('340,000');
    expect(await fact(page, 'second-office', 'acknowledged')).toBe('—');
    expect(await fact(page, 'prefecture-nats', 'acknowledged')).toBe('14:05:12 · no. \u2066280,010\u2069');
    expect(await fact(page, 'usb-stick', 'arrived')).toBe('no. \u2066300,000\u2069 (the rest is on its way)');
    await fixture(page, ({ client, upstream }) => {
      const nowMs = client.topic('studio').get()!.nowAtMs;
      const old = {
        lastAcknowledgedAtMs: nowMs - 3 * 86_400_000,
        backlogEntries: 5,
        backlogBytes: 155,
        backlogMs: 5 * 86_400_000,
        clockSkewMs: -61_000,
      };
      client.patch(
        'sync',
        upstream.sync([
          upstream.destination(nowMs, old),
          upstream.destination(nowMs, { destinationId: 'two' }),
          upstream.destination(nowMs, { destinationId: 'group', type: 'wecom', lastAcknowledgedAtMs: null }),
        ]),
      );
    });
    await expect.poll(() => fact(page, 'district', 'backlog')).toBe('5 · 155 B · about 5 days');
    expect(await fact(page, 'district', 'acknowledged')).toMatch(/^2020-04-28 14:47 · no\./u);
    expect(await fact(page, 'district', 'clock')).toBe('behind by 1:01');
    expect(await fact(page, 'two', 'backlog')).toBe('nothing');
    // A robot begins at the newest entry, which says nothing to anybody.
    expect(await fact(page, 'group', 'acknowledged')).toBe('—');
    await page.context().close();
  });

  it('UP6 it is paused, resumed and told to send now', async () => {
    const page = await upstreamPage();
    await press(page, 'district', 'Send now');
    await press(page, 'district', 'Pause');
    await press(page, 'environment', 'Resume');
    await expect.poll(() => fixture(page, ({ client }) => client.sent.length)).toBe(3);
    expect(await sent(page)).toEqual([
      { name: 'sendNow', input: { destinationId: 'district' } },
      { name: 'pauseDestination', input: { destinationId: 'district', paused: true } },
      { name: 'pauseDestination', input: { destinationId: 'environment', paused: false } },
    ]);
    expect(await card(page, 'environment').getByRole('button', { name: 'Send now' }).isDisabled()).toBe(true);
    await fixture(page, ({ client }) => client.setLink('connecting'));
    expect(await card(page, 'district').getByRole('button', { name: 'Pause' }).isDisabled()).toBe(true);
    await page.context().close();
  });

  it('UP7 a test of the connection answers in words with its time, or says why not', async () => {
    const page = await upstreamPage();
    await fixture(page, ({ client }) =>
      client.answerWith(() => ({ ok: true, value: { ms: 41.6, acknowledgedSeq: 301_224, accepts: ['summary'] } })),
    );
    await press(page, 'district', 'Test connection');
    await expect
      .poll(() => card(page, 'district').locator('[data-tested]').innerText())
      .toBe('Reached; it answered in \u206642 ms\u2069. Its newest entry of this studio is no. \u2066301,224\u2069.');
    expect(await sent(page)).toEqual([{ name: 'testDestination', input: { destinationId: 'district' } }]);
    expect(await page.locator('[data-tested]').count()).toBe(1);
    await fixture(page, ({ client, refuse }) =>
      client.answerWith(() => refuse('upstream-late', { host: 'results.example.cn', seconds: 30 })),
    );
    await press(page, 'district', 'Test connection');
    await page.getByText('results.example.cn did not answer within 30 s.').last().waitFor();
    expect(await page.locator('[data-tested]').count()).toBe(0);
    await page.context().close();
  });

  it('UP8 it is removed only after a word on what stays', async () => {
    const page = await upstreamPage();
    await menu(page, 'district', 'Remove');
    const dialog = page.getByRole('dialog', { name: 'Remove "和田地区办公室"?' });
    await dialog.getByText('The ledger stays').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await sent(page)).toEqual([]);
    await menu(page, 'usb-stick', 'Remove');
    await page.getByText('Files in the folder stay').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect.poll(() => sent(page)).toEqual([{ name: 'removeDestination', input: { destinationId: 'usb-stick' } }]);
    await page.context().close();
  });

  it('UP9 sending again says what it is for, begins behind what has arrived, and takes no number beyond what was acknowledged', async () => {
    const page = await upstreamPage();
    await menu(page, 'usb-stick', 'Send again from…');
    const dialog = page.getByRole('dialog', { name: 'Send to "U 盘" again' });
    await dialog.getByText('so nothing counts twice').waitFor();
    const from = dialog.getByLabel('From entry number');
    expect(await from.inputValue()).toBe('300001');
    for (const wrong of ['0', '330001', '12a', '']) {
      await from.fill(wrong);
      await dialog.getByText('A whole number from 1 to').waitFor();
      expect(await dialog.getByRole('button', { name: 'Send again' }).isDisabled()).toBe(true);
    }
    await from.fill('1');
    await from.press('Enter');
    await expect.poll(() => sent(page)).toEqual([{ name: 'rewindDestination', input: { destinationId: 'usb-stick', afterSeq: 0 } }]);
    await dialog.waitFor({ state: 'detached' });
    await card(page, 'group-feishu')
      .getByRole('button', { name: /^More for/ })
      .click();
    await page.getByRole('menuitem', { name: 'Change…' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Send again from…' }).count()).toBe(0);
    await page.context().close();
  });

  it('UP15 one that the environment names says so, and can be paused but not changed', async () => {
    const page = await upstreamPage();
    await card(page, 'environment').getByText('STUDIO_UPSTREAM_URL').waitFor();
    await card(page, 'environment')
      .getByRole('button', { name: /^More for/ })
      .click();
    for (const name of ['Change…', 'Remove']) {
      await expect.poll(() => page.getByRole('menuitem', { name }).isDisabled()).toBe(true);
    }
    await page.context().close();
  });
});

describe('parked entries', () => {
  it('UP10 they are listed with kind, reason, tries and next try, page by page, and sent again one by one or all', async () => {
    const page = await upstreamPage();
    await press(page, 'district', '3 entries refused and parked');
    const drawer = page.getByRole('dialog', { name: 'Parked by "和田地区办公室"' });
    const rows = drawer.locator('tr[data-parked]');
    await expect.poll(() => rows.count()).toBe(100);
    expect(await rows.first().innerText()).toMatch(
      /4,021\s+Order paid\s+2020-05-01 14:07\s+.*\(status 422\): lines\.0\.sku must not be empty.*1\s+14:48:/su,
    );
    expect(await rows.nth(2).innerText()).toContain('only by hand');
    await drawer.getByText('1–100 / 130').waitFor();
    await drawer.getByRole('button', { name: 'Next page' }).click();
    await drawer.getByText('101–130 / 130').waitFor();
    expect(await rows.count()).toBe(30);
    expect(await drawer.getByRole('button', { name: 'Next page' }).isDisabled()).toBe(true);
    await drawer.getByRole('button', { name: 'Previous page' }).click();
    await expect.poll(() => rows.count()).toBe(100);
    await fixture(page, ({ client }) => client.answerWith(() => ({ ok: true, value: { retried: 1 } })));
    await drawer.getByRole('button', { name: 'Send again: entry 4,028' }).click();
    await expect.poll(() => sent(page)).toEqual([{ name: 'retryParked', input: { destinationId: 'district', seq: 4028 } }]);
    await drawer.getByRole('button', { name: 'Send all 3 again' }).click();
    await expect.poll(() => sent(page)).toEqual([{ name: 'retryParked', input: { destinationId: 'district' } }]);
    await page.context().close();
  });

  it('UP10 the list follows what is taken after all, and its end is said', async () => {
    const page = await upstreamPage();
    await press(page, 'district', '3 entries refused and parked');
    const drawer = page.getByRole('dialog');
    await drawer.locator('tr[data-parked]').first().waitFor();
    await fixture(page, ({ client, upstream }) => {
      client.reportWith(() => ({ ok: true, value: { entries: 0, rows: [] } }));
      const { destinations } = client.topic('sync').get()!;
      client.patch('sync', upstream.sync(destinations.map((each) => ({ ...each, parkedCount: 0 }))));
    });
    await drawer.getByText('Nothing is parked. Everything that was refused has been taken since.').waitFor();
    expect(await drawer.getByRole('button', { name: /^Send all/ }).isDisabled()).toBe(true);
    expect(await card(page, 'district').getByText('parked').count()).toBe(0);
    await page.context().close();
  });
});
