/** Pictures from OBS on the on-air page: shown, shared with the overlay, marked when old, and not asked for when nobody looks. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blankPicture, encodePng } from '../../native/obs/simulated/picture.ts';
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

/** A host that has pictures, blue ones, until it is told to have none. */
async function pageWithPictures(ageMs = 0): Promise<{ page: Page; asked: URL[]; stop(): void }> {
  const asked: URL[] = [];
  const bytes = encodePng(blankPicture(320, 180, [0, 0, 255, 255]));
  let revision = 0;
  let gives = true;
  const page = await pages.open('?locale=en#/air', undefined, async (opening) => {
    await opening.route('**/monitor/next**', async (route) => {
      const url = new URL(route.request().url());
      asked.push(url);
      await new Promise((resolve) => setTimeout(resolve, 60));
      if (!gives) return route.fulfill({ status: 204 }).catch(() => 'the page has gone');
      revision += 1;
      const views = ['program', 'preview'].filter((view) => url.searchParams.has(view));
      const headers = { 'x-view': views[revision % views.length]!, 'x-revision': `${revision}`, 'x-scene': 'A', 'x-age-ms': `${ageMs}` };
      await route.fulfill({ contentType: 'image/png', body: bytes, headers }).catch(() => 'the page has gone');
    });
  });
  return { page, asked, stop: () => void (gives = false) };
}

/** The colour in the middle of a view's picture. */
const colour = (page: Page, view: string) =>
  page.evaluate((name) => {
    const canvas = document.querySelector<HTMLCanvasElement>(`.picture.${name} canvas`);
    return [...(canvas?.getContext('2d')?.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data ?? [])];
  }, view);

describe('pictures from OBS', () => {
  it('CN43 program is the picture of OBS alone, over preview lies the overlay as it would be', async () => {
    const { page } = await pageWithPictures();
    await page.waitForFunction(() => document.querySelectorAll('.picture iframe').length === 1);
    await expect.poll(() => colour(page, 'program')).toEqual([0, 0, 255, 255]);
    await expect.poll(() => colour(page, 'preview')).toEqual([0, 0, 255, 255]);
    expect(await page.locator('.picture.program iframe').count()).toBe(0);
    expect(await page.locator('.picture.preview iframe').count()).toBe(1);
    expect(await page.getByText('Overlay only').count()).toBe(0);
    await page.context().close();
  });

  it('CN43 without OBS only the overlay is drawn, and said to be', async () => {
    const { page } = await pageWithPictures();
    await page.waitForFunction(() => document.querySelectorAll('.picture iframe').length === 1);
    await fixture(page, ({ client }) => {
      const obs = client.topic('obs').get()!;
      client.patch('obs', { connection: { ...obs.connection, state: 'reconnecting' }, mirror: null });
    });
    await page.waitForFunction(() => document.querySelectorAll('.picture iframe').length === 2);
    expect(await page.getByText('Overlay only').count()).toBe(2);
    expect(await page.locator('.picture canvas').count()).toBe(0);
    await page.context().close();
  });

  it('CN43 the simulated OBS draws no overlay, so that it lies over both pictures', async () => {
    const { page } = await pageWithPictures();
    await fixture(page, ({ client }) => {
      const obs = client.topic('obs').get()!;
      client.patch('obs', { connection: { ...obs.connection, simulated: true } });
    });
    await expect.poll(() => colour(page, 'program')).toEqual([0, 0, 255, 255]);
    expect(await page.locator('.picture iframe').count()).toBe(2);
    await page.context().close();
  });

  it('CN44 a picture that has grown old says its age and is dimmed, until a new one comes', async () => {
    const { page, stop } = await pageWithPictures();
    await expect.poll(() => colour(page, 'program')).toEqual([0, 0, 255, 255]);
    expect(await page.locator('.obs-picture.old').count()).toBe(0);
    stop();
    await page.getByText('Old picture').first().waitFor();
    expect(await page.locator('.picture.program .obs-picture.old').count()).toBe(1);
    await page.context().close();
    const late = await pageWithPictures(7000);
    await late.page
      .getByText(/Old picture, age [789] s/u)
      .first()
      .waitFor();
    await late.page.context().close();
  });

  it('CN45 asks for both views at once and for nothing on a page without pictures or in a hidden window', async () => {
    const { page, asked } = await pageWithPictures();
    await expect.poll(() => asked.length).toBeGreaterThan(3);
    const last = asked.at(-1)!.searchParams;
    expect([last.has('program'), last.has('preview')]).toEqual([true, true]);
    expect(Number(last.get('width'))).toBeGreaterThan(200);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.waitForFunction(() => !document.querySelector('.picture'));
    await page.waitForTimeout(200);
    const onOtherPage = asked.length;
    await page.waitForTimeout(400);
    expect(asked.length).toBe(onOtherPage);
    await page.getByRole('link', { name: 'On air' }).click();
    await expect.poll(() => asked.length).toBeGreaterThan(onOtherPage);
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.waitForTimeout(200);
    const hidden = asked.length;
    await page.waitForTimeout(400);
    expect(asked.length).toBe(hidden);
    await page.context().close();
  });
});
