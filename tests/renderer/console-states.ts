/** A studio in the middle of its broadcast, for the console's pages. */
import { blankOverlay } from '../../native/contract/overlay.ts';
import { noStandby } from '../../native/contract/standby.ts';
import type { LogLine } from '../../native/contract/studio.ts';
import type { Locale } from '../../native/contract/text.ts';
import type { FixtureStates } from './fixture-client.ts';
import { noGraphics, someGraphics } from './graphics-states.ts';
import { allWell, noPages } from './overlay-pages-states.ts';
import { outputsState, quietOutputs } from './outputs-states.ts';
import { AT_MS, calm, planStates, products, sampleRundown } from './plan-states.ts';
import { soundLevels, soundSources, soundState } from './audio-states.ts';
import { notPrepared, preparation } from './preparation-states.ts';
import { waitingSync } from './upstream-states.ts';

const MINUTE = 60_000;
const NOW_MS = AT_MS + 47 * MINUTE + 12_000;
const segments = sampleRundown.segments;
export { products, segments };

function asRun(index: number, fromMinute: number, toMinute: number | null) {
  const { segmentId, kind, title, sceneName } = segments[index]!;
  const endedAtMs = toMinute === null ? null : AT_MS + toMinute * MINUTE;
  return { segmentId, kind, title, sceneName, startedAtMs: AT_MS + fromMinute * MINUTE, endedAtMs };
}

export const footer = {
  operatorName: { 'zh-CN': '和田地区核桃产业合作联社', ug: 'خوتەن ياڭاق كەسپى كوپىراتىپى', en: 'Hetian Walnut Cooperative Union' },
  licence: '91653200MA77TEST0X',
  complaint: { 'zh-CN': '平台客服入口', ug: 'سۇپا مۇلازىمىتى', en: 'the platform’s service desk' },
};

function card(index: number) {
  const { productId, number, sku, name, unit, priceFen, allocated } = products[index]!;
  return {
    slot: 'main' as const,
    productId,
    number,
    sku,
    name,
    unit,
    priceFen,
    allocated,
    placeName: { 'zh-CN': '皮山县', ug: 'گۇما ناھىيىسى', en: 'Pishan' },
  };
}

function logLines(): LogLine[] {
  const facts: [string, Record<string, unknown>][] = [
    ['broadcast.opened', { title: sampleRundown.title, rehearsal: false }],
    ['obs.ready', { url: 'ws://127.0.0.1:4455', obsVersion: '32.0.4', outageMs: null }],
    ['overlay.routed', { route: 'browser', reason: 'prepared' }],
    ['broadcast.started', {}],
    ['segment.taken', { ...segments[1], sceneName: segments[1]!.sceneName }],
    ['lower-third.shown', segments[3]!.guests[0] ?? segments[1]!.guests[0]!],
    ['stream.changed', { active: true }],
    ['card.cleared', { slot: 'main', productId: 'p3', shownMs: 184_000 }],
    ['card.shown', card(3)],
    ['scene.changed', { sceneName: '垫片', byStudio: false }],
    ['command.refused', { command: 'takeSegment', code: 'obs-scene-missing', context: { sceneName: '干部台' } }],
    ['note.added', { text: '核桃乳补货，12 点前到' }],
    ['slate.held', { slate: 'hold', sceneName: '主播台' }],
    ['some.later-kind', { anything: 1 }],
  ];
  return facts.map(([kind, body], index) => ({
    seq: 900 + index,
    kind,
    atMs: NOW_MS - (facts.length - index) * 41_000,
    actor: 'operator:desk',
    body,
  }));
}

/** Three segments have run or run; the fourth product's card is on air. */
export function consoleStates(locale: Locale): FixtureStates {
  const plan = planStates(false, locale);
  const ran = [asRun(0, 1, 11), asRun(1, 11, 19), asRun(2, 19, 33), asRun(3, 33, null)];
  const totals = { grossFen: 102_035_990, netFen: 99_800_150, orderCount: 33_017, refundCount: 396 };
  return {
    ...plan,
    preparation,
    studio: { ...plan.studio!, nowAtMs: NOW_MS, firstRun: false },
    obs: {
      connection: plan.obs!.connection,
      mirror: {
        ...plan.obs!.mirror!,
        programSceneName: segments[3]!.sceneName,
        previewSceneName: segments[4]!.sceneName,
        studioMode: true,
        stream: { active: true, reconnecting: false, startedAtMs: AT_MS },
        record: { active: true, paused: false, startedAtMs: AT_MS + MINUTE, path: null },
      },
    },
    playout: {
      broadcast: { broadcastId: 'bc-1', phase: 'onAir', rehearsal: false, startedAtMs: AT_MS + MINUTE },
      segmentOnAir: ran[3]!,
      cardOnAir: { ...card(3), remaining: 4128, shownAtMs: NOW_MS - 95_000 },
      lowerThirdOnAir: null,
      slateHeld: null,
      prepared: { segmentId: null, productId: 'p5', guest: null },
      asRun: ran,
      shownProductIds: ['p1', 'p2', 'p3', 'p4'],
      overlayRoute: 'browser',
      viewersTotal: 12_345_678,
      announcementOnAir: null,
      offerOnAir: null,
    },
    overlay: {
      ...blankOverlay,
      footer,
      goalFen: 500_000_000,
      broadcastId: 'bc-1',
      rehearsal: false,
      locale: 'zh-CN',
      card: { ...card(3), remaining: 4128 },
      lowerThird: null,
      slate: null,
      tickerShown: true,
      ticker: [],
      totalShown: true,
      totalShows: 'gross',
      totals,
      ledgerSeq: 913,
    },
    sales: {
      totals,
      flashSale: null,
      inboxCount: 0,
      skus: [
        {
          sku: products[3]!.sku.toUpperCase(),
          paidUnits: products[3]!.allocated - 4128,
          restockedUnits: 0,
          giftUnits: 0,
          grossFen: 0,
          refundedFen: 0,
        },
        {
          sku: products[5]!.sku.toUpperCase(),
          paidUnits: products[5]!.allocated - 37,
          restockedUnits: 0,
          giftUnits: 0,
          grossFen: 0,
          refundedFen: 0,
        },
        {
          sku: products[4]!.sku.toUpperCase(),
          paidUnits: products[4]!.allocated + 3,
          restockedUnits: 0,
          giftUnits: 0,
          grossFen: 0,
          refundedFen: 0,
        },
      ],
      feeds: [
        {
          source: 'district-shop',
          type: 'generic',
          ready: true,
          acceptedCount: 33_017,
          duplicateCount: 12,
          refusedCount: 3,
          lastAcceptedAtMs: NOW_MS - 2000,
          lastRefusal: null,
          ...calm,
        },
      ],
      ledgerSeq: 913,
    },
    sync: waitingSync(NOW_MS, 913, 700),
    log: { lines: logLines() },
    audio: soundState,
    sources: soundSources,
    meters: soundLevels,
    outputs: calmOutputs(),
    standby: noStandby,
    graphics: someGraphics,
    overlayPages: allWell,
  };
}

function calmOutputs() {
  const outputs = outputsState(NOW_MS);
  return { ...outputs, stream: { ...outputs.stream, trouble: null, congestion: 0 } };
}

/** A studio that has just been set up: nothing is planned, and its first broadcast is prepared. */
export function emptyStates(locale: Locale): FixtureStates {
  return {
    ...planStates(true, locale),
    preparation: notPrepared,
    overlay: blankOverlay,
    outputs: quietOutputs,
    graphics: noGraphics,
    overlayPages: noPages,
    playout: {
      broadcast: { broadcastId: 'bc-1', phase: 'prepared', rehearsal: false, startedAtMs: null },
      segmentOnAir: null,
      cardOnAir: null,
      lowerThirdOnAir: null,
      slateHeld: null,
      prepared: { segmentId: null, productId: null, guest: null },
      asRun: [],
      shownProductIds: [],
      overlayRoute: 'none',
      viewersTotal: null,
      announcementOnAir: null,
      offerOnAir: null,
    },
  };
}
