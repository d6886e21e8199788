/** The run of show of day one and the cues made from it. */
import { describe, expect, it } from 'vitest';
import { rundownSchema } from '../../../native/contract/rundown.ts';
import { cardTimes, cueSheet, flashOpensAtMs } from '../../../native/rehearsal/cue-sheet.ts';
import { loadRehearsal, valueAt } from '../../../native/rehearsal/rehearsal-plan.ts';
import { dayOne, resources } from './small-day.ts';

const MINUTE = 60_000;
const plan = dayOne();
const { segments } = plan.rundown;
const minutesOf = (matches: (segmentId: string) => boolean) =>
  segments.filter(({ segmentId }) => matches(segmentId)).map(({ plannedMs }) => plannedMs / MINUTE);

describe('run of show', () => {
  it('RH5 a name that is not there is refused with those that are', () => {
    expect(loadRehearsal('day-two', resources)).toMatchObject({ refusal: { code: 'rehearsal-unknown', context: { known: 'day-one' } } });
    expect(loadRehearsal('../catalogue', resources)).toMatchObject({ ok: false });
  });

  it('RH5 day one is 360 minutes of opening, eight counties, four reels, two flash rounds and a close', () => {
    expect(plan.lengthMs).toBe(360 * MINUTE);
    expect(minutesOf((id) => id.startsWith('opening'))).toEqual([2, 8]);
    expect(minutesOf((id) => id.startsWith('reel'))).toEqual([8, 8, 8, 8]);
    expect(minutesOf((id) => id.startsWith('flash'))).toEqual([5, 5]);
    expect(minutesOf((id) => id === 'closing')).toEqual([4]);
    expect(minutesOf((id) => id.endsWith('-sting'))).toEqual(Array.from({ length: 8 }, () => 2));
    expect(minutesOf((id) => id.endsWith('-official'))).toEqual(Array.from({ length: 8 }, () => 6));
    expect(minutesOf((id) => id.endsWith('-market'))).toEqual(Array.from({ length: 8 }, () => 30));
    expect(new Set(segments.map(({ kind }) => kind))).toEqual(new Set(['influencer', 'official', 'grassroots', 'break']));
  });

  it('RH5 it has 40 product slots, shows all 44 products, and every text in three languages', () => {
    expect(segments.filter(({ segmentId }) => segmentId.endsWith('-market')).flatMap(({ productIds }) => productIds)).toHaveLength(40);
    const shown = new Set(segments.flatMap(({ productIds }) => productIds));
    expect(shown).toEqual(new Set(plan.products.map(({ productId }) => productId)));
    const texts = segments.flatMap(({ title, guests }) => [title, ...guests.flatMap(({ name, role }) => [name, role])]);
    for (const text of texts) expect(text).toEqual({ 'zh-CN': expect.any(String), ug: expect.any(String), en: expect.any(String) });
    expect(rundownSchema.safeParse(plan.rundown).success).toBe(true);
  });

  it('RH5 no product is offered while an official is on screen', () => {
    const official = segments.filter(({ guests }) => guests.some(({ guestClass }) => guestClass === 'official'));
    expect(official.length).toBeGreaterThan(8);
    expect(official.flatMap(({ productIds }) => productIds)).toEqual([]);
  });

  it('RH6 cues come in order: one card at a time, from the price step to the end of its slot', () => {
    const cues = cueSheet(plan);
    expect(cues[0]).toEqual({ atMs: 0, type: 'startBroadcast' });
    expect(cues.at(-1)).toEqual({ atMs: plan.lengthMs, type: 'endBroadcast' });
    expect(cues.map(({ atMs }) => atMs)).toEqual(cues.map(({ atMs }) => atMs).sort((one, other) => one - other));
    expect(cues.filter(({ type }) => type === 'takeSegment')).toHaveLength(segments.length);
    const cards = cues.filter(({ type }) => type === 'showCard' || type === 'clear').map(({ type }) => type);
    expect(cards).toEqual(Array.from({ length: 46 }, () => ['showCard', 'clear']).flat());
    const [first] = cardTimes(plan);
    expect(first).toMatchObject({ fromMs: (10 + 2 + 6 + 3.5) * MINUTE, untilMs: (10 + 2 + 6 + 5) * MINUTE });
  });

  it('RH6 the flash card is on air before the sale opens and after it is sold out', () => {
    const { flashSale } = plan.parameters;
    const card = cardTimes(plan).find(({ productId }) => productId === flashSale.productId)!;
    expect(card.fromMs).toBeLessThan(flashOpensAtMs(plan));
    expect(card.untilMs).toBeGreaterThan(flashOpensAtMs(plan) + flashSale.lengthMs + MINUTE);
  });

  it('RH6 viewers only ever grow, past thirty million', () => {
    const totals = Array.from({ length: 361 }, (_, minute) => valueAt(plan.parameters.viewers, minute * MINUTE));
    expect(totals).toEqual(totals.toSorted((one, other) => one - other));
    expect(totals.at(-1)).toBeGreaterThan(30_000_000);
  });
});
