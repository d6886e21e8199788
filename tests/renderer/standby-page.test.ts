/** The page of the standby OBS, the checklist, and what starting the broadcast asks. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReadinessItem, readinessChecks } from '../../native/contract/readiness.ts';
import type { StandbyState } from '../../native/contract/standby.ts';
import { locales } from '../../native/contract/text.ts';
import { findingsOf } from '../../renderer/console/shell/health.ts';
import type { ConsoleFixture } from './console-fixture.tsx';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(async () => {
  await pages.close();
});

const AT_MS = 1_588_300_000_000;
const item = (check: ReadinessItem['check'], more: Partial<ReadinessItem> = {}): ReadinessItem => ({
  check,
  verdict: 'good',
  say: 'good',
  values: {},
  problem: null,
  fixable: false,
  page: null,
  ...more,
});
const allGood = readinessChecks.map((check) => item(check));
const found = [
  ...allGood.slice(4),
  item('obs'),
  item('scenes', { verdict: 'failed', say: 'missing', values: { names: '干部台, Farm stage', count: 2 }, fixable: true, page: 'obs' }),
  item('overlay'),
  item('slate'),
].filter(({ check }) => check !== 'clock' && check !== 'disk' && check !== 'feeds');
const withFaults = [
  ...found,
  item('clock', { verdict: 'unknown', say: 'unknown' }),
  item('disk', { verdict: 'failed', say: 'short', values: { freeGb: 1.4, hours: 0.3 }, page: 'obs' }),
  item('feeds', {
    verdict: 'failed',
    say: 'notReady',
    values: { source: 'district-shop' },
    problem: { code: 'feed-secret-missing', context: { source: 'district-shop' } },
    page: 'settings',
  }),
];

const connection = {
  state: 'ready' as const,
  url: 'ws://192.168.1.20:4455',
  simulated: false,
  sinceAtMs: AT_MS,
  problem: null,
  nextTryAtMs: null,
  obsVersion: '32.0.4',
  websocketVersion: '5.7.3',
};
const standby: StandbyState = {
  config: { url: connection.url, automatic: true, streams: false },
  connection,
  counts: 'main',
  differences: [],
  inStepAtMs: AT_MS,
  otherStreams: false,
  lastSwitch: null,
};
const inTrouble: StandbyState = {
  ...standby,
  counts: 'standby',
  differences: [
    { what: 'scene', name: '干部台' },
    { what: 'item', name: '主播台 / 俯拍' },
    { what: 'picture', name: 'Hetian overlay' },
  ],
  inStepAtMs: null,
  otherStreams: true,
  lastSwitch: { atMs: AT_MS, to: 'standby', reason: 'lost' },
};

async function openTab(address: string, state: StandbyState, size?: { width: number; height: number }): Promise<Page> {
  const page = await pages.open(address, size);
  await page.getByRole('tab').last().click();
  await patch(page, state);
  return page;
}
const patch = (page: Page, state: StandbyState) =>
  page.evaluate((standbyState) => {
    (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture.client.patch('standby', standbyState);
  }, state);
const answer = (page: Page, items: readonly ReadinessItem[]) =>
  page.evaluate(
    ([given, atMs]) => {
      (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture.client.answerWith((name) => ({
        ok: true,
        value: name === 'checkReadiness' ? { atMs, items: given } : { atMs, changed: 3 },
      }));
    },
    [items, AT_MS] as const,
  );
const sent = (page: Page) =>
  page.evaluate(() =>
    (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture.client.sent.map(({ name, input }) => [name, input]),
  );

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}
const runsOut = (page: Page) =>
  page.evaluate(() => {
    const cut = [...document.querySelectorAll<HTMLElement>('main *')].filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return element.getClientRects().length > 0 && (left < -1 || right > innerWidth + 1);
    });
    return document.documentElement.scrollWidth > innerWidth ? ['page'] : cut.map(({ className }) => className);
  });

describe.each(locales)('the standby page in %s', (locale) => {
  it('CK10 has no fault of accessibility and nothing runs out of it, set up, in trouble and empty', async () => {
    for (const size of [
      { width: 1366, height: 768 },
      { width: 1024, height: 768 },
    ]) {
      const page = await openTab(`?locale=${locale}#/obs`, standby, size);
      expect(await faults(page)).toEqual([]);
      await answer(page, withFaults);
      await patch(page, inTrouble);
      await page.locator('[class*="acts"] button').last().click();
      await page.waitForSelector('li[data-verdict="failed"]');
      if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/standby-${locale}-${size.width}.png` });
      expect(await faults(page)).toEqual([]);
      expect(await runsOut(page)).toEqual([]);
      await page.context().close();
    }
    const empty = await openTab(`?locale=${locale}#/obs`, { ...standby, config: null, connection: null });
    if (process.env['SHOTS']) await empty.screenshot({ path: `${process.env['SHOTS']}/standby-${locale}-empty.png` });
    expect(await faults(empty)).toEqual([]);
    await empty.context().close();
  });

  it('CK11 shows before going live what the checklist found, and lets the operator decide', async () => {
    const page = await pages.open(`?locale=${locale}&state=empty#/air`);
    await answer(page, withFaults);
    await page.locator('.transport button').last().click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await page.waitForSelector('li[data-verdict="failed"]');
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/golive-${locale}.png` });
    expect(await faults(page)).toEqual([]);
    expect(await sent(page)).toEqual([['checkReadiness', {}]]);
    await dialog.getByRole('button').last().click();
    expect((await sent(page)).at(-1)).toEqual(['startBroadcast', {}]);
    await page.context().close();
  });
});

describe('the health light', () => {
  it('SB23 says when the standby is away, streams, differs or counts, and nothing where there is none', () => {
    const nothing = { link: 'open' as const, studio: undefined, obs: undefined, playout: undefined, sales: undefined, sync: undefined };
    const said = (changes: Partial<StandbyState>) =>
      findingsOf({ ...nothing, standby: { ...standby, ...changes } }).find(({ part }) => part === 'standby');
    expect(said({})).toMatchObject({ level: 'good', say: 'standby.inStep' });
    expect(said({ counts: 'standby' })).toMatchObject({ level: 'notice', say: 'standby.counts' });
    expect(said({ differences: inTrouble.differences })).toMatchObject({ level: 'notice', say: 'standby.differs', values: { count: 3 } });
    expect(said({ otherStreams: true })).toMatchObject({ level: 'notice', say: 'standby.streams' });
    expect(said({ connection: { ...connection, state: 'reconnecting' } })).toMatchObject({
      level: 'trouble',
      say: 'standby.away',
      next: 'obs',
      tab: 'standby',
    });
    expect(said({ config: null })).toBeUndefined();
  });
});

describe('the standby page', () => {
  it('CK11 starts at once when everything is in order', async () => {
    const page = await pages.open('?locale=en&state=empty#/air');
    await answer(page, [...allGood.filter(({ check }) => check !== 'clock'), item('clock', { verdict: 'unknown', say: 'unknown' })]);
    await page.locator('.transport button').last().click();
    await expect
      .poll(() => sent(page))
      .toEqual([
        ['checkReadiness', {}],
        ['startBroadcast', {}],
      ]);
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.context().close();
  });

  it('CK12 mends what the studio can, and checks again', async () => {
    const page = await openTab('?locale=en#/obs', standby);
    await answer(page, withFaults);
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByRole('button', { name: 'Mend: Scenes' }).click();
    await expect
      .poll(() => sent(page))
      .toEqual([
        ['checkReadiness', {}],
        ['fixReadiness', { check: 'scenes' }],
        ['checkReadiness', {}],
      ]);
    await page.context().close();
  });

  it('SB19 asks before the other one counts while the one that counts is well, and not when it is lost', async () => {
    const page = await openTab('?locale=en#/obs', standby);
    const change = page.getByRole('button', { name: 'Make the standby OBS count' });
    await change.click();
    await page.getByRole('dialog').waitFor();
    expect(await sent(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Make the standby OBS count' }).click();
    expect(await sent(page)).toEqual([['countOn', { role: 'standby' }]]);
    await page.evaluate(() => {
      const { client } = (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture;
      client.patch('obs', { connection: { ...client.topic('obs').get()!.connection, state: 'reconnecting' }, mirror: null });
    });
    await change.click();
    await expect.poll(() => sent(page)).toHaveLength(2);
    await page.context().close();
  });

  it('SB19 cannot make one count that is away, and says what differs', async () => {
    const page = await openTab('?locale=en#/obs', { ...inTrouble, connection: { ...connection, state: 'reconnecting' } });
    expect(await page.getByRole('button', { name: 'Make the main OBS count' }).isDisabled()).toBe(true);
    expect(await page.getByText('Scene is missing').count()).toBe(1);
    await page.context().close();
  });

  it('LG33 the last good state is a press away in the health menu', async () => {
    const page = await pages.open('?locale=en#/air');
    await answer(page, []);
    await page.locator('.health-light').click();
    await page.getByRole('button', { name: 'Back to the last good state' }).click();
    await page.getByText('Changed: 3').waitFor();
    expect(await sent(page)).toEqual([['repeatLastGood', {}]]);
    await page.context().close();
  });
});
