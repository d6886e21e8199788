/** Destinations in every state, the line, a comparison and parked entries, for the pages that show results upstream. */
import type { ReportInput, ReportOutput } from '../../native/contract/reports.ts';
import type { DestinationState, ParkedEntry, Reconciliation, SyncState, UplinkState } from '../../native/contract/upstream.ts';

const MINUTE = 60_000;
const kinds = ['order.paid', 'refund.succeeded', 'order.amended', 'card.shown', 'catalogue.described'];

export const freeLine: UplinkState = { reason: 'off-air', rateBytes: null, capKbps: null, sentBytes: 0, congestion: null };

/** The district office's receiver, with all delivered; what differs is given. */
export function destination(nowMs: number, differing: Partial<DestinationState> = {}): DestinationState {
  return {
    destinationId: 'district',
    type: 'https',
    name: '和田地区办公室',
    address: 'https://results.hetian.example.cn',
    setup: {
      type: 'https',
      destinationId: 'district',
      name: '和田地区办公室',
      baseUrl: 'https://results.hetian.example.cn',
      order: 'auto',
    },
    editable: true,
    state: 'idle',
    line: 'online',
    problem: null,
    nextTryAtMs: null,
    acknowledgedSeq: 913,
    lastAcknowledgedAtMs: nowMs - 2000,
    arrivedSeq: null,
    backlogEntries: 0,
    backlogBytes: 0,
    backlogMs: 0,
    anyOrder: false,
    parkedCount: 0,
    clockSkewMs: null,
    ...differing,
  };
}

export function sync(destinations: DestinationState[], more: Partial<SyncState> = {}): SyncState {
  const worst = (['stopped', 'waiting', 'sending', 'paused', 'idle'] as const).find((state) =>
    destinations.some((each) => each.state === state),
  );
  return { state: worst ?? 'off', headSeq: 913, destinations, uplink: freeLine, reconciliation: null, ...more };
}

/** One that waits for a line, as the pages around the upstream page show it. */
export function waitingSync(nowMs: number, headSeq: number, acknowledgedSeq: number): SyncState {
  return sync(
    [
      destination(nowMs, {
        state: 'waiting',
        line: 'offline',
        problem: { code: 'upstream-unreachable', context: {} },
        nextTryAtMs: nowMs + 24_000,
        acknowledgedSeq,
        lastAcknowledgedAtMs: nowMs - 9 * MINUTE,
        backlogEntries: headSeq - acknowledgedSeq,
        backlogBytes: (headSeq - acknowledgedSeq) * 31,
        backlogMs: null,
      }),
    ],
    { headSeq },
  );
}

/** Every kind, state and line at once, with the longest sentences. */
export function busySync(nowMs: number): SyncState {
  const host = 'results.hetian.example.cn';
  const destinations = [
    destination(nowMs, {
      state: 'sending',
      anyOrder: true,
      acknowledgedSeq: 301_224,
      backlogEntries: 38_776,
      backlogBytes: 1_240_832,
      backlogMs: 4 * MINUTE + 12_000,
      parkedCount: 3,
      clockSkewMs: 190_000,
    }),
    destination(nowMs, {
      destinationId: 'prefecture-nats',
      type: 'nats',
      name: '专署 JetStream',
      address: 'tls://nats.hetian.example.cn:4222 · studio.hetian-market-1.entries',
      setup: {
        type: 'nats',
        destinationId: 'prefecture-nats',
        name: '专署 JetStream',
        server: 'tls://nats.hetian.example.cn:4222',
        user: 'hetian-1',
      },
      state: 'waiting',
      line: 'captive',
      problem: { code: 'upstream-captive', context: { host: 'nats.hetian.example.cn' } },
      nextTryAtMs: nowMs + 24_000,
      acknowledgedSeq: 280_010,
      lastAcknowledgedAtMs: nowMs - 42 * MINUTE,
      backlogEntries: 59_990,
      backlogBytes: 1_919_680,
      backlogMs: null,
    }),
    destination(nowMs, {
      destinationId: 'second-office',
      name: null,
      address: 'https://second-office.example.cn/receiver',
      setup: { type: 'https', destinationId: 'second-office', baseUrl: 'https://second-office.example.cn/receiver' },
      state: 'stopped',
      problem: { code: 'upstream-unauthorised', context: {} },
      acknowledgedSeq: 0,
      lastAcknowledgedAtMs: null,
      backlogEntries: 340_000,
      backlogBytes: null,
      backlogMs: null,
    }),
    destination(nowMs, {
      destinationId: 'usb-stick',
      type: 'folder',
      name: 'U 盘',
      address: '/media/studio/HETIAN-USB/results',
      setup: { type: 'folder', destinationId: 'usb-stick', name: 'U 盘', folder: '/media/studio/HETIAN-USB/results' },
      state: 'waiting',
      line: 'offline',
      problem: { code: 'upstream-folder-missing', context: { folder: '/media/studio/HETIAN-USB/results' } },
      acknowledgedSeq: 330_000,
      arrivedSeq: 300_000,
      backlogEntries: 10_000,
      backlogBytes: 320_000,
      backlogMs: null,
    }),
    destination(nowMs, {
      destinationId: 'group-feishu',
      type: 'feishu',
      name: '直播战报群',
      address: 'open.feishu.cn',
      setup: {
        type: 'feishu',
        destinationId: 'group-feishu',
        name: '直播战报群',
        tells: ['end', 'milestones'],
        milestonesFen: [100_000_000, 500_000_000],
        locale: 'zh-CN',
      },
      line: 'flaky',
      state: 'waiting',
      problem: { code: 'upstream-too-often', context: {} },
      nextTryAtMs: nowMs + 8000,
      backlogEntries: 2,
      backlogBytes: null,
      backlogMs: null,
    }),
    destination(nowMs, {
      destinationId: 'environment',
      name: null,
      address: `http://127.0.0.1:4600`,
      setup: { type: 'https', destinationId: 'environment', baseUrl: 'http://127.0.0.1:4600', paused: true },
      editable: false,
      state: 'paused',
      line: 'unknown',
      lastAcknowledgedAtMs: null,
      backlogEntries: 340_000,
      backlogBytes: 10_880_000,
      backlogMs: 36 * MINUTE,
    }),
  ];
  return sync(destinations, {
    headSeq: 340_000,
    uplink: { reason: 'congestion', rateBytes: 24_000, capKbps: 2000, sentBytes: 23_120, congestion: 0.14 },
    reconciliation: { ...comparison(nowMs), problem: { code: 'upstream-late', context: { host, seconds: 30 } } },
  });
}

/** A comparison that is done: one broadcast is the same, one differs, one waits, one is not known there. */
export function comparison(nowMs: number, more: Partial<Reconciliation> = {}): Reconciliation {
  const none = { missing: [], extra: [], differing: [] };
  return {
    destinationId: 'district',
    state: 'done',
    startedAtMs: nowMs - MINUTE,
    done: 4,
    total: 4,
    problem: null,
    broadcasts: [
      { broadcastId: 'bc-1', state: 'waits', entries: 340_000, theirEntries: 301_224, ...none },
      {
        broadcastId: 'bc-0',
        state: 'differs',
        entries: 8211,
        theirEntries: 8209,
        missing: [4021, 4022, 4023, 6100],
        extra: [],
        differing: [5001],
      },
      { broadcastId: 'bc-9', state: 'unknown', entries: 1207, theirEntries: null, ...none },
      { broadcastId: 'bc-8', state: 'same', entries: 338_201, theirEntries: 338_201, ...none },
    ],
    ...more,
  };
}

/** Entry number `index` that `district` refused. */
function parkedEntry(index: number, nowMs: number): ParkedEntry {
  const forGood = index % 3 === 2;
  return {
    destinationId: 'district',
    seq: 4021 + index * 7,
    broadcastId: 'bc-1',
    kind: kinds[index % kinds.length]!,
    atMs: nowMs - (40 - index) * MINUTE,
    parkedAtMs: nowMs - 30 * MINUTE,
    reason: {
      code: 'upstream-entry-refused',
      context: { status: 422, message: index % 2 === 0 ? 'lines.0.sku must not be empty' : 'studio clock is ahead' },
    },
    tries: forGood ? 6 : (index % 5) + 1,
    nextTryAtMs: forGood ? null : nowMs + 90_000,
  };
}

const PARKED = 130;

/** `district` has refused many, the others nothing. */
export function parkedReport(nowMs: number): (input: ReportInput<'parkedEntries'>) => ReportOutput<'parkedEntries'> {
  return ({ destinationId, after = 0, limit = 100 }) => {
    const all = destinationId === 'district' ? Array.from({ length: PARKED }, (_, index) => parkedEntry(index, nowMs)) : [];
    return { entries: all.length, rows: all.filter(({ seq }) => seq > after).slice(0, limit) };
  };
}
