/** The layout page in a real browser: layers moved by pointer, finger and keys; what it says, sends and looks like. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandParsedInput } from '../../native/contract/commands.ts';
import { placementFor } from '../../native/contract/default-placements.ts';
import { emptyLayout, type Layout, type Placement, stageSizes } from '../../native/contract/layout.ts';
import { locales } from '../../native/contract/text.ts';
import type { ConsoleFixture } from './console-fixture.tsx';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(async () => {
  await pages.close();
});

/** In place of the overlay page: keeps what it is told to draw, and draws the card 200 high. */
const overlayPage = `<html lang="en"><title>overlay</title><body><div data-layer="card" style="height:200px"></div>
<script>window.drafts = []; addEventListener('message', ({ data, origin }) => origin === location.origin && drafts.push(data));</script>`;

async function open(query = '?locale=en', size?: { width: number; height: number }): Promise<Page> {
  const page = await pages.open(`${query}#/overlay/layout`, size, async (opening) => {
    await opening.route('**/overlays/**', (route) => route.fulfill({ contentType: 'text/html', body: overlayPage }));
  });
  await expect.poll(() => drafts(page).then((all) => all.length)).toBeGreaterThan(0);
  return page;
}

interface Draft {
  type: string;
  layout: Layout;
  sample: boolean;
}
const drafts = (page: Page) =>
  page.evaluate(() => {
    const frame = document.querySelector<HTMLIFrameElement>('iframe[src^="/overlays/"]');
    return ((frame?.contentWindow as unknown as { drafts?: Draft[] })?.drafts ?? []) satisfies Draft[];
  });
const drawn = async (page: Page) => (await drafts(page)).at(-1)!.layout.landscape.card;
const placed = (page: Page) =>
  page.evaluate(() =>
    (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture.client.sent
      .filter(({ name }) => name === 'placeLayers')
      .map(({ input }) => input as CommandParsedInput<'placeLayers'>),
  );
const fixture = (page: Page, act: (fixture: ConsoleFixture) => void) => page.evaluate(`(${act.toString()})(window.consoleFixture)`);

const card: Placement = placementFor(emptyLayout, 'landscape', 'card', 'ltr');
const boxOf = (page: Page, layer: string) => page.locator(`[data-layer-box="${layer}"]`);
/** Screen pixels of a designed one. */
async function zoomOf(page: Page): Promise<number> {
  const { width } = (await page.getByRole('group', { name: 'Picture with the layers' }).boundingBox())!;
  return width / stageSizes.landscape.width;
}

async function pickUp(page: Page, layer = 'card'): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = (await boxOf(page, layer).boundingBox())!;
  const from = { x: x + width / 2, y: y + height / 2 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  return from;
}

describe('moving layers on the picture', () => {
  it('LO26 while a layer is dragged only the draft moves; released, it is one step, exact in designed pixels', async () => {
    const page = await open();
    const zoom = await zoomOf(page);
    await page.getByRole('button', { name: 'Snapping' }).click();
    const from = await pickUp(page);
    for (const part of [0.2, 0.5, 0.9, 1]) await page.mouse.move(from.x - 613 * zoom * part, from.y - 211 * zoom * part);
    await expect.poll(() => drawn(page)).toEqual({ ...card, x: card.x - 613, y: card.y - 211 });
    expect(await placed(page)).toEqual([]);
    await page.mouse.up();
    await expect
      .poll(() => placed(page))
      .toEqual([{ sceneName: null, shape: 'landscape', placements: { card: { ...card, x: card.x - 613, y: card.y - 211 } } }]);
    await page.context().close();
  });

  it('LO26 refused, the layer stands where it stood; accepted, it stays until the studio tells its own', async () => {
    const page = await open();
    await fixture(page, ({ client, refuse }) => client.answerWith(() => refuse('storage-full')));
    const from = await pickUp(page);
    await page.mouse.move(from.x - 90, from.y - 10, { steps: 3 });
    await page.mouse.up();
    await page.getByText('disk').first().waitFor();
    await expect.poll(() => drawn(page)).toBeUndefined();
    await fixture(page, ({ client }) => client.answerWith(() => ({ ok: true, value: {} })));
    await pickUp(page);
    await page.mouse.move(from.x - 90, from.y - 10, { steps: 3 });
    await page.mouse.up();
    const sent = await placed(page);
    expect(await drawn(page)).toEqual(sent.at(-1)!.placements.card);
    await fixture(page, ({ client }) => {
      const graphics = client.topic('graphics').get()!;
      client.patch('graphics', { layouts: { ...graphics.layouts, scenes: {} } });
    });
    await expect.poll(() => drawn(page)).toBeUndefined();
    await page.context().close();
  });

  it('LO27 Escape gives up a drag, a press without a way only chooses', async () => {
    const page = await open();
    const from = await pickUp(page);
    await page.mouse.move(from.x - 200, from.y - 100, { steps: 4 });
    await expect.poll(async () => (await drawn(page))?.x).toBeLessThan(card.x);
    await page.keyboard.press('Escape');
    await expect.poll(() => drawn(page)).toBeUndefined();
    await page.mouse.move(from.x - 250, from.y - 100);
    await page.mouse.up();
    await pickUp(page, 'clock');
    await page.mouse.up();
    expect(await boxOf(page, 'clock').getAttribute('data-chosen')).toBe('true');
    expect(await placed(page)).toEqual([]);
    await page.context().close();
  });

  it('LO28 a dragged layer snaps to what is near; a held key or the switch suspends it', async () => {
    const page = await open();
    const zoom = await zoomOf(page);
    const from = await pickUp(page);
    // Its right side comes near the middle of the stage.
    const near = { x: from.x + (960 - card.x + 5) * zoom, y: from.y - 40 * zoom };
    await page.mouse.move(near.x - 30, near.y);
    await page.mouse.move(near.x, near.y);
    await expect.poll(async () => (await drawn(page))?.x).toBe(960);
    await page.keyboard.down('Control');
    await page.mouse.move(near.x, near.y + 1);
    await expect.poll(async () => (await drawn(page))?.x).toBe(965);
    await page.keyboard.up('Control');
    await page.mouse.up();
    await page.context().close();
  });

  it('LO29 a side widens and a corner scales it, by the handles of the chosen layer', async () => {
    const page = await open();
    const zoom = await zoomOf(page);
    await page.getByRole('button', { name: 'Snapping' }).click();
    const drag = async (grip: string, way: { x: number; y: number }) => {
      const { x, y, width, height } = (await boxOf(page, 'card').locator(`[data-grip="${grip}"]`).boundingBox())!;
      const from = { x: x + width / 2, y: y + height / 2 };
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(from.x + way.x * zoom, from.y + way.y * zoom, { steps: 3 });
      await page.mouse.up();
    };
    await drag('left', { x: -100, y: 0 });
    await expect.poll(async () => (await placed(page)).at(-1)?.placements.card).toEqual({ ...card, width: 700 });
    await drag('top-left', { x: 350, y: 100 });
    await expect.poll(async () => (await placed(page)).at(-1)?.placements.card).toEqual({ ...card, width: 700, scale: 0.5 });
    await page.context().close();
  });

  it('LO30 keys: Tab walks the layers, arrows move by 1 and with Shift by 10 as one step, Delete hides, Escape gives up', async () => {
    const page = await open();
    await boxOf(page, 'card').getByRole('button').focus();
    await page.keyboard.press('Tab');
    expect(await boxOf(page, 'next').getAttribute('data-chosen')).toBe('true');
    await page.keyboard.press('Shift+Tab');
    for (let held = 0; held < 3; held += 1) await page.keyboard.down('ArrowLeft');
    await expect.poll(() => drawn(page)).toEqual({ ...card, x: card.x - 3 });
    expect(await placed(page)).toEqual([]);
    await page.keyboard.up('ArrowLeft');
    await page.keyboard.press('Shift+ArrowUp');
    await expect.poll(() => placed(page)).toHaveLength(2);
    expect((await placed(page)).at(-1)!.placements.card).toEqual({ ...card, x: card.x - 3, y: card.y - 10 });
    await page.keyboard.down('ArrowDown');
    await page.keyboard.press('Escape');
    await page.keyboard.up('ArrowDown');
    await page.keyboard.press('Delete');
    await expect.poll(() => placed(page)).toHaveLength(3);
    expect((await placed(page)).at(-1)!.placements.card).toMatchObject({ hidden: true, y: card.y - 10 });
    // None of these keys is the desk's.
    expect(await page.evaluate(() => (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture.client.sent.length)).toBe(3);
    await page.context().close();
  });

  it('LO31 a finger moves a layer, and the page does not scroll away under it', async () => {
    const page = await open('?locale=en', { width: 1024, height: 768 });
    const zoom = await zoomOf(page);
    await page.getByRole('button', { name: 'Snapping' }).click();
    const { x, y, width, height } = (await boxOf(page, 'card').boundingBox())!;
    const from = { x: x + width / 2, y: y + height / 2 };
    const session = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: { x: number; y: number }) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [at] : [] });
    await touch('touchStart', from);
    for (const part of [0.3, 0.7, 1]) await touch('touchMove', { x: from.x - 400 * zoom * part, y: from.y - 100 * zoom * part });
    await touch('touchEnd');
    await expect.poll(() => placed(page)).toHaveLength(1);
    const moved = (await placed(page))[0]!.placements.card!;
    // A finger's points come in whole pixels of the screen.
    expect(Math.abs(moved.x - (card.x - 400)) * zoom).toBeLessThanOrEqual(1.5);
    expect(Math.abs(moved.y - (card.y - 100)) * zoom).toBeLessThanOrEqual(1.5);
    await page.context().close();
  });

  it('LO32 while the desk is locked, pointer and finger move nothing', async () => {
    const page = await open();
    await page.evaluate(() => localStorage.setItem('studio.locked', '1'));
    await page.reload();
    await expect.poll(() => drafts(page).then((all) => all.length)).toBeGreaterThan(0);
    const from = await pickUp(page);
    await page.mouse.move(from.x - 200, from.y - 100, { steps: 4 });
    await page.mouse.up();
    expect(await drawn(page)).toBeUndefined();
    expect(await placed(page)).toEqual([]);
    await page.context().close();
  });
});

describe('what the layout page says', () => {
  it('LO33 figures can be typed, an anchor is clicked on nine points, and the layer stays where it is', async () => {
    const page = await open();
    await page.getByRole('textbox', { name: 'From the left' }).fill('900');
    await page.getByRole('textbox', { name: 'From the left' }).press('Enter');
    await expect.poll(async () => (await placed(page)).at(-1)?.placements.card).toEqual({ ...card, x: 900 });
    await page.getByLabel('Size, %').fill('7000');
    await page.getByLabel('Size, %').blur();
    await expect.poll(async () => (await placed(page)).at(-1)?.placements.card).toEqual({ ...card, x: 900, scale: 2 });
    await page.getByLabel('Size, %').fill('100');
    await page.getByLabel('Size, %').press('Enter');
    const before = await boxOf(page, 'card').boundingBox();
    await page.getByRole('button', { name: 'Top left', exact: true }).click();
    await expect.poll(async () => (await placed(page)).at(-1)?.placements.card).toEqual({ ...card, anchor: 'top-left', x: 300, y: 774 });
    expect(await boxOf(page, 'card').boundingBox()).toEqual(before);
    await page.context().close();
  });

  it('LO34 in one scene it marks what is not as everywhere, and gives it back', async () => {
    const page = await open();
    await page.getByLabel('Scene that is laid out').selectOption('=主播台');
    await page.getByRole('button', { name: /^Sales total and goal .*own$/u }).click();
    for (const field of ['From the left', 'Shown']) {
      expect(await page.locator('[title="A dot marks what is not as everywhere."]').getByText(field).count()).toBe(1);
    }
    expect(await page.locator('[title="A dot marks what is not as everywhere."]').getByText('Width').count()).toBe(0);
    expect(await boxOf(page, 'total').getAttribute('data-hidden')).toBe('true');
    await page.getByRole('button', { name: 'As everywhere', exact: true }).click();
    await expect.poll(() => placed(page)).toEqual([{ sceneName: '主播台', shape: 'landscape', placements: { total: null } }]);
    await page.getByRole('button', { name: 'Product card' }).first().click();
    expect(await page.getByRole('button', { name: 'As everywhere', exact: true }).isDisabled()).toBe(true);
    await page.context().close();
  });

  it('LO35 what overlaps or leaves the safe area is said in words, and chosen by a click', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Next products lies over Sales total and goal' }).click();
    expect(await boxOf(page, 'next').getAttribute('data-chosen')).toBe('true');
    await page.getByRole('textbox', { name: 'From the left' }).fill('20');
    await page.getByRole('textbox', { name: 'From the left' }).press('Enter');
    await page.getByText('Next products leaves the action-safe area').waitFor();
    await page.getByText('Portrait', { exact: true }).click();
    await page.getByText('Nothing overlaps and nothing leaves the safe area.').waitFor();
    await page.context().close();
  });

  it('LO36 on air it says when viewers see what is moved, and else where the places hold', async () => {
    const page = await open();
    const status = page.getByRole('status').filter({ hasText: /[Vv]iewers|places/u });
    expect(await status.textContent()).toContain('Viewers see this');
    expect(await status.locator('.mark.on-air').count()).toBe(1);
    await page.getByText('Portrait', { exact: true }).click();
    await expect.poll(() => status.textContent()).toContain('These places hold in every scene');
    await page.getByText('Landscape', { exact: true }).click();
    const program = await page.evaluate(
      () => (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture.client.topic('obs').get()!.mirror!.programSceneName,
    );
    const names = await page.getByLabel('Scene that is laid out').locator('option').allTextContents();
    expect(names.find((name) => name.includes(program!))).toContain('on program');
    await page.getByLabel('Scene that is laid out').selectOption(`=${program}`);
    await expect.poll(() => status.textContent()).toContain('Viewers see this scene');
    await page.getByLabel('Scene that is laid out').selectOption('=主播台');
    await expect.poll(() => status.textContent()).toContain('These places hold in this scene only');
    await page.context().close();
  });

  it('LO37 undo and redo by button and key, only where there is something', async () => {
    const page = await open();
    const sent = () =>
      page.evaluate(() => (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture.client.sent.map(({ name }) => name));
    await page.getByRole('button', { name: 'Undo the last change' }).click();
    expect(await page.getByRole('button', { name: 'Do it again' }).isDisabled()).toBe(true);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(sent).toEqual(['undoLayout', 'undoLayout', 'redoLayout']);
    await page.context().close();
  });

  it('LO38 it tells the overlay page its shape, whether it draws samples, and the layout of the chosen scene', async () => {
    const page = await open();
    expect((await drafts(page)).at(-1)).toMatchObject({ type: 'draft', sample: true, layout: { landscape: { total: { x: 100 } } } });
    await page.getByLabel('Scene that is laid out').selectOption('=主播台');
    await expect.poll(async () => (await drafts(page)).at(-1)!.layout.landscape.total).toMatchObject({ x: 300, hidden: true });
    await page.getByRole('button', { name: 'Sample content' }).click();
    await expect.poll(async () => (await drafts(page)).at(-1)!.sample).toBe(false);
    await page.getByText('4:3 corner', { exact: true }).click();
    await page.waitForSelector('iframe[src="/overlays/?shape=corner&guides=1"][width="1440"]');
    await page.context().close();
  });

  it('LO40 the safe areas are switched on and off over the picture here, and over the preview of the on-air page', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Safe areas' }).click();
    await page.waitForSelector('iframe[src="/overlays/?shape=landscape"]');
    // Loaded anew, the page is told again what to draw.
    await expect.poll(async () => (await drafts(page)).at(-1)?.layout.landscape.total).toMatchObject({ x: 100 });
    await page.evaluate(() => (location.hash = '#/air'));
    await page.waitForSelector('.picture.preview iframe[src="/overlays/?view=preview"]');
    await page.getByRole('button', { name: 'Safe areas over the preview' }).click();
    await page.waitForSelector('.picture.preview iframe[src="/overlays/?view=preview&guides=1"]');
    expect(await page.getByRole('button', { name: 'Safe areas over the preview' }).getAttribute('aria-pressed')).toBe('true');
    await page.context().close();
  });
});

describe('how the layout page looks', () => {
  const sizes = [
    { width: 1024, height: 768 },
    { width: 1366, height: 768 },
    { width: 1920, height: 1080 },
  ];
  it.each(locales)('LO39 nothing is cut or inaccessible in %s', async (locale) => {
    for (const size of sizes) {
      const page = await open(`?locale=${locale}`, size);
      const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
      expect(violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`))).toEqual([]);
      const cut = await page.evaluate(() => {
        const faults: string[] = [];
        if (document.documentElement.scrollWidth > innerWidth) faults.push('page');
        for (const element of document.querySelectorAll<HTMLElement>('main button, main p, main label, main h2, main li, main select')) {
          const box = element.getBoundingClientRect();
          if (box.width === 0 || element.closest('[data-layer-box], .visually-hidden')) continue;
          if (box.left < -1 || box.right > innerWidth + 1 || element.scrollWidth > element.clientWidth + 1) faults.push(element.innerText);
        }
        return faults;
      });
      expect(cut).toEqual([]);
      await page.context().close();
    }
  });
});
