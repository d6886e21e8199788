/** The page of messages: announcements, offers, footer and goal, written, shown, removed and brought back. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locales } from '../../native/contract/text.ts';
import {
  announcementOf,
  footerOf,
  goalOf,
  goalText,
  momentOf,
  offerForm,
  offerOf,
} from '../../renderer/console/overlay/messages/message-forms.ts';
import type { ConsoleFixture } from './console-fixture.tsx';
import { someGraphics } from './graphics-states.ts';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(async () => {
  await pages.close();
});

type Sent = { name: string; input: unknown }[];
const sent = async (page: Page): Promise<Sent> => {
  const all = await page.evaluate(() => (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture.client.sent.splice(0));
  return all.filter(({ name }) => name !== 'inspectText');
};
const open = (locale = 'en') => pages.open(`?locale=${locale}#/overlay/messages`);
const NOON = Date.UTC(2020, 4, 1, 4, 0);
const words = (chinese: string, more: object = {}) => ({ 'zh-CN': chinese, ug: '', en: '', ...more });

describe('what is typed', () => {
  it('CN103 an empty Chinese text is a fault of its field, and empty translations are left out', () => {
    expect(announcementOf({ text: words(' 公告 ', { en: ' ' }) }, 'a')).toEqual({
      value: { announcementId: 'a', text: { 'zh-CN': '公告' } },
      problems: {},
    });
    expect(announcementOf({ text: words('', { en: 'x' }) }, 'a')).toMatchObject({ value: null, problems: { 'text.zh-CN': 'required' } });
    expect(announcementOf({ text: words('长'.repeat(201)) }, 'a').problems).toEqual({ 'text.zh-CN': 'tooLong' });
    const offer = someGraphics.offers[1]!;
    expect(offerOf(offerForm(offer), offer.offerId, NOON)).toEqual({ value: offer, problems: {} });
    const terms = { ...offerForm(offer), terms: words('', { ug: 'بىر' }) };
    expect(offerOf(terms, 'o', NOON).problems).toEqual({ 'terms.zh-CN': 'required' });
  });

  it('CN106 an opening is a clock time of today, or of the day after once today’s is long past', () => {
    expect(momentOf('20:30', NOON)).toBe(Date.UTC(2020, 4, 1, 12, 30));
    expect(momentOf('9:05', NOON)).toBe(Date.UTC(2020, 4, 1, 1, 5));
    expect(momentOf('00:10', Date.UTC(2020, 4, 1, 15, 50))).toBe(Date.UTC(2020, 4, 1, 16, 10));
    expect([momentOf('24:00', NOON), momentOf('8', NOON), momentOf('8:60', NOON)]).toEqual([null, null, null]);
    expect(offerOf({ ...offerForm(undefined), title: words('券'), opensAt: '25:00' }, 'o', NOON)).toMatchObject({
      value: null,
      problems: { opensAtMs: 'notTime' },
    });
  });

  it('CN107 a goal is yuan, and empty is none; a footer names who sells and the licence', () => {
    expect(goalOf('')).toEqual({ goalFen: null, problem: null });
    expect(goalOf('1,000,000')).toEqual({ goalFen: 100_000_000, problem: null });
    expect(['0', 'x', '9999999999'].map((text) => goalOf(text).problem)).toEqual(['tooSmall', 'notPrice', 'notPrice']);
    expect([goalText(null), goalText(100_050)]).toEqual(['', '1000.50']);
    expect(footerOf({ operatorName: words('联社'), licence: ' 1 ', complaint: words('') }).value).toEqual({
      operatorName: { 'zh-CN': '联社' },
      licence: '1',
    });
    expect(footerOf({ operatorName: words(''), licence: '', complaint: words('') }).problems).toMatchObject({
      'operatorName.zh-CN': 'required',
      licence: 'required',
    });
  });
});

describe('announcements and offers', () => {
  it('CN103 a fault is said beside its field and nothing is sent; a whole one is saved', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'New announcement' }).click();
    const form = page.getByRole('form', { name: 'Announcement' });
    await form.locator('[data-field="text.en"]').fill('Rain');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('Fill this in.').waitFor();
    expect(await sent(page)).toEqual([]);
    await form.locator('[data-field="text.zh-CN"]').fill('下雨');
    await form.locator('[data-field="text.zh-CN"]').press('Enter');
    await form.waitFor({ state: 'detached' });
    expect(await sent(page)).toMatchObject([{ name: 'saveAnnouncement', input: { text: { 'zh-CN': '下雨', en: 'Rain' } } }]);
    await page.context().close();
  });

  it('CN104 what was typed is there after a change of page and a reload, and is dropped only by its button', async () => {
    const page = await open();
    const row = page.locator('[data-message="of-1"]');
    await row.getByRole('button', { name: 'Change: 10 off 99' }).click();
    await row.locator('[data-field="result.zh-CN"]').fill('已开出');
    await page.getByRole('link', { name: 'On air', exact: true }).click();
    await page.waitForSelector('.air');
    await page.getByRole('link', { name: 'Overlay', exact: true }).click();
    expect(await row.locator('[data-field="result.zh-CN"]').inputValue()).toBe('已开出');
    await row.locator('[data-field="result.zh-CN"]').press('Escape');
    await row.getByText('not saved').waitFor();
    await page.reload();
    await row.getByText('not saved').waitFor();
    await row.getByRole('button', { name: 'Change: 10 off 99' }).click();
    expect(await row.locator('[data-field="result.zh-CN"]').inputValue()).toBe('已开出');
    await row.getByRole('button', { name: 'Drop what was typed' }).click();
    await row.getByText('not saved').waitFor({ state: 'detached' });
    expect(await sent(page)).toEqual([]);
    await page.context().close();
  });

  it('CN105 one that was removed is brought back as it was; one on air is not removed', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Remove: Walnut box' }).click();
    await page.getByRole('button', { name: 'Bring back' }).click();
    expect(await sent(page)).toEqual([
      { name: 'removeOffer', input: { offerId: 'of-2' } },
      { name: 'saveOffer', input: someGraphics.offers[1] },
    ]);
    await page.evaluate(() => {
      const { client } = (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture;
      client.patch('playout', { announcementOnAir: { ...client.topic('graphics').get()!.announcements[0]!, shownAtMs: 0 } });
    });
    const row = page.locator('[data-message="an-1"]');
    await row.getByText('On air').waitFor();
    expect(await row.getByRole('button', { name: /^Remove/u }).isDisabled()).toBe(true);
    await row.getByRole('button', { name: /^Clear/u }).click();
    expect(await sent(page)).toEqual([{ name: 'clear', input: { layers: ['announcement'] } }]);
    await page.context().close();
  });

  it('CN97 a result is shown once it is typed, and not before', async () => {
    const page = await open();
    expect(await page.getByRole('button', { name: 'Result: 10 off 99' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Announce: 10 off 99' }).click();
    await page.getByRole('button', { name: 'Result: Walnut box' }).click();
    expect(await sent(page)).toEqual([
      { name: 'showOffer', input: { offerId: 'of-1', state: 'announced' } },
      { name: 'showOffer', input: { offerId: 'of-2', state: 'result' } },
    ]);
    await page.context().close();
  });
});

describe('footer and goal', () => {
  it('CN107 they are saved by their own buttons, and an emptied goal means none', async () => {
    const page = await open();
    await page.getByLabel('Licence number').fill('NEW');
    await page.getByRole('button', { name: 'Save; viewers see it at once' }).click();
    await page.getByLabel('Goal in yuan').fill('');
    await page.getByRole('button', { name: 'No goal' }).click();
    expect(await sent(page)).toMatchObject([
      { name: 'configureOverlay', input: { footerText: { licence: 'NEW', operatorName: { en: 'Hetian Walnut Cooperative Union' } } } },
      { name: 'configureOverlay', input: { goalFen: null } },
    ]);
    await page.context().close();
  });
});

describe.each(locales)('in %s', (locale) => {
  it('CN108 the page says what to do while nothing is written, and has no serious fault, empty or with a form open', async () => {
    const page = await open(locale);
    const faults = async () => {
      const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id} ${nodes[0]?.html}`);
    };
    await page.locator('[data-message="of-2"] [aria-expanded]').click();
    expect(await faults()).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.evaluate(() => {
      const { client } = (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture;
      client.patch('graphics', { announcements: [], offers: [] });
      client.patch('overlay', { footer: null });
    });
    await page.locator('[data-message]').first().waitFor({ state: 'detached' });
    expect((await page.locator('main').innerText()).length).toBeGreaterThan(200);
    expect(await faults()).toEqual([]);
    await page.context().close();
  });
});
