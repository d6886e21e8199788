/** The sales on the ticker: when they appear, what of them is shown, and what never is. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TICKER_LENGTH } from '../../../native/contract/overlay.ts';
import { maskBuyer } from '../../../native/orders/buyer-mask.ts';
import { opened, paid, studio } from './overlay-studio.ts';

/** Gives these numbers one after the other, again and again. */
const sequence = (...values: number[]) => {
  let at = 0;
  return () => values[at++ % values.length]!;
};
const seqs = ({ projection }: ReturnType<typeof studio>) => projection.state.get().ticker.map(({ seq }) => seq);

describe('the sales ticker', () => {
  it('OV70 each sale waits its own random while of at most ten seconds, so that their order is not that of payment', async () => {
    const desk = studio({ random: sequence(0.9, 0.2, 0.5) });
    desk.say(opened, paid([1]), paid([1]), paid([1]));
    expect(seqs(desk)).toEqual([]);
    await desk.clock.advance(1999);
    expect(seqs(desk)).toEqual([]);
    await desk.clock.advance(1);
    expect(seqs(desk)).toEqual([3]);
    await desk.clock.advance(8000);
    expect(seqs(desk)).toEqual([3, 4, 2]);
  });

  it('OV70 whatever the chances, no sale comes later than ten seconds and none twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 12 }), async (chances) => {
        const desk = studio({ random: sequence(...chances) });
        desk.say(opened, ...chances.map(() => paid([1])));
        await desk.clock.advance(10_000);
        expect(seqs(desk).toSorted((a, b) => a - b)).toEqual(chances.map((_, at) => at + 2));
      }),
      { numRuns: 40, seed: 20_200_501 },
    );
  });

  it('OV71 a burst of thousands shows no more than can be read, and asks the catalogue no more often', async () => {
    const random = sequence(0.1, 0.7, 0.4, 0.95);
    const desk = studio({ random });
    desk.say(opened);
    let patches = 0;
    desk.projection.state.subscribe(({ ticker }) => (patches += ticker ? 1 : 0));
    for (let second = 0; second < 20; second += 1) {
      desk.say(...Array.from({ length: 5000 }, () => paid([1])));
      await desk.clock.advance(1000);
    }
    expect(patches).toBeLessThanOrEqual(20 * TICKER_LENGTH);
    expect(seqs(desk)).toHaveLength(TICKER_LENGTH);
    expect(new Set(seqs(desk)).size).toBe(TICKER_LENGTH);
    // Nothing is left over from the first bursts.
    expect(Math.min(...seqs(desk))).toBeGreaterThan(20_000);
  });

  it('OV72 buyers are named in masked form and only where the crew has chosen it; taken back, the names go at once', async () => {
    const { projection, say, clock } = studio();
    const buyers = () => projection.state.get().ticker.map(({ buyer }) => buyer);
    const name = (tickerNamesBuyers: boolean) => say({ kind: 'overlay.configured', body: { tickerNamesBuyers } });
    say(opened, ...['阿依古丽·买买提', '王小明', '13800138000', '张'].map((full) => paid([1], { buyer: maskBuyer(full)! })));
    say(paid([1], { buyer: '未遮名字' }));
    await clock.advance(1);
    expect(buyers()).toEqual([null, null, null, null, null]);
    name(true);
    expect(buyers()).toEqual(['阿**·买**', '王**', null, '*', null]);
    name(false);
    expect(buyers()).toEqual([null, null, null, null, null]);
  });

  it('OV73 a text that may not be shown gives way to the catalogue, or the sale is left out; also one that is on screen', async () => {
    const { projection, say, clock } = studio();
    const names = () => projection.state.get().ticker.map(({ productName, region }) => [productName['zh-CN'], region]);
    projection.setMayShow((text) => !text.includes('最好'));
    say(opened, paid([1], { title: '最好的核桃' }), paid([1], { sku: 'X', title: '最好的枣' }), paid([1], { sku: 'Y', region: '最好市' }));
    await clock.advance(1);
    expect(names()).toEqual([
      ['薄皮核桃', '杭州市'],
      ['商品0', null],
    ]);
    projection.setMayShow((text) => text !== '薄皮核桃');
    expect(names()).toEqual([
      ['最好的核桃', '杭州市'],
      ['商品0', '最好市'],
    ]);
    projection.setMayShow((text) => !text.endsWith('核桃') && !text.startsWith('商品'));
    expect(names()).toEqual([]);
  });

  it('OV74 a restart shows at most the last three sales, and one just paid still waits', async () => {
    const desk = studio({ random: sequence(0.5, 0.1, 0.9) });
    desk.say(opened, ...Array.from({ length: 9 }, () => paid([1])));
    await desk.clock.advance(60_000);
    const restored = desk.restored();
    expect(restored.state.get().ticker.map(({ seq }) => seq)).toEqual([9, 8, 10]);
    await desk.clock.advance(20_000);
    expect(restored.state.get().ticker).toHaveLength(3);
    const fresh = studio({ random: () => 0.5 });
    fresh.say(opened, paid([1]));
    const again = fresh.restored();
    expect(again.state.get().ticker).toEqual([]);
    await fresh.clock.advance(5000);
    expect(again.state.get().ticker).toHaveLength(1);
  });

  it('OV75 of sales that come long after they were paid no more than three wait at once', async () => {
    const desk = studio({ random: () => 0.5 });
    desk.say(opened);
    await desk.clock.advance(600_000);
    const late = Array.from({ length: 500 }, () => ({ ...paid([1], { occurredAtMs: 1 }), atMs: 600_000 }));
    for (let at = 0; at < 500; at += 100) desk.say(...late.slice(at, at + 100));
    await desk.clock.advance(10_000);
    expect(seqs(desk)).toHaveLength(3);
  });

  it('OV76 a new broadcast begins with an empty ticker, and what waited does not come', async () => {
    const desk = studio({ random: () => 0.5 });
    desk.say(opened, paid([1]));
    desk.say({ kind: 'broadcast.ended', body: {} }, opened);
    await desk.clock.advance(10_000);
    expect(seqs(desk)).toEqual([]);
  });
});
