/** The page of the outputs: states in words, stops that ask, curves, files and their repair; in three languages. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locales } from '../../native/contract/text.ts';
import type { ConsoleFixture } from './console-fixture.tsx';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';
import { outputsState } from './outputs-states.ts';

const TAB = { 'zh-CN': '输出', ug: 'چىقىرىش', en: 'Outputs' };
/** Where pictures of the pages are put to be looked at; none are taken without it. */
const picturesFolder = process.env.HETIAN_PICTURES;

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(async () => {
  await pages.close();
});

const fixture = <T, A>(page: Page, act: (fixture: ConsoleFixture, argument: A) => T, argument?: A): Promise<T> =>
  page.evaluate(`(${act.toString()})(window.consoleFixture, ${JSON.stringify(argument ?? null)})`);
const sent = (page: Page) => fixture(page, ({ client }) => client.sent.splice(0));

async function outputsPage(locale: keyof typeof TAB, query = '', size = { width: 1366, height: 768 }): Promise<Page> {
  const page = await pages.open(`?locale=${locale}${query}#/obs`, size);
  await page.getByRole('tab', { name: TAB[locale] }).click();
  return page;
}

describe.each(locales)('in %s', (locale) => {
  it('OT40 the outputs have no accessibility fault, and no word is cut, busy or quiet', async () => {
    for (const query of ['', '&state=empty']) {
      for (const width of [1366, 1024]) {
        const page = await outputsPage(locale, query, { width, height: 768 });
        if (query === '') await fixture(page, ({ client }, outputs) => client.patch('outputs', outputs), outputsState(Date.now()));
        await page.getByRole('tabpanel').locator('section').first().waitFor();
        const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
        expect(violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`))).toEqual([]);
        const cut = await page.evaluate(() =>
          [...document.querySelectorAll<HTMLElement>('[role=tabpanel] :is(button, label, p, dt, dd, strong, h2, h3)')]
            .filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline')
            .map((element) => element.innerText),
        );
        expect(cut, `${query} ${width}`).toEqual([]);
        if (picturesFolder) {
          mkdirSync(picturesFolder, { recursive: true });
          await page.screenshot({ path: join(picturesFolder, `outputs-${locale}-${width}${query === '' ? '' : '-quiet'}.png`) });
        }
        await page.context().close();
      }
    }
  }, 120_000);
});

describe('outputs', () => {
  it('OT41 each button sends its command, and what would break something off asks first', async () => {
    const page = await outputsPage('en');
    const panel = page.getByRole('tabpanel');
    await panel.getByRole('button', { name: 'Pause' }).click();
    await panel.getByRole('switch').press('Space');
    expect(await sent(page)).toEqual([
      { name: 'pauseRecord', input: {} },
      { name: 'recordWithBroadcast', input: { enabled: false } },
    ]);
    await panel.getByRole('button', { name: 'Stop stream' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Stop stream' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await sent(page)).toEqual([]);
    await page.context().close();
  });

  it('OT42 says trouble in words, and a damaged file is repaired by one button', async () => {
    const page = await outputsPage('en');
    await fixture(page, ({ client }, outputs) => client.patch('outputs', outputs), outputsState(Date.now()));
    const panel = page.getByRole('tabpanel');
    await panel.getByText('The line is too slow').waitFor();
    await fixture(page, ({ client }) => {
      const { stream } = client.topic('outputs').get()!;
      client.patch('outputs', { stream: { ...stream, turn: 'reconnecting', trouble: null } });
    });
    await panel.getByText('Server lost, reconnecting').waitFor();
    await page.getByRole('contentinfo').getByText('Server lost, reconnecting').waitFor();
    await panel.getByRole('button', { name: 'Repair' }).click();
    const path = '/home/studio/recordings/2020-05-01 08-42-10.mkv';
    expect(await sent(page)).toEqual([{ name: 'repairRecording', input: { path } }]);
    await page.context().close();
  });

  it('OT49 shows how far a repair is, and cancels it by the button that began it', async () => {
    const page = await outputsPage('en');
    const outputs = outputsState(Date.now());
    const recordings = outputs.recordings.map((file) =>
      file.state === 'damaged' ? { ...file, state: 'repairing' as const, repairShare: 0.4, problem: null } : file,
    );
    await fixture(page, ({ client }, state) => client.patch('outputs', state), outputs);
    const panel = page.getByRole('tabpanel');
    await panel.getByRole('button', { name: 'Repair' }).focus();
    await fixture(page, ({ client }, files) => client.patch('outputs', { recordings: files }), recordings);
    await panel.getByText('being repaired').waitFor();
    expect(
      await panel.getByRole('progressbar', { name: 'Repair of 2020-05-01 08-42-10.mkv' }).evaluate((bar: HTMLProgressElement) => bar.value),
    ).toBe(0.4);
    if (picturesFolder) await page.screenshot({ path: join(picturesFolder, 'outputs-en-repairing.png') });
    await page.keyboard.press('Enter');
    expect(await sent(page)).toEqual([{ name: 'cancelRepair', input: { path: '/home/studio/recordings/2020-05-01 08-42-10.mkv' } }]);
    await page.context().close();
  });
});
