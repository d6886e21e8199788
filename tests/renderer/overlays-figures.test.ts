/** Figures, pace and measures of the overlay page, without a browser. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TickerItem } from '../../native/contract/overlay.ts';
import { formatTotal, groupDigits } from '../../native/contract/money.ts';
import { locales } from '../../native/contract/text.ts';
import { hetianTheme, officialTheme } from '../../native/contract/theme.ts';
import { digitsOf, secondsLeft } from '../../renderer/overlays/countdown-figures.ts';
import { percentOf, priceParts, stockState, timeOfDay } from '../../renderer/overlays/figures.ts';
import { plainView, readOverlayAddress } from '../../renderer/overlays/overlay-address.ts';
import { PacedSales } from '../../renderer/overlays/paced-sales.ts';
import { RollingFigure } from '../../renderer/overlays/rolling-figure.ts';
import { fitStage } from '../../renderer/overlays/stage-size.ts';
import { wholeWords } from '../../renderer/overlays/whole-words.ts';

describe('figures on air', () => {
  it.each([
    [0, '¥0.00', '¥0.00'],
    [999_999, '¥9,999.99', '¥9,999.99'],
    [1_000_000, '¥1万', '¥10,000'],
    [1_020_000_000, '¥1020万', '¥10,200,000'],
    [1_020_359_999, '¥1020.35万', '¥10,203,599'],
    [9_999_999_999, '¥9999.99万', '¥99,999,999'],
    [10_000_000_000, '¥1亿', '¥100,000,000'],
    [10_299_999_999, '¥1.02亿', '¥102,999,999'],
    [-150, '-¥1.50', '-¥1.50'],
    [-1_000_001, '-¥1.01万', '-¥10,001'],
  ])('OV30 %i fen is %s in Chinese and %s in the other languages', (fen, chinese, others) => {
    expect(formatTotal(fen, 'zh-CN')).toBe(chinese);
    expect(formatTotal(fen, 'en')).toBe(others);
    expect(formatTotal(fen, 'ug')).toBe(others);
  });

  it('OV30 a total is never shown higher than it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 13), max: 10 ** 15 }), fc.constantFrom(...locales), (fen, locale) => {
        const text = formatTotal(fen, locale);
        const [, sign, digits, unit] = /^(-?)¥([\d,.]+)([万亿]?)$/u.exec(text)!;
        const [whole, decimals = ''] = digits!.replaceAll(',', '').split('.');
        const size = BigInt(whole! + decimals.padEnd(2, '0')) * { '': 1n, 万: 10_000n, 亿: 100_000_000n }[unit as '' | '万' | '亿'];
        expect((sign ? -size : size) <= BigInt(fen)).toBe(true);
      }),
      { seed: 1 },
    );
  });

  it('OV31 a price is exact and its even yuan stand alone', () => {
    expect(priceParts(4990)).toEqual({ yuan: '49', fen: '.90' });
    expect(priceParts(1_299_905)).toEqual({ yuan: '12,999', fen: '.05' });
    expect(priceParts(100_000_000_000)).toEqual({ yuan: '1,000,000,000', fen: '' });
    expect(groupDigits(-1234)).toBe('-1,234');
  });

  it('OV32 stock is nearly gone from the last fifth on, at most the last 50', () => {
    expect([stockState(51, 5000), stockState(50, 5000), stockState(0, 5000)]).toEqual(['left', 'last', 'none']);
    expect([stockState(10, 10), stockState(2, 10), stockState(0, 0)]).toEqual(['left', 'last', 'none']);
  });

  it('OV33 the words are the same in all three languages, and each uses the figure that it is given', () => {
    const [zh, ...others] = locales.map(
      (locale) => JSON.parse(readFileSync(`resources/locales/${locale}/overlay.json`, 'utf8')) as Record<string, string>,
    );
    for (const words of others) {
      expect(Object.keys(words)).toEqual(Object.keys(zh!));
      for (const [key, text] of Object.entries(words)) expect(text.includes('{{number}}')).toBe(zh![key]!.includes('{{number}}'));
    }
  });
});

const sale = (seq: number): TickerItem => ({
  seq,
  productName: { 'zh-CN': `商品${seq}` },
  region: null,
  quantity: 1,
  buyer: null,
  atMs: seq,
});
const sales = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => sale(from + index));
const seqs = (paced: PacedSales) => paced.shown.map((item) => item.seq);

describe('the pace of the ticker', () => {
  it('OV34 begins with the last three sales and shows a new one at once', () => {
    const paced = new PacedSales();
    paced.offer(sales(1, 12));
    expect(seqs(paced)).toEqual([12, 11, 10]);
    paced.offer(sales(2, 13));
    expect(paced.advance(1000)).toBeNull();
    expect(seqs(paced)[0]).toBe(13);
  });

  it('OV35 gives each sale of a burst its time, drops what cannot wait and never replays an outage', () => {
    const paced = new PacedSales();
    paced.offer(sales(1, 1));
    paced.offer(sales(90, 101));
    const waits: (number | null)[] = [];
    for (let nowMs = 1000; nowMs <= 5000; nowMs += 100) waits.push(paced.advance(nowMs));
    expect(seqs(paced)).toEqual([101, 100, 99, 1]);
    expect(waits[0]).toBeGreaterThan(0);
    expect(waits.at(-1)).toBeNull();
  });

  it('OV35 sales that the studio has shuffled are all shown, whatever their sequence', () => {
    const paced = new PacedSales();
    paced.offer([sale(9)]);
    paced.offer([sale(9), sale(4), sale(7)]);
    paced.advance(1000);
    paced.advance(2000);
    expect(seqs(paced)).toEqual([7, 4, 9]);
  });

  it('OV90 a name that is hidden, and a sale that is taken back, leave the screen at once', () => {
    const paced = new PacedSales();
    const named = [1, 2, 3, 4].map((seq) => ({ ...sale(seq), buyer: '阿**' }));
    paced.offer(named.slice(0, 2));
    paced.offer(named);
    paced.advance(1000);
    expect(seqs(paced)).toEqual([3, 2, 1]);
    paced.offer([1, 3, 4].map((seq) => sale(seq)));
    expect(paced.shown.map(({ seq, buyer }) => [seq, buyer])).toEqual([
      [3, null],
      [1, null],
    ]);
    paced.advance(2000);
    expect(paced.shown.map(({ seq, buyer }) => [seq, buyer])).toContainEqual([4, null]);
  });

  it('OV35 the same sales offered again are not new', () => {
    const paced = new PacedSales();
    paced.offer(sales(1, 5));
    paced.offer(sales(1, 5));
    expect(paced.advance(0)).toBeNull();
    expect(seqs(paced)).toEqual([5, 4, 3]);
  });
});

describe('the counting total', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('OV36 rises in steps to the very sum, never past it, and falls at once', () => {
    const written: number[] = [];
    const figure = new RollingFigure((value) => written.push(value));
    figure.toward(1000, false);
    expect(written).toEqual([1000]);
    figure.toward(5000, false);
    vi.advanceTimersByTime(200);
    figure.toward(9000, false);
    vi.runAllTimers();
    expect(written.length).toBeGreaterThan(5);
    expect(written.every((value, index) => index === 0 || value > written[index - 1]!)).toBe(true);
    expect(written.at(-1)).toBe(9000);
    figure.toward(8000, false);
    expect(written.at(-1)).toBe(8000);
    figure.toward(9000, true);
    expect(written.at(-1)).toBe(9000);
  });
});

describe('address and stage', () => {
  it('OV37 the address carries access, view, language and stillness', () => {
    expect(readOverlayAddress(new URL('http://127.0.0.1:4577/overlays/?token=a%2Bb&view=preview&lang=ug&still=1'))).toEqual({
      socketUrl: 'ws://127.0.0.1:4577/trpc?token=a%2Bb',
      topic: 'overlayPreview',
      view: { ...plainView, locale: 'ug' },
      still: true,
      background: null,
      slate: null,
    });
    expect(readOverlayAddress(new URL('https://desk/overlays/?lang=fr'))).toEqual({
      socketUrl: 'wss://desk/trpc',
      topic: 'overlay',
      view: plainView,
      still: false,
      background: null,
      slate: null,
    });
  });

  it('OL4 the address carries shape, layers, guides and a ground to key out, and no nonsense', () => {
    const asked = readOverlayAddress(new URL('http://desk/overlays/?shape=corner&guides=1&layers=card,ticker,x&background=00FF00'));
    expect(asked.view).toEqual({ locale: null, shape: 'corner', layers: ['card', 'ticker'], guides: true });
    expect(asked.background).toBe('#00FF00');
    const nonsense = readOverlayAddress(new URL('http://desk/overlays/?shape=round&background=url(x)&guides=yes'));
    expect(nonsense).toMatchObject({ view: plainView, background: null });
  });

  it('OL5 the address of a slate carries its languages and its theme; a damaged theme is the one of the house', () => {
    const theme = { ...officialTheme, themeId: 'ours' };
    const query = (text: string) => new URL(`http://desk/overlays/?slate=hold&lang=ug&also=zh-CN,en&theme=${encodeURIComponent(text)}`);
    expect(readOverlayAddress(query(JSON.stringify(theme))).slate).toEqual({ slate: 'hold', locale: 'ug', alsoIn: ['zh-CN', 'en'], theme });
    expect(readOverlayAddress(query('{"a"')).slate?.theme).toEqual(hetianTheme);
    expect(readOverlayAddress(query('{}')).slate?.theme).toEqual(hetianTheme);
  });

  it('OV38 the stage fills any viewport in the layout of its shape', () => {
    expect(fitStage(1920, 1080, null)).toEqual({ shape: 'landscape', scale: 1, width: 1920, height: 1080 });
    expect(fitStage(540, 960, null)).toEqual({ shape: 'portrait', scale: 0.5, width: 1080, height: 1920 });
    expect(fitStage(720, 540, null)).toEqual({ shape: 'corner', scale: 0.5, width: 1440, height: 1080 });
    expect(fitStage(1440, 1080, 'landscape')).toEqual({ shape: 'landscape', scale: 0.75, width: 1920, height: 1440 });
  });
});

describe('time and goals', () => {
  it('OL6 time of day is that of China, percent is cut off, and a begun second is a second', () => {
    expect(timeOfDay(Date.UTC(2026, 0, 9, 16, 5, 59))).toBe('00:05');
    expect([percentOf(2_999_999, 3_000_000), percentOf(3_000_000, 3_000_000), percentOf(-5, 10), percentOf(5, 0)]).toEqual([99, 100, 0, 0]);
    expect([secondsLeft(10_000, 9001), secondsLeft(10_000, 9000), secondsLeft(10_000, 10_000), secondsLeft(10_000, 99_999)]).toEqual([
      1, 1, 0, 0,
    ]);
    expect([digitsOf(3599, 2), digitsOf(3600, 3), digitsOf(360_000 * 2, 3)]).toEqual(['5959', '010000', '990000']);
  });

  it('OL7 a text that is too long ends after a whole word', () => {
    expect(wholeWords('Thin-shell walnuts', 40, 'en')).toBe('Thin-shell walnuts');
    expect(wholeWords('Thin-shell walnuts of Hotan', 20, 'en')).toBe('Thin-shell walnuts…');
    expect(wholeWords('نېپىز پوستلۇق ياڭاق', 15, 'ug')).toBe('نېپىز پوستلۇق…');
    expect(wholeWords('👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 13, 'en')).toBe('👨‍👩‍👧‍👦…');
    for (let length = 1; length < 30; length += 1) {
      expect(wholeWords('和田核桃乳是当季新货欢迎大家来和田看一看再买', length, 'zh-CN').length).toBeLessThanOrEqual(length + 1);
    }
  });
});
