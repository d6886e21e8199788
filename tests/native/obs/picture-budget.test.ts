/** What pictures may cost: rate and width follow from the answers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PICTURE_WIDTHS, PictureBudget } from '../../../native/obs/pictures/picture-budget.ts';

function after(width: number, ms: readonly number[]): PictureBudget {
  const budget = new PictureBudget();
  for (const each of ms) budget.took(width, each);
  return budget;
}

describe('the budget of pictures', () => {
  it('CN40 work never takes more than 2 % of the time, until a picture is so dear that one every two seconds is all', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.1, max: 40, noNaN: true }), { minLength: 1, maxLength: 20 }), (ms) => {
        const gapMs = after(480, ms).gapMs(480);
        const workMs = Math.min(...ms.slice(-8));
        expect(gapMs >= 2000 || workMs / (gapMs + workMs) <= 0.0201).toBe(true);
        expect(gapMs).toBeGreaterThanOrEqual(125);
        expect(gapMs).toBeLessThanOrEqual(2000);
      }),
    );
  });

  it('CN40 a busy OBS is asked less often, and an idle one again more often', () => {
    const budget = after(480, [2, 2, 2]);
    expect(budget.gapMs(480)).toBe(125);
    for (const ms of [90, 120, 80, 100, 110, 90, 95, 105]) budget.took(480, ms);
    expect(budget.gapMs(480)).toBe(2000);
    for (let times = 0; times < 8; times += 1) budget.took(480, 2);
    expect(budget.gapMs(480)).toBe(125);
  });

  it('CN40 takes no wider picture than is of use, and a narrower one where the wide one is dear', () => {
    expect(new PictureBudget().widthFor(400)).toBe(480);
    expect(new PictureBudget().widthFor(5000)).toBeLessThanOrEqual(PICTURE_WIDTHS.at(-1)!);
    const dear = after(480, [20, 20, 20]);
    expect(dear.widthFor(480)).toBe(320);
    const hopeless = after(240, [60]);
    expect(hopeless.widthFor(480)).toBe(240);
    // What was dear once is tried again after a while.
    for (let times = 0; times < 120; times += 1) dear.took(320, 1);
    expect(dear.widthFor(480)).toBe(480);
  });
});
