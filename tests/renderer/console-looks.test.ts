/** The console as it is seen: three languages, sizes from tablet to 4K, accessibility, and the colour that means on air. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locales } from '../../native/contract/text.ts';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';
import type { ConsoleFixture } from './console-fixture.tsx';

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(async () => {
  await pages.close();
});

const fixture = (page: Page, act: (fixture: ConsoleFixture) => void) => page.evaluate(`(${act.toString()})(window.consoleFixture)`);

async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}

describe.each(locales)('in %s', (locale) => {
  it('CN30 the on-air page has no serious accessibility fault, live, in trouble and empty', async () => {
    const page = await pages.open(`?locale=${locale}#/air`);
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.type('12');
    await fixture(page, ({ client }) => {
      const { connection } = client.topic('obs').get()!;
      const problem = { code: 'obs-wrong-password' as const, context: {} };
      client.patch('obs', { connection: { ...connection, state: 'stopped', problem }, mirror: null });
      client.setLink('connecting');
    });
    await page.waitForSelector('.link-band');
    expect(await seriousFaults(page)).toEqual([]);
    await page.context().close();
    const empty = await pages.open(`?locale=${locale}&state=empty#/air`);
    expect(await seriousFaults(empty)).toEqual([]);
    await empty.context().close();
  });

  it('CN31 nothing runs out of the screen from a tablet to 4K, and no label of the desk is cut', async () => {
    for (const size of [
      { width: 1024, height: 768 },
      { width: 1366, height: 768 },
      { width: 1920, height: 1080 },
      { width: 3840, height: 2160 },
    ]) {
      const page = await pages.open(`?locale=${locale}#/air`, size);
      const cut = await page.evaluate(() => {
        const root = document.documentElement;
        const faults = root.scrollWidth > innerWidth || root.scrollHeight > innerHeight ? ['page'] : [];
        for (const button of document.querySelectorAll<HTMLElement>('.transport button, .top-bar nav a, .phase-plate')) {
          const box = button.getBoundingClientRect();
          const runsOut = box.left < 0 || box.right > innerWidth || box.bottom > innerHeight;
          if (runsOut || button.scrollWidth > button.clientWidth + 1) faults.push(button.innerText);
        }
        return faults;
      });
      expect(cut, `${locale} ${size.width}`).toEqual([]);
      await page.context().close();
    }
  });
});

describe('colour', () => {
  /** Reds that reach the eye: hue within 20 degrees of red, saturated and not dark. */
  const countReds = (page: Page) =>
    page.evaluate(() => {
      const isRed = (colour: string) => {
        const [r = 0, g = 0, b = 0, a = 1] = (colour.match(/[\d.]+/gu) ?? []).map(Number);
        return a > 0.3 && r > 140 && g < r * 0.45 && b < r * 0.45;
      };
      return [...document.querySelectorAll<HTMLElement>('body *')].filter((element) => {
        const style = getComputedStyle(element);
        if (element.getClientRects().length === 0) return false;
        const edge = Number.parseFloat(style.borderTopWidth) > 0 && isRed(style.borderTopColor);
        const start = Number.parseFloat(style.borderLeftWidth) > 0 && isRed(style.borderLeftColor);
        return isRed(style.backgroundColor) || isRed(style.color) || edge || start;
      }).length;
    });

  it('CN32 red is on the screen only while something is on air', async () => {
    const page = await pages.open('?locale=en#/air');
    expect(await countReds(page)).toBeGreaterThan(5);
    await fixture(page, ({ client, refuse }) => {
      const playout = client.topic('playout').get()!;
      const obs = client.topic('obs').get()!;
      client.patch('playout', {
        broadcast: { ...playout.broadcast, phase: 'prepared', startedAtMs: null },
        segmentOnAir: null,
        cardOnAir: null,
        asRun: [],
        shownProductIds: [],
      });
      const problem = { code: 'obs-unreachable' as const, context: { url: 'ws://127.0.0.1:4455' } };
      client.patch('obs', { connection: { ...obs.connection, state: 'reconnecting', problem }, mirror: null });
      const { stream, record } = client.topic('outputs').get()!;
      client.patch('outputs', { stream: { ...stream, turn: 'unknown' }, record: { ...record, turn: 'unknown' } });
      client.answerWith(() => refuse('nothing-prepared'));
    });
    await page.keyboard.press('Space');
    await page.getByText('Not done: Take').waitFor();
    await page.keyboard.type('999');
    expect(await countReds(page)).toBe(0);
    await page.context().close();
  });
});

describe('shell', () => {
  it('CN33 a change of language changes texts and direction at once and is remembered', async () => {
    const page = await pages.open('?locale=en#/air');
    await page.getByRole('button', { name: /Language/ }).click();
    await page.getByRole('menuitem', { name: 'ئۇيغۇرچە' }).click();
    await page.getByRole('link', { name: 'تەرتىپ جەدۋىلى', exact: true }).waitFor();
    expect(await page.evaluate(() => [document.documentElement.dir, document.documentElement.lang])).toEqual(['rtl', 'ug']);
    await page.reload();
    await page.getByRole('link', { name: 'تەرتىپ جەدۋىلى', exact: true }).waitFor();
    await page.context().close();
  });

  it('CN34 the first run opens the start page, any chosen address its own', async () => {
    const first = await pages.open('?locale=en&state=empty');
    expect(await first.locator('.transport').count()).toBe(0);
    await first.context().close();
    const chosen = await pages.open('?locale=en&state=empty#/air');
    await chosen.getByRole('button', { name: 'Load the sample' }).waitFor();
    await chosen.context().close();
  });

  it('CN35 a rehearsal is marked and can be paused and sped up', async () => {
    const page = await pages.open('?locale=en#/air');
    await fixture(page, ({ client }) => {
      const playout = client.topic('playout').get()!;
      client.patch('playout', { broadcast: { ...playout.broadcast, rehearsal: true } });
      const times = { elapsedMs: 60_000, lengthMs: 21_600_000, behindMs: 0, ordersSent: 10, ordersTotal: 329_874 };
      client.patch('studio', { rehearsal: { name: 'day-one', state: 'running', speed: 1, ...times } });
    });
    await page.getByText('REHEARSAL', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('60×').click();
    const sent = await page.evaluate(() => (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture.client.sent);
    expect(sent).toEqual([
      { name: 'controlRehearsal', input: { action: 'pause' } },
      { name: 'controlRehearsal', input: { action: 'resume', speed: 60 } },
    ]);
    await page.context().close();
  });
});
