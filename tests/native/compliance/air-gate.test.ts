/** What the gate lets pass, what it refuses, and what it puts on record about both. */
import { describe, expect, it } from 'vitest';
import type { Severity } from '../../../native/contract/gate.ts';
import { ACTOR, DAY_MS, guest, openRig, paper, product, segment } from './gate-rig.ts';

const blocked = { kind: 'card' as const, product: product({ name: { 'zh-CN': '全网最低价核桃' } }) };
const warned = { kind: 'card' as const, product: product({ productId: 'p-2', name: { 'zh-CN': '有机核桃' } }) };
const clean = { kind: 'card' as const, product: product({ productId: 'p-3' }) };
const subject = (id: string) => ({ kind: 'card' as const, id });
const CODE = 'walnut-22';
const override = (digest: string, changes: object = {}) => ({
  subject: subject('p-1'),
  digest,
  exemption: 'proven-fact' as const,
  evidence: '平台截图为证',
  producerCode: CODE,
  ...changes,
});

function openWithPlan(...args: Parameters<typeof openRig>) {
  const rig = openRig(...args);
  for (const content of [blocked, warned, clean]) rig.put(content);
  return rig;
}

describe('passing the gate', () => {
  it('GT50 what is found is on record, passed or not, also when it is nothing', async () => {
    const { air, bodies } = openWithPlan();
    expect(await air.pass([clean], ACTOR)).toEqual({ ok: true, value: {} });
    expect(await air.pass([blocked], ACTOR)).toEqual({
      ok: false,
      refusal: { code: 'gate-blocked', context: { name: '全网最低价核桃', found: '全网最低价', subject: 'card:p-1' } },
    });
    expect(await air.pass([warned], ACTOR)).toMatchObject({
      refusal: { code: 'gate-warned', context: { found: '有机', subject: 'card:p-2' } },
    });
    const judged = bodies('gate.judged').map(({ subject: { id }, severity, passed, findings }) => [id, severity, passed, findings.length]);
    expect(judged).toEqual([
      ['p-3', null, true, 0],
      ['p-1', 'block', false, 1],
      ['p-2', 'warn', false, 1],
    ]);
  });

  it('GT51 all that goes together passes together or not at all, and the worst is told', async () => {
    const { air, bodies } = openWithPlan();
    expect(await air.pass([clean, warned, blocked], ACTOR)).toMatchObject({ refusal: { code: 'gate-blocked' } });
    expect(bodies('gate.judged').map(({ passed }) => passed)).toEqual([true, false, false]);
    expect(await air.pass([clean], ACTOR)).toMatchObject({ ok: true });
  });

  it('GT52 a note only tells', async () => {
    const { air, desk, rules } = openWithPlan();
    const groups = rules.files.claims.groups.map((group) => ({ ...group, severity: 'note' as Severity }));
    expect(await desk.saveRules({ ...rules.files.claims, groups }, ACTOR)).toMatchObject({ ok: true });
    expect(await air.pass([blocked], ACTOR)).toMatchObject({ ok: true });
    expect(air.inspect(subject('p-1'))).toMatchObject({ value: { severity: 'note' } });
  });

  it('GT53 offers and flash sales are refused while they are held back', async () => {
    const { air, onScreen, bodies } = openWithPlan();
    const sale = { kind: 'flash-sale' as const, product: product() };
    expect(await air.pass([sale], ACTOR)).toMatchObject({ ok: true });
    onScreen.push(guest({ guestClass: 'official' }));
    expect(await air.pass([sale], ACTOR)).toMatchObject({ refusal: { code: 'gate-held-back' } });
    const offer = { offerId: 'o-1', kind: 'coupon' as const, title: { 'zh-CN': '优惠券' }, state: 'announced' as const };
    expect(await air.pass([{ kind: 'offer', offer }], ACTOR)).toMatchObject({ refusal: { code: 'gate-held-back' } });
    expect(bodies('gate.judged').map(({ passed }) => passed)).toEqual([true, false, false]);
    expect(await air.pass([clean], ACTOR)).toMatchObject({ ok: true });
  });

  it('GT77 what goes on air with a segment is held back by the people of that segment, not by those who leave', async () => {
    const { air, desk, rules, onScreen } = openWithPlan();
    const { official } = rules.files.guests.classes;
    const classes = { ...rules.files.guests.classes, official: { ...official!, heldBack: ['card' as const] } };
    expect(await desk.saveRules({ ...rules.files.guests, classes }, ACTOR)).toMatchObject({ ok: true });
    const leader = guest({ guestClass: 'official' });
    const withLeader = { kind: 'segment' as const, segment: segment({ guests: [leader] }) };
    const withHost = { kind: 'segment' as const, segment: segment({ segmentId: 's-2', guests: [guest()] }) };
    expect(await air.pass([withLeader, clean], ACTOR)).toMatchObject({ refusal: { code: 'gate-held-back' } });
    onScreen.push(leader);
    expect(await air.pass([clean], ACTOR)).toMatchObject({ refusal: { code: 'gate-held-back' } });
    expect(await air.pass([withHost, clean], ACTOR)).toMatchObject({ ok: true });
  });
});

describe('deciding', () => {
  it('GT54 a confirmation lets a warning pass, never what is blocked', async () => {
    const { air, bodies } = openWithPlan();
    const inspected = air.inspect(subject('p-2'));
    if (!inspected.ok) throw new Error('no verdict');
    const { digest, rulesVersion } = inspected.value;
    expect(await air.confirm({ subject: subject('p-2'), digest }, ACTOR)).toMatchObject({ ok: true });
    expect(await air.pass([warned], ACTOR)).toMatchObject({ ok: true });
    expect(bodies('gate.confirmed')).toEqual([{ subject: subject('p-2'), digest, rulesVersion, rules: ['organic'] }]);
    const worse = air.inspect(subject('p-1'));
    if (!worse.ok) throw new Error('no verdict');
    expect(await air.confirm({ subject: subject('p-1'), digest: worse.value.digest }, ACTOR)).toMatchObject({
      refusal: { code: 'gate-blocked' },
    });
  });

  it('GT55 a producer overrides what is blocked with exemption, evidence and code, and none of it without the code', async () => {
    const { air, producer, papers, bodies, entries } = openWithPlan();
    const inspected = air.inspect(subject('p-1'));
    if (!inspected.ok) throw new Error('no verdict');
    const { digest } = inspected.value;
    expect(await air.override(override(digest), ACTOR)).toMatchObject({ refusal: { code: 'producer-code-missing' } });
    await producer.set(CODE, undefined);
    expect(await air.override(override(digest, { producerCode: 'walnut-23' }), ACTOR)).toMatchObject({
      refusal: { code: 'producer-code-wrong' },
    });
    expect(await air.override(override(digest, { evidenceId: 'ev-1' }), ACTOR)).toMatchObject({ refusal: { code: 'evidence-unknown' } });
    papers.set('ev-1', paper('ev-1'));
    expect(await air.pass([blocked], ACTOR)).toMatchObject({ refusal: { code: 'gate-blocked' } });
    expect(await air.override(override(digest, { evidenceId: 'ev-1' }), ACTOR)).toEqual({ ok: true, value: {} });
    expect(await air.pass([blocked], ACTOR)).toMatchObject({ ok: true });
    expect(bodies('gate.overridden')).toMatchObject([
      { rules: ['absolute'], exemption: 'proven-fact', evidence: '平台截图为证', evidenceId: 'ev-1', evidenceDigest: 'd'.repeat(64) },
    ]);
    expect(JSON.stringify(entries)).not.toContain('walnut-2');
    const other = air.inspect(subject('p-3'));
    const otherDigest = other.ok ? other.value.digest : '';
    expect(await air.override(override(otherDigest, { subject: subject('p-3') }), ACTOR)).toMatchObject({
      refusal: { code: 'gate-not-blocked' },
    });
  });

  it('GT56 a decision holds for this very digest under these rules, and comes back from the ledger until the next broadcast', async () => {
    const rig = openWithPlan();
    const digest = rig.judge.judge(warned).digest;
    await rig.air.confirm({ subject: subject('p-2'), digest }, ACTOR);
    const dearer = { ...warned, product: { ...warned.product, priceFen: 9900 } };
    expect(await rig.air.pass([dearer], ACTOR)).toMatchObject({ refusal: { code: 'gate-warned' } });
    expect(await rig.air.pass([{ ...warned, product: { ...warned.product, allocated: 7 } }], ACTOR)).toMatchObject({ ok: true });

    const again = openWithPlan(undefined, rig.entries);
    expect(await again.air.pass([warned], ACTOR)).toMatchObject({ ok: true });
    await again.desk.saveRules({ ...again.rules.files.claims, version: 'other' }, ACTOR);
    expect(await again.air.pass([warned], ACTOR)).toMatchObject({ refusal: { code: 'gate-warned' } });

    const opened = {
      kind: 'broadcast.opened' as const,
      broadcastId: 'bc-2',
      atMs: 1,
      actor: ACTOR,
      body: { title: { 'zh-CN': 'x' }, rehearsal: false },
      seq: 99,
    };
    const next = openWithPlan(undefined, [...rig.entries, opened]);
    expect(await next.air.pass([warned], ACTOR)).toMatchObject({ refusal: { code: 'gate-warned' } });
  });

  it('GT57 what was not found at the time is not decided: a consent that runs out asks anew', async () => {
    const { air, clock, put } = openRig();
    const content = { kind: 'lower-third' as const, guest: guest({ role: { 'zh-CN': '有机达人' } }), segmentId: 's-1' };
    put(content);
    const about = { kind: 'lower-third' as const, id: 'g-1', within: 's-1' };
    const inspected = air.inspect(about);
    await air.confirm({ subject: about, digest: inspected.ok ? inspected.value.digest : '' }, ACTOR);
    expect(await air.pass([content], ACTOR)).toMatchObject({ ok: true });
    await clock.advance(DAY_MS);
    expect(await air.pass([content], ACTOR)).toMatchObject({ refusal: { code: 'gate-blocked', context: { found: '民法典 §1019' } } });
  });

  it('GT78 a decision about one guest of a segment says nothing of another whose consent runs out later', async () => {
    const { air, clock, put, producer, bodies } = openRig();
    await producer.set(CODE, undefined);
    const first = guest({ guestId: 'g-1', consent: { signedAtMs: 0, untilAtMs: DAY_MS, replay: true } });
    const second = guest({ guestId: 'g-2', consent: { signedAtMs: 0, untilAtMs: 2 * DAY_MS, replay: true } });
    const content = { kind: 'segment' as const, segment: segment({ guests: [first, second] }) };
    put(content);
    await clock.advance(DAY_MS);
    const about = { kind: 'segment' as const, id: 's-1' };
    const inspected = air.inspect(about);
    const digest = inspected.ok ? inspected.value.digest : '';
    expect(await air.override(override(digest, { subject: about }), ACTOR)).toMatchObject({ ok: true });
    expect(bodies('gate.overridden')).toMatchObject([{ rules: ['consent-expired'], people: ['consent-expired guests.g-1'] }]);
    expect(await air.pass([content], ACTOR)).toMatchObject({ ok: true });
    await clock.advance(DAY_MS);
    expect(await air.pass([content], ACTOR)).toMatchObject({ refusal: { code: 'gate-blocked' } });
  });

  it('GT58 a decision about what has changed meanwhile, or is nowhere, is refused', async () => {
    const { air, put } = openWithPlan();
    const inspected = air.inspect(subject('p-2'));
    const digest = inspected.ok ? inspected.value.digest : '';
    put({ ...warned, product: { ...warned.product, name: { 'zh-CN': '有机大核桃' } } });
    expect(await air.confirm({ subject: subject('p-2'), digest }, ACTOR)).toMatchObject({ refusal: { code: 'gate-outdated' } });
    expect(await air.confirm({ subject: subject('p-9'), digest }, ACTOR)).toMatchObject({ refusal: { code: 'subject-unknown' } });
    expect(air.inspect({ kind: 'theme', id: 'x' })).toMatchObject({ refusal: { code: 'subject-unknown' } });
  });

  it('GT59 a footer that stopped can be looked at and confirmed before it is set', async () => {
    const { air } = openRig();
    const footer = { operatorName: { 'zh-CN': '百年老店' }, licence: 'JY16532210012345' };
    expect(await air.pass([{ kind: 'footer', footer }], ACTOR)).toMatchObject({ refusal: { code: 'gate-warned' } });
    const about = { kind: 'footer' as const, id: 'footer' };
    const inspected = air.inspect(about);
    if (!inspected.ok) throw new Error('no verdict');
    expect(await air.confirm({ subject: about, digest: inspected.value.digest }, ACTOR)).toMatchObject({ ok: true });
    expect(await air.pass([{ kind: 'footer', footer }], ACTOR)).toMatchObject({ ok: true });
  });

  it('GT59 a segment’s verdict names the segment', async () => {
    const { air } = openRig();
    const content = { kind: 'segment' as const, segment: segment({ title: { 'zh-CN': '史上最低' } }) };
    expect(await air.pass([content], ACTOR)).toMatchObject({ refusal: { context: { name: '史上最低', subject: 'segment:s-1' } } });
  });
});
