/** The rundown page in a real Chromium: order by key and by drag, autosave, undo keys, products. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
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
    page = await browser.open('?page=rundown');
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
    page = await browser.open('?page=rundown');
    const [first, second, third, fourth] = await segmentIds();
    await dragTo(row(first!), row(third!), 'bottom');
    await vi.waitFor(async () => expect(await sentInputs('editRundown')).toEqual([{ type: 'moveSegment', segmentId: first, index: 2 }]));
    await dragTo(row(fourth!), row(second!), 'top');
    await vi.waitFor(async () => expect((await segmentIds()).slice(0, 4)).toEqual([fourth, second, third, first]));
  });

  it('PP1 the menu moves, duplicates and removes; a removal can be taken back', async () => {
    page = await browser.open('?page=rundown&locale=en');
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
    page = await browser.open('?page=rundown');
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
    page = await browser.open('?page=rundown&locale=en');
    const [first] = await segmentIds();
    await row(first!).locator('[data-row-main]').click();
    await field(`${first}.plannedMs`).fill('soon');
    await page.waitForSelector('[data-save-status="problem"]');
    expect(await page.getByText('Write minutes:seconds, such as 15:00.').isVisible()).toBe(true);
    await page.keyboard.press('Tab');
    expect(await sentInputs('editRundown')).toEqual([]);
  });

  it('PP3 an edit elsewhere shows at once, but not in the field being typed in', async () => {
    page = await browser.open('?page=rundown');
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
    page = await browser.open('?page=rundown');
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
    page = await browser.open('?page=rundown&locale=en');
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
    page = await browser.open('?page=rundown&locale=en');
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
    page = await browser.open('?page=rundown&locale=en');
    const [first] = await segmentIds();
    await row(first!).locator('[data-row-main]').click();
    await field(`${first}.sceneName`).fill('No such scene');
    await page.keyboard.press('Tab');
    await page.waitForSelector('[data-scene-missing]');
    expect(await page.locator('[data-scene-missing]').innerText()).toContain('No such scene');
  });

  it('PP8 an empty rundown offers the sample and a first segment', async () => {
    page = await browser.open('?page=rundown&locale=en&empty=1');
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
