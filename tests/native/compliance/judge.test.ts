/** What the gate finds on cards, people and texts, by the rules that come with the program. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSampleProducts } from '../../../native/catalogue/sample.ts';
import { heldBackBy } from '../../../native/compliance/guest-rules.ts';
import { locales } from '../../../native/contract/text.ts';
import type { Rundown } from '../../../native/contract/rundown.ts';
import { DAY_MS, guest, openRig, paper, product, RESOURCES, segment } from './gate-rig.ts';

const card = (changes: Parameters<typeof product>[0]) => ({ kind: 'card' as const, product: product(changes) });
const announced = (text: string) => ({ kind: 'announcement' as const, announcement: { announcementId: 'a-1', text: { 'zh-CN': text } } });

describe('texts', () => {
  it.each([
    ['全网最低价', 'block absolute text.zh-CN 全网最低价'],
    ['NO.1 核桃', 'block absolute text.zh-CN NO.1'],
    ['和田国宴核桃', 'block state-supply text.zh-CN 国宴'],
    ['县长推荐', 'block endorsement text.zh-CN 县长推荐'],
    ['雪菊降血压', 'block medical text.zh-CN 降血压'],
    ['最后一波', 'warn urgency text.zh-CN 最后一波'],
    ['有机核桃', 'warn organic text.zh-CN 有机'],
    ['原价', 'warn original-price text.zh-CN 原价'],
    ['扫码下单', 'block contact-word text.zh-CN 扫码'],
    ['电话 13812345678', 'block contact-phone text.zh-CN 13812345678'],
    ['只要 39 元', 'warn price-without-unit text.zh-CN 39 元'],
  ])('GT20 the program’s own rules find what the law names: %s', (text, expected) => {
    expect(openRig().rulesIn(announced(text))).toContain(expected);
  });

  it('GT20 the program’s own rules know the most important words in Uyghur and English too', () => {
    const { judge } = openRig();
    const found = (text: string) => judge.inspect([{ at: '', text }], true).map(({ rule }) => rule);
    for (const text of ['ئەڭ ياخشى ياڭاق', 'دۇنيادا بىرىنچى', 'the best walnuts', 'number one', 'lowest price'])
      expect(found(text)).toEqual(['absolute']);
    for (const text of ['يۈرەككە شىپا', 'قان بېسىمىنى تۆۋەنلىتىدۇ', 'cures insomnia', 'boosts immunity'])
      expect(found(text)).toContain('medical');
    for (const text of ['ھالال گۆش', 'halal lamb']) expect(found(text)).toEqual(['halal']);
  });

  it('GT21 the market’s own catalogue and run of show pass, so that nobody learns to press the warning away', () => {
    const { judge, products, clock } = openRig();
    const sample = loadSampleProducts(RESOURCES);
    for (const one of sample) products.set(one.productId, one);
    const day = JSON.parse(readFileSync(join(RESOURCES, 'rehearsal', 'day-one', 'rundown.json'), 'utf8')) as Rundown;
    const contents = [
      ...sample.map((one) => ({ kind: 'card' as const, product: one })),
      ...day.segments.map((one) => ({ kind: 'segment' as const, segment: one })),
      ...day.segments.flatMap((one) => one.guests.map((each) => ({ kind: 'lower-third' as const, guest: each, segmentId: one.segmentId }))),
    ];
    expect(clock.nowMs()).toBe(0);
    expect(contents.flatMap((content) => judge.judge(content).findings)).toEqual([]);
  });

  it('GT22 every language of every field on a card is looked at, and what is told says which', () => {
    const words = { 'zh-CN': '最佳', ug: 'ئەڭ ياخشى', en: 'the best' };
    const { rulesIn } = openRig();
    const found = rulesIn(card({ name: words, unit: words, cooperative: words, sellingPoints: [{ 'zh-CN': '好' }, words] }));
    for (const at of ['name', 'unit', 'cooperative', 'sellingPoints.1']) {
      for (const locale of locales) expect(found).toContain(`block absolute ${at}.${locale} ${words[locale]}`);
    }
  });

  it('GT23 medical words are for food only, and a certificate that is valid now lets its words pass', () => {
    const { rulesIn, papers } = openRig();
    expect(rulesIn(card({ name: { 'zh-CN': '助眠香包' }, isFood: false }))).toEqual([]);
    expect(rulesIn(card({ name: { 'zh-CN': '助眠香包' } }))).toEqual(['block medical name.zh-CN 助眠']);
    const organic = (more: object) => card({ name: { 'zh-CN': '有机核桃' }, certificates: [{ kind: 'organic', number: '1', ...more }] });
    expect(rulesIn(organic({}))).toEqual([]);
    expect(rulesIn(organic({ untilAtMs: 1 }))).toEqual([]);
    expect(rulesIn(organic({ untilAtMs: 0 }))).toEqual(['warn organic name.zh-CN 有机']);
    expect(rulesIn(organic({ evidenceId: 'ev-1' }))).toEqual(['warn organic name.zh-CN 有机']);
    papers.set('ev-1', paper('ev-1'));
    expect(rulesIn(organic({ evidenceId: 'ev-1' }))).toEqual([]);
    expect(rulesIn(card({ name: { 'zh-CN': '清真核桃' }, certificates: [{ kind: 'organic', number: '1' }] }))).toEqual([
      'warn halal name.zh-CN 清真',
    ]);
  });

  it('GT24 a sum in a text needs its unit; coupons, turnover and the card’s own price do not', () => {
    const { rulesIn } = openRig();
    for (const text of ['39 元/袋', '每袋 39 元', '500 克 19.8 元', '满 100 元减 20', '销售额突破 1020 万元', '优惠券 20 元']) {
      expect(rulesIn(announced(text))).toEqual([]);
    }
    expect(rulesIn(announced('今晚 ¥39.9'))).toEqual(['warn price-without-unit text.zh-CN ¥39.9']);
  });

  it('GT25 what a host reads aloud is looked at for claims, but numbers in notes are the crew’s own', () => {
    const notes = '说：全国第一。有事打 13812345678';
    expect(openRig().rulesIn({ kind: 'prompter', segmentId: 's-1', title: 't', notes })).toEqual(['block absolute notes 全国第一']);
  });
});

describe('prices', () => {
  const struck = (priceFen: number, more: object = { proof: 'deals' }) => card({ struckPrice: { priceFen, ...more } as never });

  it('GT30 a card without a unit is blocked', () => {
    expect(openRig().rulesIn(card({ unit: { 'zh-CN': '—' } }))).toEqual(['block price-without-unit unit.zh-CN']);
  });

  it('GT31 a struck price may be as high as the lowest deal of the last seven days, and no higher', async () => {
    const { rulesIn, deals, clock, judge } = openRig();
    await clock.advance(10 * DAY_MS);
    deals.lowest = 2980;
    deals.last = 9900;
    expect(rulesIn(struck(2980))).toEqual([]);
    expect(deals.asked).toEqual([['HT-1', 3 * DAY_MS, 10 * DAY_MS]]);
    expect(rulesIn(struck(2981))).toEqual(['block price-struck-above-proof struckPrice']);
    expect(judge.judge(struck(2981)).findings[0]?.context).toEqual({ struckFen: 2981, provenFen: 2980, days: 7 });
  });

  it('GT38 the seven days are those before the broadcast went on air: what the lower price sells proves nothing against it', async () => {
    const { rulesIn, deals, clock, onAir } = openRig();
    await clock.advance(10 * DAY_MS);
    onAir.sinceMs = 9 * DAY_MS;
    deals.lowest = 2980;
    expect(rulesIn(struck(2980))).toEqual([]);
    expect(deals.asked).toEqual([['HT-1', 2 * DAY_MS, 9 * DAY_MS]]);
  });

  it('GT32 without a deal in seven days the last deal counts; without any there is no proof', () => {
    const { rulesIn, deals } = openRig();
    expect(rulesIn(struck(2980))).toEqual(['block price-struck-without-proof struckPrice']);
    deals.last = 2980;
    expect(rulesIn(struck(2980))).toEqual([]);
    expect(rulesIn(struck(3000))).toEqual(['block price-struck-above-proof struckPrice']);
  });

  it('GT33 a paper proves only while it is there, and a struck price is higher than the price', () => {
    const { rulesIn, papers, deals } = openRig();
    const byPaper = struck(2980, { proof: 'document', evidenceId: 'ev-1' });
    expect(rulesIn(byPaper)).toEqual(['block price-struck-without-proof struckPrice']);
    papers.set('ev-1', paper('ev-1'));
    expect(rulesIn(byPaper)).toEqual([]);
    expect(rulesIn(struck(2980, { proof: 'document' }))).toEqual(['block price-struck-without-proof struckPrice']);
    deals.lowest = 5000;
    expect(rulesIn(struck(2280))).toEqual(['block price-struck-not-higher struckPrice']);
    expect(rulesIn({ kind: 'flash-sale', product: product({ struckPrice: { priceFen: 2280, proof: 'deals' } }) })).toEqual([]);
  });
});

describe('people', () => {
  const lowerThird = (changes: Parameters<typeof guest>[0]) => ({ kind: 'lower-third' as const, guest: guest(changes), segmentId: 's-1' });

  it('GT40 a consent that has run out by the studio’s clock blocks; one that is not on file warns', async () => {
    const { rulesIn, clock } = openRig();
    expect(rulesIn(lowerThird({}))).toEqual([]);
    const { consent: _, ...without } = guest();
    expect(rulesIn({ kind: 'lower-third', guest: without, segmentId: 's-1' })).toEqual(['warn consent-missing']);
    expect(rulesIn({ kind: 'lower-third', guest: { ...without, guestClass: 'staff' }, segmentId: 's-1' })).toEqual([]);
    await clock.advance(DAY_MS);
    expect(rulesIn(lowerThird({}))).toEqual(['block consent-expired']);
    expect(rulesIn(lowerThird({ guestClass: 'official' }))).toEqual(['block consent-expired']);
  });

  it('GT41 a minor needs the guardian’s consent and never hosts', () => {
    const { rulesIn } = openRig();
    const guardianConsent = { signedAtMs: 0, untilAtMs: DAY_MS, replay: false };
    expect(rulesIn(lowerThird({ guestClass: 'minor', hosts: true }))).toEqual(['block guardian-consent-missing', 'block minor-hosts']);
    expect(rulesIn(lowerThird({ guestClass: 'minor', guardianConsent }))).toEqual([]);
    expect(rulesIn(lowerThird({ guestClass: 'minor', guardianConsent: { ...guardianConsent, untilAtMs: 0 } }))).toEqual([
      'block guardian-consent-missing',
    ]);
  });

  it('GT42 an official is named neutrally, on the lower third and in the segment’s title', () => {
    const { rulesIn } = openRig();
    const official = { guestClass: 'official' as const, role: { 'zh-CN': '副县长。好物推荐' } };
    expect(rulesIn(lowerThird(official))).toEqual(['block guest-words role.zh-CN 推荐']);
    expect(rulesIn(lowerThird({ role: { 'zh-CN': '推荐官' } }))).toEqual([]);
    expect(rulesIn({ kind: 'segment', segment: segment({ kind: 'official', title: { 'zh-CN': '好物推荐' } }) })).toEqual([
      'block guest-words title.zh-CN 推荐',
    ]);
  });

  it('GT43 products beside an official come from more than one maker, and a segment looks at its people', () => {
    const { rulesIn, products } = openRig();
    for (const [at, maker] of ['甲社', '甲社', '乙社'].entries()) {
      products.set(`p-${at}`, product({ productId: `p-${at}`, cooperative: { 'zh-CN': maker } }));
    }
    const official = guest({ guestClass: 'official', name: { 'zh-CN': '李' } });
    const of = (productIds: string[]) => ({ kind: 'segment' as const, segment: segment({ guests: [official], productIds }) });
    expect(rulesIn(of([]))).toEqual([]);
    expect(rulesIn(of(['p-0', 'p-1']))).toEqual(['block makers-too-few']);
    expect(rulesIn(of(['p-0', 'p-2']))).toEqual([]);
    const { consent: _, ...without } = guest();
    expect(rulesIn({ kind: 'segment', segment: segment({ guests: [without] }) })).toEqual(['warn consent-missing guests.g-1']);
  });

  it('GT44 countdowns and coupons are held back while only officials or minors are on screen', () => {
    const { guests } = openRig().rules.files;
    const official = guest({ guestClass: 'official' });
    expect(heldBackBy([official], guests)).toEqual(['flash-sale', 'offer']);
    expect(heldBackBy([official, guest({ guestClass: 'minor' })], guests)).toEqual(['flash-sale', 'offer']);
    expect(heldBackBy([official, guest()], guests)).toEqual([]);
    expect(heldBackBy([], guests)).toEqual([]);
  });
});
