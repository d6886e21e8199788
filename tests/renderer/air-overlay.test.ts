/** The overlay worked from the desk: takes in parts, guests, messages, switches, and the way back after a wrong press. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locales } from '../../native/contract/text.ts';
import { rowsAskedBy, ordersAddress } from '../../renderer/console/sales/orders-address.ts';
import { findingsOf, type HealthInput } from '../../renderer/console/shell/health.ts';
import type { ConsoleFixture } from './console-fixture.tsx';
import { consoleStates } from './console-states.ts';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(async () => {
  await pages.close();
});

type Sent = { name: string; input: unknown }[];
const fixture = <T>(page: Page, act: (fixture: ConsoleFixture) => T) => page.evaluate<T>(`(${act.toString()})(window.consoleFixture)`);
const sent = (page: Page): Promise<Sent> =>
  page.evaluate(() => (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture.client.sent.splice(0));

async function desk(address = '?locale=en#/air', size?: { width: number; height: number }): Promise<Page> {
  const page = await pages.open(address, size);
  await page.waitForSelector('[data-segment]');
  return page;
}

/** Segment five with its first guest, beside the sixth product. */
const prepareAll = (page: Page) =>
  fixture(page, ({ client }) => {
    const segment = client.topic('rundown').get()!.rundown.segments[4]!;
    const guest = { segmentId: segment.segmentId, guestId: segment.guests[0]!.guestId };
    client.patch('playout', { prepared: { segmentId: segment.segmentId, productId: 'p6', guest } });
    return guest;
  });

/** Everything that the overlay can show at once. */
const fill = (page: Page) =>
  fixture(page, ({ client, flashSale }) => {
    const { announcements, offers } = client.topic('graphics').get()!;
    const guest = client.topic('rundown').get()!.rundown.segments[3]!.guests[0]!;
    client.patch('playout', {
      lowerThirdOnAir: guest,
      announcementOnAir: { ...announcements[0]!, shownAtMs: 0 },
      offerOnAir: { ...offers[1]!, state: 'announced', shownAtMs: 0 },
    });
    client.patch('sales', { flashSale });
    client.patch('audio', { alarms: [] });
  });

describe('take in parts', () => {
  it('CN92 one key takes all that is prepared, others the overlay or the scene alone', async () => {
    const page = await desk();
    const guest = await prepareAll(page);
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.press('s');
    expect(await sent(page)).toEqual([
      { name: 'take', input: {} },
      { name: 'take', input: { parts: ['card', 'lower-third'] } },
      { name: 'take', input: { parts: ['scene'] } },
    ]);
    // CN93: in words, each part in sight.
    const words = await page.locator('.transport .take-what').first().innerText();
    const names = await fixture(page, ({ client }) => {
      const segment = client.topic('rundown').get()!.rundown.segments[4]!;
      return [segment.title.en!, segment.guests[0]!.name.en!];
    });
    for (const name of [...names, 'Hetian jujubes']) expect(words).toContain(name);
    // CN94: the key of the lower third shows the one that is prepared.
    await page.keyboard.press('l');
    expect(await sent(page)).toEqual([{ name: 'take', input: { parts: ['lower-third'] } }]);
    expect(guest.guestId).not.toBe('');
    await page.context().close();
  });

  it('CN93 the buttons of the parts rest while there is nothing for them', async () => {
    const page = await desk();
    const [overlay, scene] = [page.locator('.take-parts button').first(), page.locator('.take-parts button').last()];
    expect([await overlay.isDisabled(), await scene.isDisabled()]).toEqual([false, true]);
    await overlay.click();
    expect(await sent(page)).toEqual([{ name: 'take', input: { parts: ['card', 'lower-third'] } }]);
    await page.context().close();
  });

  it('CN94 a guest is prepared with a press or a key, and shown at once with the button beside it', async () => {
    const page = await desk();
    const ids = await fixture(page, ({ client }) => {
      const { segmentId, guests } = client.topic('rundown').get()!.rundown.segments[3]!;
      return { segmentId, guestId: guests[0]!.guestId };
    });
    await page.keyboard.press('p');
    await page.locator('.guest-main').first().click();
    await page.locator('.guest-take').first().click();
    expect(await sent(page)).toEqual([
      { name: 'prepare', input: { segmentId: null, productId: 'p5', guest: ids } },
      { name: 'prepare', input: { segmentId: null, productId: 'p5', guest: ids } },
      { name: 'showLowerThird', input: ids },
    ]);
    await fixture(page, ({ client }) => {
      const { segmentId, guests } = client.topic('rundown').get()!.rundown.segments[3]!;
      client.patch('playout', { prepared: { segmentId: null, productId: 'p5', guest: { segmentId, guestId: guests[0]!.guestId } } });
    });
    await page.locator('.guest-chip.prepared').waitFor();
    // After the last guest comes none; a chosen one is dropped by another press.
    await page.keyboard.press('p');
    await page.locator('.guest-main').first().click();
    const none = { name: 'prepare', input: { segmentId: null, productId: 'p5', guest: null } };
    expect(await sent(page)).toEqual([none, none]);
    await page.context().close();
  });
});

describe('clearing', () => {
  it('CN95 each layer is cleared by itself', async () => {
    const page = await desk();
    await fill(page);
    for (const name of ['Clear the card', 'Clear the announcement', 'Clear the offer']) {
      await page.getByRole('button', { name, exact: true }).click();
    }
    await page.locator('.guest-chip.onAir .guest-take').click();
    expect(await sent(page)).toEqual([
      { name: 'clear', input: { layers: ['card'] } },
      { name: 'clear', input: { layers: ['announcement'] } },
      { name: 'clear', input: { layers: ['offer'] } },
      { name: 'clearLowerThird', input: {} },
    ]);
    await page.context().close();
  });

  it('CN96 what was cleared is shown again with one press, while nothing else stands there; what a segment takes with it is not', async () => {
    const page = await desk();
    await fill(page);
    const again = page.locator('.transport .again');
    await fixture(page, ({ client }) => client.patch('playout', { cardOnAir: null, lowerThirdOnAir: null }));
    await again.waitFor();
    expect(await again.innerText()).toContain('Walnut oil');
    await page.keyboard.press('a');
    expect(await sent(page)).toMatchObject([{ name: 'showCard', input: { productId: 'p4' } }, { name: 'showLowerThird' }]);
    await fixture(page, ({ client }) => client.patch('playout', { offerOnAir: null }));
    await again.getByText('Walnut box').waitFor();
    await again.click();
    expect(await sent(page)).toEqual([{ name: 'showOffer', input: { offerId: 'of-2', state: 'announced' } }]);
    await fixture(page, ({ client }) => {
      const offer = client.topic('graphics').get()!.offers[0]!;
      client.patch('playout', { offerOnAir: { ...offer, state: 'announced', shownAtMs: 1 } });
    });
    await again.waitFor({ state: 'detached' });
    await fixture(page, ({ client }) => {
      const playout = client.topic('playout').get()!;
      const { segmentId, kind, title, sceneName } = client.topic('rundown').get()!.rundown.segments[4]!;
      const next = { segmentId, kind, title, sceneName, startedAtMs: 5, endedAtMs: null };
      client.patch('playout', { segmentOnAir: next, announcementOnAir: null, asRun: [...playout.asRun, next] });
    });
    await page.keyboard.press('a');
    await page.getByText('Nothing was cleared in the last ten seconds.').waitFor();
    expect(await again.count()).toBe(0);
    expect(await sent(page)).toEqual([]);
    await page.context().close();
  });
});

describe('messages and switches', () => {
  it('CN97 announcements and offers are shown and cleared from the desk, and an offer goes on to its result', async () => {
    const page = await desk();
    const menu = page.getByRole('menu');
    await page.getByRole('button', { name: 'Announce' }).click();
    await menu.getByText('One more hour of walnuts at three').click();
    await menu.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Offers' }).click();
    await menu.getByText('20 drawn').click();
    await menu.waitFor({ state: 'detached' });
    expect(await sent(page)).toEqual([
      { name: 'showAnnouncement', input: { announcementId: 'an-1' } },
      { name: 'showOffer', input: { offerId: 'of-2', state: 'result' } },
    ]);
    await fill(page);
    await page.getByRole('button', { name: 'Show result' }).click();
    expect(await sent(page)).toEqual([{ name: 'showOffer', input: { offerId: 'of-2', state: 'result' } }]);
    await fixture(page, ({ client }) => {
      const offer = client.topic('graphics').get()!.offers[0]!;
      client.patch('playout', { offerOnAir: { ...offer, state: 'announced', shownAtMs: 1 } });
    });
    expect(await page.getByRole('link', { name: 'Type result' }).getAttribute('href')).toBe('#/overlay/messages');
    await page.context().close();
  });

  it('CN98 each standing layer has a switch, languages stand alone or stacked, and one that a guest holds back says so', async () => {
    const page = await desk();
    for (const name of ['Buyers', 'Next up', 'Title', 'Clock'])
      await page.getByRole('switch', { name, exact: true }).click({ force: true });
    await page.getByRole('switch', { name: 'Ad mark' }).click({ force: true });
    await page.locator('.standing').getByText('Net', { exact: true }).click();
    expect((await sent(page)).map(({ input }) => input)).toEqual([
      { tickerNamesBuyers: true },
      { next: true },
      { segmentTitle: true },
      { clock: true },
      { adMark: false },
      { totalShows: 'net' },
    ]);
    await page.getByRole('button', { name: 'Also below, smaller' }).click();
    await page.getByRole('checkbox', { name: 'EN' }).click();
    await page.getByRole('checkbox', { name: 'EN' }).press('Escape');
    expect(await sent(page)).toEqual([{ name: 'configureOverlay', input: { alsoIn: ['en'] } }]);
    await fixture(page, ({ client }) => client.patch('overlay', { alsoIn: ['ug', 'en'], heldBack: ['ticker'] }));
    await page.locator('.languages').getByText('EN', { exact: true }).click();
    expect(await sent(page)).toEqual([{ name: 'configureOverlay', input: { locale: 'en', alsoIn: ['ug'] } }]);
    expect(await page.locator('.held-back').count()).toBe(2);
    await page.context().close();
  });
});

describe.each(locales)('in %s', (locale) => {
  it('CN99 the whole desk of the overlay is in sight on 1366×768, also when everything is on air, without a serious fault', async () => {
    const page = await desk(`?locale=${locale}#/air`);
    await fill(page);
    await page.waitForSelector('.message.onAir');
    const hidden = await page.evaluate(() => {
      const pane = document.querySelector('.air-now')!.getBoundingClientRect();
      return [...document.querySelectorAll('.overlay-controls .standing > *, .message, .guest-chip')].filter(
        (element) => element.getBoundingClientRect().bottom > pane.bottom + 1,
      ).length;
    });
    expect(hidden).toBe(0);
    const { violations } = await new AxeBuilder({ page }).include('.air-now').include('.transport').analyze();
    expect(
      violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${nodes[0]?.html}`),
    ).toEqual([]);
    await page.context().close();
  });
});

describe('a small screen', () => {
  it('CN98 on a small screen the switches are one press away', async () => {
    const page = await desk('?locale=en#/air', { width: 1024, height: 768 });
    expect(await page.locator('.standing').count()).toBe(0);
    await page.getByRole('button', { name: 'Layers' }).click();
    await page.getByRole('switch', { name: 'Clock' }).click({ force: true });
    expect(await sent(page)).toEqual([{ name: 'configureOverlay', input: { clock: true } }]);
    await page.context().close();
  });
});

describe('true figures', () => {
  it('CN100 a figure opens its rows with the sequence that it was taken at, and rows after it are marked', async () => {
    const page = await desk();
    await page.locator('.now-item .rows-link').first().click();
    await page.getByRole('dialog').getByText('newer').first().waitFor();
    const asked = await fixture(page, ({ client }) => client.asked.filter(({ name }) => name === 'orders').map(({ input }) => input));
    const sku = await fixture(page, ({ client }) => client.topic('playout').get()!.cardOnAir!.sku);
    expect(asked.at(-1)).toMatchObject({ broadcastId: 'bc-1', sku });
    expect(await page.getByRole('dialog').innerText()).toContain('913');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => location.hash)).toBe('#/sales');
    await page.context().close();
  });

  it('CN100 an address of rows says what it was made of, and nonsense in it is left out', () => {
    const rows = { sku: 'HT-1 & 2', fromMs: 5, toMs: 9, seq: 913 };
    const [, tab = '', query = ''] = /^#\/sales\/([^?]*)\??(.*)$/u.exec(ordersAddress(rows)) ?? [];
    expect(rowsAskedBy(tab, query)).toEqual(rows);
    expect(rowsAskedBy('orders', 'seq=-1&fromMs=x&sku=')).toEqual({});
    expect(rowsAskedBy('figures', 'sku=a')).toBeNull();
  });

  it('CN101 figures that stand still are said with since when, which feed, for how long, and what to do', async () => {
    const page = await desk();
    await fixture(page, ({ client }) => {
      const now = client.topic('studio').get()!.nowAtMs;
      const { feeds } = client.topic('sales').get()!;
      client.patch('overlay', { frozenAtMs: Date.UTC(2020, 4, 1, 12, 5), ledgerSeq: 800 });
      client.patch('sales', { feeds: feeds.map((feed) => ({ ...feed, stale: true, lastAcceptedAtMs: now - 245_000 })) });
    });
    const words = await page.locator('.frozen-figures').innerText();
    expect(words).toContain('since 20:05');
    expect(words).toContain('district-shop silent for 4 min');
    expect(await page.locator('.frozen-figures .rows-link').first().getAttribute('href')).toBe('#/sales/orders?seq=800');
    await page.context().close();
  });
});

describe('health', () => {
  const { overlay, playout, sales } = consoleStates('en');
  const input: HealthInput = { link: 'open', studio: undefined, obs: undefined, sync: undefined, playout, sales, overlay };
  const says = (changes: Partial<HealthInput>) =>
    findingsOf({ ...input, ...changes }).flatMap(({ say, level, next, tab }) => (level === 'good' ? [] : [{ say, next, tab }]));

  it('CN101 the light names the figures that stand still once, with the reason', () => {
    const problem = { code: 'figures-frozen' as const, context: { sources: 'district-shop' } };
    const studio = { problems: [problem] } as unknown as NonNullable<HealthInput['studio']>;
    const frozen = findingsOf({ ...input, studio, overlay: { ...overlay!, frozenAtMs: Date.UTC(2020, 4, 1, 12, 5) } });
    expect(frozen.filter(({ problem: why }) => why?.code === 'figures-frozen')).toMatchObject([
      { say: 'feeds.frozenSince', level: 'trouble', values: { at: '20:05' }, next: 'sales' },
    ]);
    expect(says({ studio })).toMatchObject([{ say: 'feeds.frozen' }]);
  });

  it('CN102 on air without footer or advertising mark warns, before air nothing does', () => {
    expect(says({})).toEqual([]);
    const bare = { ...overlay!, footer: null, adMarkShown: false };
    expect(says({ overlay: bare })).toEqual([
      { say: 'overlay.footerMissing', next: 'overlay', tab: 'messages' },
      { say: 'overlay.adMarkOff', next: 'air', tab: undefined },
    ]);
    expect(says({ overlay: { ...overlay!, footerShown: false } })).toMatchObject([{ say: 'overlay.footerOff' }]);
    const prepared = { ...playout!, broadcast: { ...playout!.broadcast, phase: 'prepared' as const } };
    expect(says({ overlay: bare, playout: prepared })).toEqual([]);
  });
});

describe('other consoles', () => {
  it('CN109 what another console or a surface has shown of messages is told', async () => {
    const page = await desk();
    await fixture(page, ({ client }) => {
      const { lines } = client.topic('log').get()!;
      const body = { ...client.topic('graphics').get()!.announcements[0]! };
      client.patch('log', { lines: [...lines, { seq: 999, kind: 'announcement.shown', atMs: 1, actor: 'surface:Deck', body }] });
    });
    await page.locator('.mantine-Notifications-root').getByText('Announcement on: One more hour of walnuts at three').waitFor();
    await page.context().close();
  });
});
