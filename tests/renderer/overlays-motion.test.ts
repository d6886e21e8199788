/** Every layer of the built overlay page as it comes, changes and goes, what stands still, and who may try a draft on it. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyLayout, layerIds } from '../../native/contract/layout.ts';
import type { OverlayState } from '../../native/contract/overlay.ts';
import { officialTheme } from '../../native/contract/theme.ts';
import { buildOverlayPage, startOverlayStudio, type BuiltPage, type OverlayStudio } from '../harness/overlay-page.ts';
import { full } from '../harness/overlay-states.ts';

let built: BuiltPage;
let browser: Browser;
let studio: OverlayStudio;
let page: Page;
beforeAll(async () => {
  built = await buildOverlayPage();
  studio = await startOverlayStudio(built.folder, full);
  browser = await chromium.launch({
    executablePath: process.env['STUDIO_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.goto(studio.url());
});
afterAll(async () => {
  await browser.close();
  await studio.stop();
  await built.remove();
});

let seq = 100;
async function show(fields: Partial<OverlayState>): Promise<void> {
  seq += 1;
  studio.overlay.patch({ ...full, ...fields, ledgerSeq: seq });
  await page.waitForFunction((wanted) => Number(document.documentElement.dataset['ledgerSeq'] ?? -1) >= wanted, seq);
}

/** Layers of which something is drawn that is not on its way out. */
const drawn = () =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-layer]')]
      .filter((place) => place.querySelector('.present:not(.leaving) .panel'))
      .map((place) => place.dataset['layer']!)
      .sort(),
  );

/** Every layer with other content, so that each one changes or gives way to another. */
const others: Partial<OverlayState> = {
  card: { ...full.card!, productId: 'p-other', remaining: 12, priceFen: 3990 },
  flashSale: { ...full.flashSale!, flashSaleId: 'other', soldUnits: 500, priceFen: 3990 },
  offer: { ...full.offer!, state: 'result', result: { 'zh-CN': '已发完', en: 'All given out' } },
  lowerThird: { ...full.lowerThird!, guestId: 'other' },
  segmentTitle: { 'zh-CN': '下一站', en: 'Next stop' },
  announcement: { announcementId: 'other', text: { 'zh-CN': '谢谢', en: 'Thank you' } },
  footer: { operatorName: { 'zh-CN': '和田', en: 'Hetian' }, licence: 'JY16532210000000' },
  next: full.next.slice(1),
  ticker: [...full.ticker, { ...full.ticker[0]!, seq: 900 }],
  totals: { ...full.totals, grossFen: full.totals.grossFen + 1_000_000 },
};
/** Nothing on any layer. */
const nothing: Partial<OverlayState> = {
  card: null,
  flashSale: null,
  offer: null,
  lowerThird: null,
  segmentTitle: null,
  announcement: null,
  footer: null,
  nextShown: false,
  tickerShown: false,
  totalShown: false,
  clockShown: false,
  adMarkShown: false,
};

/** Notes every property that moves, by animation or transition, and on which layers something does. */
const watchMoves = () =>
  page.evaluate(() => {
    const properties = new Set<string>();
    const layers = new Set<string>();
    Object.assign(window, { moves: { properties, layers } });
    const own = new Set(['offset', 'computedOffset', 'easing', 'composite']);
    const look = () => {
      for (const { effect } of document.getAnimations()) {
        if (!(effect instanceof KeyframeEffect)) continue;
        const layer = effect.target?.closest<HTMLElement>('[data-layer]')?.dataset['layer'];
        if (layer) layers.add(layer);
        for (const frame of effect.getKeyframes()) for (const name of Object.keys(frame)) if (!own.has(name)) properties.add(name);
      }
      requestAnimationFrame(look);
    };
    look();
  });
const moves = () =>
  page.evaluate(() => {
    const { properties, layers } = (window as unknown as { moves: Record<'properties' | 'layers', Set<string>> }).moves;
    const told = { properties: [...properties].sort(), layers: [...layers].sort() };
    properties.clear();
    layers.clear();
    return told;
  });
const atRest = () => page.waitForFunction(() => document.getAnimations().length === 0 && !document.querySelector('.leaving'));

describe('movement of all layers', () => {
  it('OV54 every layer enters, changes and leaves by transform and opacity only', async () => {
    await show(nothing);
    await watchMoves();
    for (const fields of [{}, others, nothing]) {
      await show(fields);
      const moved = () => moves().then(({ properties, layers }) => ({ properties, layers: fields === others ? [] : layers }));
      await atRest();
      expect(await moved()).toEqual({ properties: ['opacity', 'transform'], layers: fields === others ? [] : [...layerIds].sort() });
    }
    expect(await drawn()).toEqual([]);
  });

  it('OL8 a calm scene stands still on every layer, whatever comes, changes and goes', async () => {
    await show({ ...nothing, calm: true });
    await atRest();
    await moves();
    for (const fields of [{}, others, nothing]) {
      await show({ ...fields, calm: true });
      expect(await page.evaluate(() => document.querySelectorAll('.leaving').length)).toBe(0);
      expect(await drawn()).toEqual(fields === nothing ? [] : [...layerIds].sort());
      expect(await moves()).toEqual({ properties: [], layers: [] });
    }
  });

  it('OL8 so does the page of who asked for less motion', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.reload();
    await show(nothing);
    await watchMoves();
    for (const fields of [{}, others, nothing]) await show(fields);
    expect(await moves()).toEqual({ properties: [], layers: [] });
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await page.reload();
  });
});

describe('what is drawn', () => {
  it('OL9 a layer that is held back is not drawn, and comes when it is allowed again', async () => {
    await show({ calm: true });
    expect(await drawn()).toEqual([...layerIds].sort());
    await show({ calm: true, heldBack: ['card', 'flash-sale', 'offer'] });
    expect(await drawn()).toEqual(layerIds.filter((layer) => !['card', 'flash-sale', 'offer'].includes(layer)).sort());
    expect(await page.locator('.card, .sale-flash, .offer').count()).toBe(0);
    await show({ calm: true });
    expect(await drawn()).toEqual([...layerIds].sort());
  });

  it('OL10 a flash sale says that it is over, and goes by itself', async () => {
    const sale = full.flashSale!;
    const running = { calm: true, locale: 'en' as const, clock: { nowAtMs: sale.endsAtMs - 60_000, speed: 0 } };
    await show(running);
    expect(await page.locator('.sale-flash .reels').getAttribute('data-left')).toBe('01:00');
    await show({ ...running, clock: { nowAtMs: sale.endsAtMs + 1000, speed: 0 } });
    expect(await page.locator('.sale-flash').textContent()).toContain('Ended');
    expect(await page.locator('.sale-flash .reels').count()).toBe(0);
    await show({ ...running, clock: { nowAtMs: sale.endsAtMs + 7000, speed: 0 } });
    await page.waitForFunction(() => !document.querySelector('.sale-flash'));
    await show(running);
    await page.waitForFunction(() => document.querySelector('.sale-flash .reels')?.getAttribute('data-left') === '01:00');
  });

  it('OL10 one that is sold out says so before its time', async () => {
    await show({ calm: true, locale: 'en', flashSale: { ...full.flashSale!, soldUnits: 800 } });
    expect(await page.locator('.sale-flash').textContent()).toContain('Sold out');
    expect(await page.locator('.sale-flash .reels').count()).toBe(0);
  });

  it('OL11 an offer is announced with its time, and its result takes that place', async () => {
    await show({ calm: true, locale: 'en' });
    expect(await page.locator('.offer').textContent()).toContain('Opens at 20:27');
    await show({ calm: true, locale: 'en', clock: { nowAtMs: full.offer!.opensAtMs!, speed: 0 } });
    expect(await page.locator('.offer').textContent()).not.toContain('Opens at');
    await show({ calm: true, ...others, locale: 'en' });
    expect(await page.locator('.offer').count()).toBe(1);
    expect(await page.locator('.offer').textContent()).toContain('All given out');
    expect(await page.locator('.offer .reels').count()).toBe(0);
  });

  it('OL12 figures that stand still are the last true ones, without a word to viewers', async () => {
    // What counts down moves with every second.
    const without = { locale: 'en', flashSale: null, offer: null } as const;
    const frozen = { ...without, totals: { ...full.totals, grossFen: full.totals.grossFen + 5_000_000 } };
    await show(without);
    await show(frozen);
    await page.getByText('¥10,253,599').waitFor();
    await atRest();
    const before = await page.locator('.total').textContent();
    await watchMoves();
    const at = { frozenAtMs: full.clock.nowAtMs, frozenAtSeq: seq };
    for (const remaining of [3000, 2900]) await show({ ...frozen, ...at, card: { ...full.card!, remaining } });
    await atRest();
    expect(await page.locator('.total').textContent()).toBe(before);
    expect((await moves()).layers).toEqual(['card']);
  });
});

describe('the door for drafts', () => {
  /** The page in a frame of another page; what that one says reaches it through `say`. */
  async function framed(address: string) {
    const outer = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await outer.goto(address);
    const url = studio.url('&still=1');
    await outer.evaluate((src) => {
      document.body.innerHTML = '';
      const frame = document.createElement('iframe');
      Object.assign(frame, { src, width: '1280', height: '720' });
      document.body.append(frame);
    }, url);
    await outer.waitForSelector('iframe');
    const frame = outer.frames().find((candidate) => candidate.parentFrame())!;
    await outer.frameLocator('iframe').locator('main').waitFor();
    const say = (message: unknown) =>
      outer.evaluate((said) => document.querySelector('iframe')!.contentWindow!.postMessage(said, '*'), message);
    const look = () =>
      frame.evaluate(
        () =>
          new Promise<{ ground: string; left: number; cards: number }>((resolve) => {
            // Two frames: what was said is drawn.
            requestAnimationFrame(() =>
              requestAnimationFrame(() => {
                const main = document.querySelector<HTMLElement>('main')!;
                resolve({
                  ground: getComputedStyle(main).getPropertyValue('--panel'),
                  left: document.querySelector<HTMLElement>('[data-layer="clock"]')!.offsetLeft,
                  cards: document.querySelectorAll('.card').length,
                });
              }),
            );
          }),
      );
    return { outer, frame, say, look };
  }
  const placed = { anchor: 'top-left', x: 333, y: 60, width: 130, scale: 1, hidden: false };

  it('OL13 the page around it may try a theme, a layout and sample content, and take all of it back', async () => {
    await show({ card: null });
    const { outer, say, look } = await framed(studio.url('&layers=card'));
    const before = await look();
    expect(before.cards).toBe(0);
    await say({ type: 'draft', theme: officialTheme, layout: { ...emptyLayout, landscape: { clock: placed } }, sample: true });
    await expect.poll(look).toMatchObject({ ground: officialTheme.colours.panel, left: 333, cards: 1 });
    await say({ type: 'draft', theme: { ...officialTheme, colours: {} } });
    await say({ type: 'draft', sample: 'yes' });
    await say('draft');
    expect(await look()).toMatchObject({ left: 333, cards: 1 });
    await say({ type: 'draft' });
    await expect.poll(look).toEqual(before);
    await outer.close();
  });

  it('OL13 a message of another origin or of another window is not heard', async () => {
    const { outer, frame, look } = await framed(studio.url('&layers=card'));
    const before = await look();
    // The studio forbids other origins to frame its pages; this is the second lock.
    await frame.evaluate(
      (data) => {
        const { origin } = location;
        for (const from of [
          { origin: 'http://elsewhere.test', source: window.parent },
          { origin, source: window },
        ])
          window.dispatchEvent(new MessageEvent('message', { data, ...from }));
      },
      { type: 'draft', theme: officialTheme, sample: true },
    );
    expect(await look()).toEqual(before);
    await outer.close();
  });
});
