/** The page of videos in a real Chromium: files sent, states in words, what may be done, details, and the choice in a segment. */
import { mkdirSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { locales } from '../../native/contract/text.ts';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';
import { ffmpeg } from '../native/media/phone-files.ts';

let browser: FixturePages;
let page: Page;
/** Where to put pictures of the page for looking at; none without the variable. */
const looks = process.env['STUDIO_LOOKS'];
let picture: Buffer;
beforeAll(async () => {
  browser = await startFixturePages('plan-fixture');
  picture = ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=480x270', '-frames:v', '1', '-f', 'image2', '-c:v', 'mjpeg', 'pipe:1');
  if (looks) mkdirSync(looks, { recursive: true });
});
afterAll(() => browser.close());
afterEach(() => page.context().close());

const open = async (address: string, size?: { width: number; height: number }) => {
  page = await browser.open(address, size, async (opened) => {
    await opened.route('**/media/*/thumbnail.jpg*', (route) => route.fulfill({ contentType: 'image/jpeg', body: picture }));
    await opened.route('**/media/*/play.mp4', (route) => route.fulfill({ status: 404 }));
  });
};
const look = async (name: string) => void (looks && (await page.screenshot({ path: `${looks}/${name}.png` })));
const sentInputs = async (name: string) =>
  (await page.evaluate(() => window.fixture.client.sent)).filter((each) => each.name === name).map(({ input }) => input);
const row = (title: string) => page.getByRole('listitem').filter({ hasText: title });

async function faults(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}

describe.each(locales)('in %s', (locale) => {
  it('MD40 the page and its details have no accessibility fault, and no word is cut', async () => {
    for (const query of ['', '&empty=1']) {
      await open(`?page=media&locale=${locale}${query}`);
      await look(`media-${locale}${query}`);
      expect(await faults(), query).toEqual([]);
      await page.setViewportSize({ width: 1024, height: 768 });
      await look(`media-${locale}${query}-1024`);
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, label, h1, dd')]
          .filter((element) => element.scrollWidth > element.clientWidth + 1 || element.getBoundingClientRect().right > innerWidth)
          .map((element) => element.innerText),
      );
      expect(cut, query).toEqual([]);
      if (query !== '') continue;
      await page.setViewportSize({ width: 1366, height: 768 });
      await page.getByRole('listitem').nth(3).getByRole('button').last().click();
      await page.getByRole('dialog').waitFor();
      await page.waitForTimeout(400);
      await look(`media-drawer-${locale}`);
      expect(await faults(), 'details').toEqual([]);
      await page.context().close();
    }
  });
});

describe('the page of videos', () => {
  it('MD41 files are chosen or dropped, several at once, and each refusal is said in words', async () => {
    await open('?page=media&locale=en');
    const names: string[] = [];
    await page.route('**/media?*', async (route) => {
      const name = new URL(route.request().url()).searchParams.get('name')!;
      names.push(name);
      const refusal = { code: 'media-unplayable', context: { file: name } };
      await route.fulfill({ json: name === 'bad.mp4' ? { ok: false, refusal } : { ok: true, value: { mediaId: 'media-9' } } });
    });
    const files = ['bad.mp4', '核桃.mp4'].map((name) => ({ name, mimeType: 'video/mp4', buffer: Buffer.from('x') }));
    await page.locator('input[type=file]').setInputFiles(files);
    await page.getByText('bad.mp4 was not taken in').waitFor();
    await page.getByText('bad.mp4 is not a video that can be read').waitFor();
    await expect.poll(() => names).toEqual(['bad.mp4', '核桃.mp4']);
    const data = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['x'], 'dropped.mp4'));
      return transfer;
    });
    await page.dispatchEvent('main', 'drop', { dataTransfer: data });
    await expect.poll(() => names).toEqual(['bad.mp4', '核桃.mp4', 'dropped.mp4']);
  });

  it('MD42 each video says how far it is and why it waits or failed, and offers what can be done', async () => {
    await open('?page=media&locale=en');
    await row('part 1').getByText('Arriving').waitFor();
    expect(await row('part 1').innerText()).toContain('42%');
    expect(await row('part 2').innerText()).toMatch(/67%\s+left\s+1:3\d/u);
    expect(await row('part 3').innerText()).toContain('Converting waits until the broadcast is over');
    expect(await row('part 6').innerText()).toContain('VID_20200426_1530.mp4 is damaged');
    expect(await row('part 5').innerText()).toContain('No consent noted');
    await row('part 2').getByRole('button', { name: 'Stop' }).click();
    await row('part 6').getByRole('button', { name: 'Convert again' }).click();
    expect(await sentInputs('cancelMedia')).toEqual([{ mediaId: 'media-2' }]);
    expect(await sentInputs('convertMedia')).toEqual([{ mediaId: 'media-6' }]);
    await page.getByLabel('Convert on air too').click({ force: true });
    expect(await sentInputs('configureMedia')).toEqual([{ convertsOnAir: true }]);
    await page.evaluate(() => window.fixture.client.patch('media', { ffmpegVersion: null }));
    await page.getByText('The programs ffmpeg and ffprobe were not found').waitFor();
    expect(await page.getByRole('button', { name: 'Add videos' }).isDisabled()).toBe(true);
  });

  it('MD46 one that is louder or quieter than others says how loud it is', async () => {
    await open('?page=media&locale=en');
    const said = (await row('part 4').innerText()).replaceAll(/[\u2066\u2069]/gu, '');
    expect(said).toContain('−21.3 LUFS instead of −16.0');
    expect(await row('part 6').innerText()).not.toContain('LUFS');
    // That of part 5 is within 1 LU.
    expect(await row('part 5').innerText()).not.toContain('LUFS');
  });

  it('MD43 details are saved: title, fit, consent and rights; removing asks first, and is not offered for one that is played', async () => {
    await open('?page=media&locale=en');
    await row('part 5').getByRole('button', { name: 'Details' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('Filled, edges cut').click({ force: true });
    await drawer.getByLabel('The people in it have agreed to be shown').check();
    await drawer.getByLabel('Who agreed, and how').fill('本人签字');
    await drawer.getByLabel('Rights').fill('合作社');
    await drawer.getByRole('button', { name: 'Save' }).click();
    expect(await sentInputs('describeMedia')).toEqual([
      {
        mediaId: 'media-5',
        title: { 'zh-CN': '皮山核桃园第 5 段', ug: 'گۇما ياڭاق بېغى 5', en: 'Walnut orchard in Pishan, part 5' },
        consent: { given: true, notes: '本人签字' },
        rights: '合作社',
        fit: 'crop',
      },
    ]);
    await drawer.waitFor({ state: 'detached' });
    await row('part 5').getByRole('button', { name: 'Details' }).click();
    await page.getByRole('button', { name: 'Remove' }).click();
    expect(await sentInputs('removeMedia')).toEqual([]);
    await page.getByRole('dialog', { name: 'Remove this video?' }).getByRole('button', { name: 'Remove' }).click();
    await expect.poll(() => sentInputs('removeMedia')).toEqual([{ mediaId: 'media-5' }]);
    await row('part 4').getByRole('button', { name: 'Details' }).click();
    expect(await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).isDisabled()).toBe(true);
  });

  it('MD44 a segment is given a video, takes over its length, and can be left without one again', async () => {
    await open('?page=rundown&locale=en');
    await page.locator('[data-row-main]').first().click();
    await page.getByRole('combobox', { name: 'Video' }).click();
    await look('media-segment');
    await page.getByRole('option', { name: /part 4/u }).click();
    await expect
      .poll(() => page.evaluate(() => window.fixture.rundown()?.segments[0]))
      .toMatchObject({ mediaId: 'media-4', plannedMs: 84_000 });
    await page.getByRole('combobox', { name: 'Video' }).click();
    await page.getByRole('option', { name: 'No video' }).click();
    await expect.poll(() => page.evaluate(() => 'mediaId' in window.fixture.rundown()!.segments[0]!)).toBe(false);
    expect(await page.evaluate(() => window.fixture.rundown()?.segments[0]?.plannedMs)).toBe(84_000);
  });
});
