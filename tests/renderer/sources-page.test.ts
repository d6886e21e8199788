/** The console's page of scenes and sources: what it shows of OBS, and what each press sends. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locales } from '../../native/contract/text.ts';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';
import type { ConsoleFixture } from './console-fixture.tsx';
import { marketSources } from './source-states.ts';

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(() => pages.close());

async function openSources(locale: string, size?: { width: number; height: number }): Promise<Page> {
  const page = await pages.open(`?locale=${locale}#/obs`, size);
  const sceneNames = (await page.evaluate('window.consoleFixture.client.topic("obs").get().mirror.sceneNames')) as string[];
  await page.evaluate(`window.consoleFixture.client.patch('sources', ${JSON.stringify(marketSources(sceneNames))})`);
  await page.waitForSelector('text=Stall camera');
  return page;
}

const sent = (page: Page) =>
  page.evaluate(() => {
    const { client } = (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture;
    return client.sent.splice(0);
  });
const patchMirror = (page: Page, fields: object) =>
  page.evaluate(`(() => {
    const { client } = window.consoleFixture;
    const obs = client.topic('obs').get();
    client.patch('obs', { mirror: { ...obs.mirror, ...${JSON.stringify(fields)} } });
  })()`);

describe.each(locales)('in %s', (locale) => {
  it('OB30 the sources have no serious accessibility fault, and nothing runs out of the screen', async () => {
    for (const size of [
      { width: 1366, height: 768 },
      { width: 1024, height: 768 },
    ]) {
      const page = await openSources(locale, size);
      await page.getByText('Stall camera').click();
      const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
      expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      if (process.env.STUDIO_LOOKS) await page.screenshot({ path: `${process.env.STUDIO_LOOKS}/sources-${locale}-${size.width}.png` });
      await page.context().close();
    }
  });
});

describe('the sources', () => {
  it('OB31 shows and locks an item, also inside a group that is unfolded first', async () => {
    const page = await openSources('en');
    const first = await page.evaluate('window.consoleFixture.client.topic("obs").get().mirror.programSceneName');
    await page.getByRole('button', { name: 'Show 核桃加工短片' }).click();
    await page.getByRole('button', { name: 'Lock Stall camera' }).click();
    expect(await page.getByText('Board text').count()).toBe(0);
    await page.getByRole('button', { name: 'Sources in Price board' }).click();
    await page.getByRole('button', { name: 'Show Board text' }).click();
    const commands = await sent(page);
    expect(commands.map(({ name, input }) => [name, input])).toEqual([
      ['setSceneItem', { sceneName: first, sceneItemId: expect.any(Number), enabled: true }],
      ['setSceneItem', { sceneName: first, sceneItemId: expect.any(Number), locked: false }],
      ['setSceneItem', { sceneName: 'Price board', sceneItemId: expect.any(Number), enabled: false }],
    ]);
    await page.context().close();
  });

  it('OB31 switches a filter, controls a video, and runs the transition in studio mode only', async () => {
    const page = await openSources('en');
    await page.getByText('Stall camera').click();
    await page.getByRole('switch', { name: 'Crop' }).click();
    await page.getByText('核桃加工短片').click();
    await page.getByRole('button', { name: 'From the start' }).click();
    expect(await page.getByRole('button', { name: 'Pause' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Preview to program' }).click();
    expect((await sent(page)).map(({ name, input }) => [name, input])).toEqual([
      ['setSourceFilter', { sourceName: 'Stall camera', filterName: 'Crop', enabled: true }],
      ['controlMediaInput', { inputName: '核桃加工短片', action: 'restart' }],
      ['runTransition', {}],
    ]);
    await patchMirror(page, { studioMode: false, previewSceneName: null });
    expect(await page.getByRole('button', { name: 'Preview to program' }).count()).toBe(0);
    await page.context().close();
  });

  it('OB31 marks what is on air and in preview, and moves between scenes by the arrows', async () => {
    const page = await openSources('en');
    const { program, preview } = (await page.evaluate(`(() => {
      const { programSceneName, previewSceneName } = window.consoleFixture.client.topic('obs').get().mirror;
      return { program: programSceneName, preview: previewSceneName };
    })()`)) as { program: string; preview: string };
    expect(await page.locator('[data-tally="program"] [data-scene-stop]').innerText()).toContain(program);
    expect(await page.locator('[data-tally="preview"] [data-scene-stop]').innerText()).toContain(preview);
    const stops = page.locator('[data-scene-stop]');
    await stops.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const second = (await stops.nth(1).innerText()).split('\n')[0]!;
    await page.getByRole('heading', { name: `In ${second}` }).waitFor();
    await page.context().close();
  });

  it('OB32 says what forbids another profile, and asks before another scene collection on air', async () => {
    const page = await openSources('en');
    await patchMirror(page, {
      profiles: ['Market', 'Tall'],
      profile: 'Market',
      sceneCollections: ['Market', 'Harvest'],
      sceneCollection: 'Market',
      stream: { active: true, reconnecting: false, startedAtMs: 1 },
    });
    expect(await page.getByLabel('Profile').isDisabled()).toBe(true);
    await page.getByText('Not while an output runs').waitFor();
    await page.getByLabel('Scene collection').selectOption('Harvest');
    await page.getByRole('button', { name: 'Change it on air' }).waitFor();
    expect(await sent(page)).toEqual([]);
    await page.getByRole('button', { name: 'Change it on air' }).click();
    expect((await sent(page)).map(({ input }) => input)).toEqual([{ sceneCollection: 'Harvest', confirmed: true }]);
    await page.context().close();
  });

  it('OB32 shows nothing to press while OBS is away, and what this OBS cannot do with the version that can', async () => {
    const page = await openSources('en');
    await patchMirror(page, { availableRequests: [], inputKinds: ['image_source'] });
    await page.getByText('From OBS 30.2').first().waitFor();
    await page.getByText('Browser source').waitFor();
    await page.evaluate(`(() => {
      const { client } = window.consoleFixture;
      const { connection } = client.topic('obs').get();
      const problem = { code: 'obs-unplugged', context: { url: 'ws://obs:4455' } };
      client.patch('obs', { connection: { ...connection, state: 'reconnecting', problem }, mirror: null });
    })()`);
    await page.getByText('OBS cannot be seen now').waitFor();
    expect(await page.locator('[role="tabpanel"] button').count()).toBe(0);
    await page.context().close();
  });
});
