/** The tab of the overlay's pages: what it shows, what it sends, and that it asks before viewers would notice. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OverlayPagesState } from '../../native/contract/overlay-pages.ts';
import { locales } from '../../native/contract/text.ts';
import { findingsOf } from '../../renderer/console/shell/health.ts';
import type { ConsoleFixture } from './console-fixture.tsx';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';
import { allWell, inTrouble, noPages } from './overlay-pages-states.ts';

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
}, 60_000);
afterAll(async () => {
  await pages.close();
});

const patch = (page: Page, state: Partial<OverlayPagesState>) =>
  page.evaluate((fields) => {
    (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture.client.patch('overlayPages', fields);
  }, state);
const sent = (page: Page) =>
  page.evaluate(() =>
    (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture.client.sent.map(({ name, input }) => [name, input]),
  );
async function openTab(locale: string, state: OverlayPagesState, size?: { width: number; height: number }, more = ''): Promise<Page> {
  const page = await pages.open(`?locale=${locale}${more}#/overlay/pages`, size);
  await patch(page, state);
  return page;
}
async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}
const runsOut = (page: Page) =>
  page.evaluate(() => {
    const cut = [...document.querySelectorAll<HTMLElement>('main *')].filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return element.getClientRects().length > 0 && (left < -1 || right > innerWidth + 1);
    });
    return document.documentElement.scrollWidth > innerWidth ? ['page'] : cut.map(({ className }) => className);
  });

describe.each(locales)('the tab of overlay pages in %s', (locale) => {
  it.each([
    { width: 1366, height: 768 },
    { width: 1024, height: 768 },
  ])('TW40 has no fault of accessibility and nothing runs out of it at $width: well, in trouble, empty', async (size) => {
    for (const [name, state] of Object.entries({ allWell, inTrouble, noPages })) {
      const page = await openTab(locale, state, size);
      if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/pages-${name}-${locale}-${size.width}.png` });
      expect(await faults(page)).toEqual([]);
      expect(await runsOut(page)).toEqual([]);
      expect(await page.getByText(/pages\.|undefined|NaN/u).count()).toBe(0);
      await page.context().close();
    }
  });
});

describe('the tab of overlay pages', () => {
  it('TW41 tells each page: where, for how long, how smoothly, and what is wrong, what OBS shows first', async () => {
    const page = await openTab('en', inTrouble);
    const rows = await page.locator('tbody tr').allInnerTexts();
    expect(rows[0]).toMatch(/^OBS\s+On air\s+Silent\s+47:12\s+—\s+18 MB$/u);
    expect(rows.find((row) => row.includes('192.168.1.40'))).toMatch(/Another program[\s\S]*Stutters\s+47:12\s+7/u);
    expect(rows.find((row) => row.includes('Lacks a layer'))).toContain('Sales ticker · Flash sale');
    await page.getByText('has said nothing for 3 s').waitFor();
    await page.context().close();
  });

  it('TW42 on air it asks before the page that viewers see is loaded anew, and before a page that has failed comes back', async () => {
    const page = await openTab('en', allWell);
    await page.getByRole('button', { name: 'Refresh the page' }).click();
    expect(await sent(page)).toEqual([]);
    await page.getByRole('button', { name: 'Refresh it on air' }).click();
    expect(await sent(page)).toEqual([['refreshOverlay', { confirmed: true }]]);
    await patch(page, inTrouble);
    await page.getByRole('button', { name: 'Refresh the page' }).click();
    expect((await sent(page)).at(-1)).toEqual(['refreshOverlay', {}]);
    await page.getByRole('radio', { name: 'Always the browser source' }).click();
    await page.getByRole('button', { name: 'Show it on air' }).click();
    await page.getByRole('radio', { name: 'Always pictures' }).press('Space');
    expect((await sent(page)).slice(2)).toEqual([
      ['setOverlayRoute', { wish: 'browser' }],
      ['setOverlayRoute', { wish: 'picture' }],
    ]);
    await page.context().close();
  });

  it('TW43 gives the address for other programs, of what is on air and of what comes next', async () => {
    const page = await openTab('en', allWell);
    const address = await page.getByLabel('What is on air', { exact: true }).inputValue();
    const preview = await page.getByLabel('What comes with the next take', { exact: true }).inputValue();
    expect(new URL(address).pathname).toBe('/overlays/');
    expect(new URL(preview).searchParams.get('view')).toBe('preview');
    expect(new URL(preview).searchParams.get('token')).toBe(new URL(address).searchParams.get('token'));
    await page.context().close();
  });

  it('TW44 health counts the pages that go on in trouble; the one that was left is told by its problem', () => {
    const nothing = { link: 'open' as const, studio: undefined, obs: undefined, playout: undefined, sales: undefined, sync: undefined };
    const overlay = (overlayPages: OverlayPagesState) => findingsOf({ ...nothing, overlayPages }).filter(({ part }) => part === 'overlay');
    expect(overlay(allWell)).toEqual([]);
    expect(overlay(inTrouble)).toMatchObject([
      { level: 'notice', say: 'overlay.pages', values: { count: 4 }, next: 'overlay', tab: 'pages' },
    ]);
  });
});
