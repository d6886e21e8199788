/** The log in words: every kind of entry as a sentence in three languages, and which of them tell of trouble. */
import { readFileSync } from 'node:fs';
import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { audioAlarmKinds } from '../../native/contract/audio.ts';
import { entryKinds } from '../../native/contract/entry.ts';
import { exemptions, ruleFileNames, subjectKinds } from '../../native/contract/gate.ts';
import { offerKinds, offerStates } from '../../native/contract/graphics.ts';
import { stageShapes } from '../../native/contract/layout.ts';
import { obsRoles } from '../../native/contract/standby.ts';
import { locales, textIn, type Locale } from '../../native/contract/text.ts';
import { isTrouble, logSentence } from '../../renderer/i18n/log-sentence.ts';

const START = Date.UTC(2020, 4, 1, 6, 0);

function texts(locale: Locale, namespace: string): Record<string, unknown> {
  return JSON.parse(readFileSync(`resources/locales/${locale}/${namespace}.json`, 'utf8')) as Record<string, unknown>;
}

const title = { 'zh-CN': '开场', en: 'Opening' };
const order = { source: 'shop', orderId: 'o-1', eventId: 'e', occurredAtMs: START, buyer: null, region: null };
const lines = [{ sku: 'A', title: 'Walnuts', quantity: 2, amountFen: 4400 }];
const guest = { guestId: 'g', name: title, role: title, guestClass: 'official' };
const onCard = {
  slot: 'main',
  productId: 'p',
  number: 12,
  sku: 'A',
  name: title,
  placeName: title,
  unit: title,
  priceFen: 4400,
  allocated: 9,
};
const finding = { rule: 'absolute', severity: 'warn', at: 'name.en', found: 'the very best', law: 'advertising law §9(3)', context: {} };
const bodies: Record<(typeof entryKinds)[number], object[]> = {
  'broadcast.opened': [
    { title, rehearsal: false },
    { title, rehearsal: true },
  ],
  'broadcast.started': [{}],
  'broadcast.ended': [{}],
  'segment.taken': [{ segmentId: 's', kind: 'break', title, sceneName: 'Desk', guests: [], plannedMs: 1 }],
  'card.shown': [onCard],
  'card.cleared': [{ slot: 'main', productId: 'p', shownMs: 61_000 }],
  'lower-third.shown': [guest],
  'lower-third.cleared': [{ guestId: 'g' }],
  'slate.held': [{ slate: 'hold', sceneName: null }],
  'slate.released': [{ slate: 'back-soon', heldMs: 5000 }],
  'overlay.configured': [{ ticker: false }, { adMark: true, goalFen: null }, { ticker: true, total: true, next: true, clock: true }],
  'announcement.shown': [{ announcementId: 'a', text: title }],
  'announcement.cleared': [{ announcementId: 'a', shownMs: 61_000 }],
  'offer.shown': offerKinds.flatMap((kind) => offerStates.map((state) => ({ offerId: 'f', kind, title, state }))),
  'offer.cleared': [{ offerId: 'f', shownMs: 61_000 }],
  'overlay.themed': [{ themeId: 'hetian', name: title, digest: 'd' }],
  'overlay.laid-out': stageShapes.flatMap((shape) => [
    { sceneName: 'Desk', shape, layers: ['card', 'ticker'] },
    { sceneName: null, shape, layers: [] },
  ]),
  'overlay.refreshed': [{ reason: 'x' }],
  'figures.frozen': [
    { frozen: true, sources: ['shop', 'farm'] },
    { frozen: false, sources: [] },
  ],
  'gate.judged': subjectKinds.flatMap((kind) => {
    const judged = { subject: { kind, id: 's' }, digest: 'd', rulesVersion: '1' };
    return [
      { ...judged, severity: null, findings: [], passed: true },
      { ...judged, severity: 'warn', findings: [finding], passed: true },
      { ...judged, severity: 'warn', findings: [finding], passed: false },
      { ...judged, severity: 'block', findings: [finding, { ...finding, found: '' }], passed: false },
    ];
  }),
  'gate.confirmed': [{ subject: { kind: 'card', id: 'p' }, digest: 'd', rulesVersion: '1', rules: ['urgency'] }],
  'gate.overridden': exemptions.map((exemption) => ({
    subject: { kind: 'lower-third', id: 'g', within: 's' },
    digest: 'd',
    rulesVersion: '1',
    rules: ['absolute'],
    exemption,
    evidence: 'certificate no. 7',
    evidenceId: null,
    evidenceDigest: null,
  })),
  'gate.rules-changed': ruleFileNames.map((file) => ({ file, version: '2', owner: 'county', rulesVersion: '2' })),
  'evidence.added': [{ evidenceId: 'e', fileName: 'award.pdf', bytes: 9, digest: 'd' }],
  'overlay.routed': [{ route: 'picture', reason: 'x' }],
  'scene.changed': [
    { sceneName: 'Desk', byStudio: true },
    { sceneName: 'Desk', byStudio: false },
  ],
  'stream.changed': [{ active: true }, { active: false }],
  'record.changed': [
    { active: true, path: null },
    { active: false, path: '/a.mkv' },
  ],
  'record.paused': [
    { paused: true, timecodeMs: 61_000 },
    { paused: false, timecodeMs: 61_000 },
  ],
  'record.split': [{ path: 'C:\\Videos\\b.mkv', timecodeMs: 61_000 }],
  'record.checked': [
    { path: '/videos/a.mkv', good: true, frames: 1500, durationMs: 61_000, problem: null },
    { path: '/videos/a.mkv', good: false, frames: null, durationMs: null, problem: 'recording-damaged' },
  ],
  'record.repaired': [{ path: '/videos/a.mkv', repairedPath: '/videos/a repaired.mkv', frames: 1500, durationMs: 61_000 }],
  'replay.changed': [{ active: true }, { active: false }],
  'replay.saved': [{ path: '/videos/r.mkv' }],
  'virtual-camera.changed': [{ active: true }, { active: false }],
  'output.troubled': (['stream', 'record'] as const).flatMap((output) =>
    ['congested', 'skipping', 'stalled', 'reconnecting'].flatMap((trouble) => [
      { output, trouble, endedAfterMs: null },
      { output, trouble, endedAfterMs: 9000 },
    ]),
  ),
  'audio.muted': [
    { inputName: 'Host', muted: true, byStudio: true },
    { inputName: 'Host', muted: false, byStudio: true },
    { inputName: 'Host', muted: true, byStudio: false },
    { inputName: 'Host', muted: false, byStudio: false },
  ],
  'audio.alarmed': audioAlarmKinds.flatMap((alarm) => [
    { inputName: 'Host', alarm, endedAfterMs: null },
    { inputName: 'Host', alarm, endedAfterMs: 9000 },
  ]),
  'obs.prepared': [{ sceneCollection: 'Market', applied: 9, made: ['Desk'] }],
  'obs.preparation-undone': [{ sceneCollection: 'Market', removed: 9, kept: ['Desk'] }],
  'last-good.repeated': [{ goodAtMs: START, changed: 3 }],
  'readiness.checked': [
    { failed: [], warnings: [] },
    { failed: ['obs'], warnings: ['disk', 'backup'] },
  ],
  'standby.ready': [
    { url: 'ws://y', outageMs: null },
    { url: 'ws://y', outageMs: 9000 },
  ],
  'standby.lost': [{ url: 'ws://y', reason: 'closed' }],
  'standby.switched': obsRoles.flatMap((to) => [
    { to, reason: 'operator' },
    { to, reason: 'lost' },
  ]),
  'marker.added': [{ label: null }, { label: 'applause' }],
  'media.added': [{ mediaId: 'm', fileName: 'farm.mp4' }],
  'media.converted': [{ mediaId: 'm', fileName: 'farm.mp4', durationMs: 61_000, tookMs: 9000 }],
  'media.failed': [{ mediaId: 'm', fileName: 'farm.mp4', code: 'media-too-long', context: { file: 'farm.mp4', limitMinutes: 60 } }],
  'obs.ready': [
    { url: 'ws://x', obsVersion: '32', outageMs: null },
    { url: 'ws://x', obsVersion: '32', outageMs: 9000 },
  ],
  'obs.lost': [{ url: 'ws://x', reason: 'closed' }],
  'command.refused': [{ command: 'take', code: 'obs-scene-missing', context: { sceneName: 'Desk' } }],
  'order.created': [{ ...order, lines }],
  'order.amended': [{ ...order, lines, amountFen: 4400, stateAtMs: START }],
  'order.assigned': [
    { source: 'shop', orderId: 'o-1', toBroadcastId: 'bc', reason: 'person' },
    { source: 'shop', orderId: 'o-1', toBroadcastId: 'bc', reason: 'room' },
  ],
  'stock.reported': [{ source: 'shop', eventId: 'e', occurredAtMs: START, sku: 'A', available: 9 }],
  'settlement.reported': [{ source: 'shop', settlementId: 's', orderId: 'o-1', occurredAtMs: START, settledFen: -4400, fees: {} }],
  'room.bound': [{ source: 'shop', roomId: '70000' }],
  'room.released': [{ source: 'shop', roomId: '70000' }],
  'limit.exceeded': [{ source: 'shop', orderId: 'o-1', sku: 'A', units: 9, limit: 2 }],
  'flash-sale.started': [
    { flashSaleId: 'f', productId: 'p', sku: 'A', name: title, endsAtMs: START, units: 9, paidUnitsBefore: 0 },
    { flashSaleId: 'f', productId: 'p', sku: 'A', name: title, endsAtMs: START, units: null, paidUnitsBefore: 0 },
  ],
  'flash-sale.extended': [{ flashSaleId: 'f', endsAtMs: START, reason: 'the line was down' }],
  'flash-sale.ended': [
    { flashSaleId: 'f', cause: 'time', soldUnits: 9 },
    { flashSaleId: 'f', cause: 'stock', soldUnits: 9 },
    { flashSaleId: 'f', cause: 'operator', soldUnits: 9 },
  ],
  'orders.imported': [
    {
      source: 'shop',
      importId: 'i',
      fileName: 'a.csv',
      fileDigest: 'd',
      content: 'orders',
      rows: 9,
      accepted: 1,
      amended: 2,
      duplicate: 3,
      flagged: 0,
    },
  ],
  'orders.reconciled': [{ source: 'shop', importId: 'i', missing: 1, extra: 2, differing: 3, closed: 4 }],
  'storage.recovered': [
    {
      damagedFile: 'a',
      backupFile: 'b',
      backupSeq: 9,
      salvaged: 2,
      missingFromSeq: null,
      missingToSeq: null,
      missingFromAtMs: null,
      missingToAtMs: null,
    },
    {
      damagedFile: 'a',
      backupFile: null,
      backupSeq: 0,
      salvaged: 2,
      missingFromSeq: 12,
      missingToSeq: 99,
      missingFromAtMs: START,
      missingToAtMs: START,
    },
  ],
  'broadcast.exported': [{ exportedBroadcastId: 'bc', entries: 9, digest: 'd', file: 'f' }],
  'broadcast.purged': [{ purgedBroadcastId: 'bc', entries: 9, firstSeq: 1, lastSeq: 9, digest: 'd' }],
  'order.paid': [{ ...order, lines, amountFen: 4400 }],
  'order.cancelled': [order],
  'refund.succeeded': [
    { source: 'shop', orderId: 'o-1', refundId: 'r', eventId: 'e', occurredAtMs: START, amountFen: 100, lines: null, restock: false },
  ],
  'viewers.reported': [{ source: 'x', viewersTotal: 30_000_000 }],
  'catalogue.described': [
    {
      products: [
        { productId: 'p', number: 1, sku: 'A', name: title, unit: title, placeCode: '653221', placeName: title, cooperative: null },
      ],
    },
  ],
  'catalogue.imported': [{ fileName: 'a.csv', added: 1, changed: 2, refused: 3 }],
  'note.added': [{ text: 'tea' }],
};

describe('the log', () => {
  it.each(locales)('CN29 tells every kind of entry as a whole sentence in %s', async (locale) => {
    const i18n = i18next.createInstance();
    await i18n.init({
      lng: locale,
      defaultNS: 'console',
      ns: ['console', 'refusals'],
      interpolation: { escapeValue: false },
      resources: { [locale]: { console: texts(locale, 'console'), refusals: texts(locale, 'refusals') } },
    });
    for (const kind of entryKinds) {
      for (const body of bodies[kind]) {
        const sentence = logSentence({ seq: 1, kind, atMs: START, actor: 'x', body: { ...body } }, (text) => textIn(text, locale), i18n.t);
        expect(sentence, kind).not.toMatch(/log\.|\{\{|undefined|commands\.|route\.|slate\.|shape\.|gate\.|\[object/u);
        expect(sentence, kind).not.toBe(i18n.t('log.unknown', { kind }));
      }
    }
    const stopped = bodies['gate.judged'][3]!;
    expect(
      logSentence({ seq: 1, kind: 'gate.judged', atMs: START, actor: 'x', body: { ...stopped } }, (text) => textIn(text, locale), i18n.t),
    ).toContain('the very best, advertising law §9(3)');
    const later = logSentence({ seq: 1, kind: 'x.later', atMs: START, actor: 'x', body: {} }, (text) => textIn(text, locale), i18n.t);
    expect(later).toContain('x.later');
  });

  it('TX4 marks the lines of what went wrong, and not those that say that it is over', () => {
    const trouble = (kind: keyof typeof bodies) =>
      bodies[kind].map((body) => isTrouble({ seq: 1, kind, atMs: START, actor: 'x', body: { ...body } }));
    expect(trouble('audio.alarmed')).toEqual([true, false, true, false, true, false]);
    expect(trouble('output.troubled').slice(0, 2)).toEqual([true, false]);
    expect(trouble('record.checked')).toEqual([false, true]);
    expect(trouble('figures.frozen')).toEqual([true, false]);
    expect(trouble('gate.judged').slice(0, 4)).toEqual([false, false, true, true]);
    expect(trouble('gate.confirmed')).toEqual([false]);
    expect(trouble('gate.overridden')).toEqual(exemptions.map(() => true));
    expect([trouble('standby.lost'), trouble('standby.ready'), trouble('media.failed'), trouble('media.converted')].flat()).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
  });
});
