/** States of a studio with the sample catalogue and the run of show of day one, for the plan pages. */
import { parseYuan } from '../../native/contract/money.ts';
import type { ReportOutput } from '../../native/contract/reports.ts';
import type { Product } from '../../native/contract/product.ts';
import { rundownSchema, type Rundown } from '../../native/contract/rundown.ts';
import type { Locale } from '../../native/contract/text.ts';
import places from '../../resources/catalogue/places.json';
import sampleProducts from '../../resources/catalogue/sample-products.csv?raw';
import dayOne from '../../resources/rehearsal/day-one/rundown.json';
import type { FixtureStates } from './fixture-client.ts';
import { gateState } from './gate-states.ts';
import { mediaState } from './media-states.ts';
import { sync, waitingSync } from './upstream-states.ts';

/** What is said of a feed that has nothing waiting. */
export const calm = { thinCount: 0, usualSilenceMs: 40_000, stale: false };

export const AT_MS = Date.UTC(2020, 4, 1, 6, 0);

export const products: Product[] = sampleProducts
  .trim()
  .split(/\r?\n/u)
  .slice(1)
  .map((line) => {
    const cells = [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/gu)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    const [number, sku = '', zh = '', ug = '', en = '', placeCode = '', unit = '', unitUg = '', unitEn = '', price = '', allocated] = cells;
    const [cooperativeZh = '', cooperativeUg = '', cooperativeEn = '', buyerLimit = ''] = cells.slice(11);
    return {
      productId: `p${number}`,
      number: Number(number),
      sku,
      name: { 'zh-CN': zh, ...(ug && { ug }), ...(en && { en }) },
      placeCode,
      unit: { 'zh-CN': unit, ug: unitUg, en: unitEn },
      priceFen: parseYuan(price) ?? 1,
      allocated: Number(allocated),
      cooperative: { 'zh-CN': cooperativeZh, ug: cooperativeUg, en: cooperativeEn },
      ...(buyerLimit && { buyerLimit: Number(buyerLimit) }),
    };
  });

const rundown = rundownSchema.parse(dayOne);
export const sampleRundown: Rundown = {
  ...rundown,
  plannedStartAtMs: AT_MS,
  segments: rundown.segments.map((segment, index) => ({
    ...segment,
    productIds: products.slice(index, index + 4).map(({ productId }) => productId),
  })),
};

const DAY_MS = 24 * 3_600_000;
const ended = (number: number, daysAgo: number, exported: boolean): ReportOutput<'broadcasts'>['broadcasts'][number] => ({
  broadcastId: `bc-${number}`,
  title: { 'zh-CN': `第 ${number} 场 和田核桃`, ug: `${number}-مەيدان خوتەن ياڭىقى`, en: `Day ${number}: Hetian walnuts` },
  phase: 'ended',
  openedAtMs: AT_MS - daysAgo * DAY_MS,
  startedAtMs: AT_MS - daysAgo * DAY_MS,
  endedAtMs: AT_MS - daysAgo * DAY_MS + 6 * 3_600_000,
  exportedFile: exported ? `bc-${number}.ndjson.gz` : null,
  rooms: [],
  orderCount: 330_112,
  grossFen: 1_020_000_000,
  refundedFen: 0,
});

/** One that runs, one that must still be kept, and two that may be purged, of which one has no export. */
export const keptBroadcasts: ReportOutput<'broadcasts'> = {
  broadcasts: [{ ...ended(4, 0, false), phase: 'onAir', endedAtMs: null }, ended(3, 1, true), ended(2, 1200, false), ended(1, 1201, true)],
};

export function planStates(empty: boolean, locale: Locale): FixtureStates {
  const total = { grossFen: 0, netFen: 0, orderCount: 0, refundCount: 0 };
  return {
    gate: gateState,
    studio: {
      studioId: 'hetian-market-1',
      version: '0.1.0',
      nowAtMs: AT_MS,
      clockSpeed: 1,
      locale,
      overlayAddress: 'http://127.0.0.1:4577/overlays/?token=3f9c2b7e',
      holdSceneName: '垫片',
      backSoonSceneName: 'Back soon',
      backupFolder: null,
      retentionYears: 3,
      lastBackup: { atMs: AT_MS, files: ['/srv/studio/backups/studio-20200501T060000000Z.db'], entries: 48213 },
      rehearsal: null,
      problems: [],
      firstRun: empty,
    },
    obs: {
      connection: {
        state: empty ? 'off' : 'ready',
        url: 'ws://127.0.0.1:4455',
        simulated: false,
        sinceAtMs: AT_MS,
        problem: null,
        nextTryAtMs: null,
        obsVersion: empty ? null : '32.0.4',
        websocketVersion: empty ? null : '5.7.3',
      },
      mirror: empty
        ? null
        : {
            sceneCollection: '核桃市场',
            sceneNames: [...new Set(sampleRundown.segments.map(({ sceneName }) => sceneName))].slice(1),
            programSceneName: '主播台',
            previewSceneName: null,
            studioMode: false,
            stream: { active: false, reconnecting: false, startedAtMs: null },
            record: { active: false, paused: false, startedAtMs: null, path: null },
            canvas: { width: 1920, height: 1080 },
            output: { width: 1920, height: 1080, fps: 30 },
            replayBuffer: { available: false, active: false },
            virtualCamera: { available: false, active: false },
            transition: { names: ['Cut', 'Fade'], currentName: 'Cut', durationMs: null },
            sceneCollections: ['Studio'],
            profiles: ['Studio'],
            profile: 'Studio',
            recordFolder: null,
            inputKinds: [],
            availableRequests: [],
          },
    },
    media: mediaState(empty),
    catalogue: { products: empty ? [] : products, places: places },
    rundown: {
      rundown: empty ? { rundownId: 'rundown', title: { 'zh-CN': '新流程单' }, plannedStartAtMs: null, segments: [] } : sampleRundown,
      version: 1,
      canUndo: !empty,
      canRedo: false,
      savedAtMs: AT_MS,
    },
    sales: {
      totals: total,
      flashSale: null,
      inboxCount: 0,
      skus: [],
      feeds: empty
        ? []
        : [
            {
              source: 'district-shop',
              type: 'generic',
              ready: true,
              acceptedCount: 328_114,
              duplicateCount: 1204,
              refusedCount: 3,
              lastAcceptedAtMs: AT_MS,
              lastRefusal: { code: 'signature-wrong', atMs: AT_MS },
              ...calm,
            },
            {
              source: 'county-mall',
              type: 'douyin-open',
              appId: 'aw8f2k',
              pullUrl: 'https://relay.example.cn/mall',
              ready: false,
              notReady: 'feed-secret-missing',
              acceptedCount: 0,
              duplicateCount: 0,
              refusedCount: 0,
              lastAcceptedAtMs: null,
              lastRefusal: null,
              ...calm,
            },
          ],
      ledgerSeq: 340_000,
    },
    controls: {
      keyMap: null,
      api: { enabled: !empty, hasToken: !empty, address: 'http://127.0.0.1:4577', lastUsedAtMs: empty ? null : AT_MS },
      consoles: [
        { name: '主控台', openedAtMs: AT_MS },
        { name: 'Tablet', openedAtMs: AT_MS },
      ],
    },
    sync: empty ? sync([], { headSeq: 12 }) : waitingSync(AT_MS, 340_000, 328_000),
  };
}
