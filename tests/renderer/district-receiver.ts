/** A district's receiver as its page sees it: a few studios in the middle of a month, answered from memory, and lost at will. */
import type { Page, Route } from 'playwright-core';
import type { z } from 'zod';
import {
  type Board,
  type BoardPeriod,
  type BoardRow,
  type BoardStudio,
  type DistrictBroadcast,
  type districtRefusalSchema,
  type EntriesAnswer,
  type ImportAnswer,
  type StudioKey,
} from '../../native/contract/district.ts';
import type { Locale } from '../../native/contract/text.ts';
import places from '../../resources/catalogue/places.json';
import { products } from './plan-states.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** 20:05:09 on 18 May 2020 in Hetian's clock, which is that of China. */
export const BOARD_AT_MS = Date.UTC(2020, 4, 18, 12, 5, 9);

type Refusal = z.infer<typeof districtRefusalSchema>;

export interface FixtureReceiver {
  /** What was asked, as method and path with its query. */
  readonly asked: string[];
  /** Nobody answers while true. */
  lost: boolean;
  /** Answers in place of the next import or change of a key. */
  refuse: Refusal | null;
  board(period: BoardPeriod): Board;
  keys: StudioKey[];
  studios: BoardStudio[];
  attach(page: Page, locale: Locale): Promise<void>;
}

const factor: Record<BoardPeriod, number> = { today: 1, month: 14, all: 90 };

const byProduct: BoardRow[] = products.map(({ sku, name, priceFen }, index) => {
  const units = Math.max(40, 3900 - index * 87);
  return {
    key: sku,
    name,
    units,
    orderCount: Math.round(units * 0.8),
    grossFen: units * priceFen,
    refundedFen: index % 4 === 0 ? 3 * priceFen : 0,
  };
});

function summed(keyOf: (index: number) => Pick<BoardRow, 'key' | 'name'>): BoardRow[] {
  const rows = new Map<string, BoardRow>();
  for (const [index, row] of byProduct.entries()) {
    const { key, name } = keyOf(index);
    const { grossFen = 0, refundedFen = 0, orderCount = 0, units = 0 } = rows.get(key) ?? {};
    rows.set(key, {
      key,
      name,
      grossFen: grossFen + row.grossFen,
      refundedFen: refundedFen + row.refundedFen,
      orderCount: orderCount + row.orderCount,
      units: units + row.units,
    });
  }
  return [...rows.values()];
}

const placeNames = new Map(places.map(({ placeCode, name }) => [placeCode, name as BoardRow['name']]));
const byPlace = [
  ...summed((index) => ({ key: products[index]!.placeCode, name: placeNames.get(products[index]!.placeCode) ?? null })),
  { key: '', name: null, grossFen: 31_200, refundedFen: 0, orderCount: 8, units: 8 },
];
const byCooperative = summed((index) => ({ key: products[index]!.cooperative!['zh-CN'], name: products[index]!.cooperative! }));

function times(rows: readonly BoardRow[], by: number): BoardRow[] {
  return rows.map((row) => ({
    ...row,
    grossFen: row.grossFen * by,
    refundedFen: row.refundedFen * by,
    orderCount: row.orderCount * by,
    units: row.units * by,
  }));
}

const sum = (rows: readonly Omit<BoardRow, 'key' | 'name'>[]) => ({
  grossFen: rows.reduce((all, row) => all + row.grossFen, 0),
  refundedFen: rows.reduce((all, row) => all + row.refundedFen, 0),
  orderCount: rows.reduce((all, row) => all + row.orderCount, 0),
  units: rows.reduce((all, row) => all + row.units, 0),
});

const none = { grossFen: 0, refundedFen: 0, orderCount: 0, units: 0 };
const title = { 'zh-CN': '第十八场 和田核桃与红枣专场', ug: '18-مەيدان خوتەن ياڭىقى ۋە چىلان', en: 'Day 18: Hetian walnuts and dates' };

export const fixtureStudios: BoardStudio[] = [
  {
    studioId: 'hetian-1',
    name: '和田核桃市场一号直播间',
    freshness: 'fresh',
    lastHeardAtMs: BOARD_AT_MS - 3000,
    highestSeq: 412_930,
    entries: 412_930,
    missingEntries: 0,
    conflicts: 0,
    onAir: true,
    broadcastId: 'bc-18',
    broadcastTitle: title,
    grossFen: 612_345_670,
    refundedFen: 1_234_500,
    orderCount: 198_233,
    units: 241_870,
    summary: { atMs: BOARD_AT_MS - 3000, grossFen: 612_345_670, netFen: 611_111_170, orderCount: 198_233, ledgerSeq: 412_930 },
  },
  {
    studioId: 'moyu-carpets',
    name: 'قاراقاش گىلەم ستۇدىيەسى',
    freshness: 'late',
    lastHeardAtMs: BOARD_AT_MS - 7 * MINUTE,
    highestSeq: 90_412,
    entries: 82_000,
    missingEntries: 8412,
    conflicts: 2,
    onAir: true,
    broadcastId: 'bc-7',
    broadcastTitle: { 'zh-CN': '墨玉地毯之夜', ug: 'قاراقاش گىلەم كېچىسى', en: 'Moyu carpet night' },
    grossFen: 201_050_000,
    refundedFen: 0,
    orderCount: 8123,
    units: 9120,
    summary: { atMs: BOARD_AT_MS - 7 * MINUTE, grossFen: 233_900_000, netFen: 233_900_000, orderCount: 9981, ledgerSeq: 90_412 },
  },
  {
    studioId: 'pishan-2',
    name: '皮山县电商中心',
    freshness: 'silent',
    lastHeardAtMs: BOARD_AT_MS - 31 * HOUR,
    highestSeq: 51_002,
    entries: 51_002,
    missingEntries: null,
    conflicts: 0,
    onAir: false,
    broadcastId: null,
    broadcastTitle: null,
    ...none,
    summary: null,
  },
  {
    studioId: 'minfeng-van',
    name: 'Minfeng broadcast van',
    freshness: 'never',
    lastHeardAtMs: null,
    highestSeq: 0,
    entries: 0,
    missingEntries: null,
    conflicts: 0,
    onAir: false,
    broadcastId: null,
    broadcastTitle: null,
    ...none,
    summary: null,
  },
];

const broadcasts: DistrictBroadcast[] = Array.from({ length: 18 }, (_, index) => {
  const startedAtMs = BOARD_AT_MS - 4 * HOUR - index * 24 * HOUR;
  return {
    broadcastId: `bc-${18 - index}`,
    title: index === 0 ? title : { 'zh-CN': `第 ${18 - index} 场`, ug: `${18 - index}-مەيدان`, en: `Day ${18 - index}` },
    rehearsal: index === 4,
    openedAtMs: startedAtMs - HOUR,
    startedAtMs,
    endedAtMs: index === 0 ? null : startedAtMs + 6 * HOUR,
    entries: 30_000 - index * 700,
    grossFen: index === 4 ? 0 : 61_234_567 - index * 1_000_000,
    refundedFen: index === 1 ? 120_000 : 0,
    orderCount: index === 4 ? 0 : 19_823 - index * 300,
    units: 24_187,
  };
});

const PAGE = 50;
const HEAD = 412_930;

function entry(seq: number): EntriesAnswer['entries'][number] {
  const product = products[seq % products.length]!;
  const atMs = BOARD_AT_MS - (HEAD - seq) * 900;
  const frame = { seq, broadcastId: 'bc-18', atMs, receivedAtMs: atMs + 4000 };
  if (seq % 9 === 0)
    return {
      ...frame,
      kind: 'segment.taken',
      actor: 'operator:desk',
      body: { segmentId: 's1', kind: 'break', title, sceneName: 'Break', guests: [], plannedMs: 60_000 },
    };
  if (seq % 11 === 0) return { ...frame, kind: 'drone.launched', actor: 'studio', body: { heightM: 30 } };
  return {
    ...frame,
    kind: 'order.paid',
    actor: 'feed:district-shop',
    body: {
      source: 'district-shop',
      orderId: String(6_901_872_345_678_000_000n + BigInt(seq)),
      eventId: `e${seq}`,
      occurredAtMs: atMs,
      buyer: '古**',
      region: '北京市',
      amountFen: product.priceFen * 2,
      lines: [{ sku: product.sku, title: product.name['zh-CN'], quantity: 2, amountFen: product.priceFen * 2 }],
    },
  };
}

/** `empty`: the office has just set it up. `quiet`: studios are known, nothing was sold today. */
export function fixtureReceiver(state: 'live' | 'quiet' | 'empty' = 'live'): FixtureReceiver {
  const receiver: FixtureReceiver = {
    asked: [],
    lost: false,
    refuse: null,
    studios: state === 'empty' ? [] : state === 'live' ? fixtureStudios : fixtureStudios.slice(2),
    keys:
      state === 'empty'
        ? []
        : fixtureStudios.map(({ studioId, name }, index) => ({
            studioId,
            name,
            addedAtMs: BOARD_AT_MS - 40 * 24 * HOUR,
            revoked: index === 2,
          })),
    board(period) {
      const sold = state === 'live' ? times(byProduct, factor[period]) : [];
      const rows = (all: BoardRow[]) => (state === 'live' ? times(all, factor[period]) : []);
      return {
        nowAtMs: BOARD_AT_MS,
        period,
        totals: sum(sold),
        monthToDate: state === 'live' ? sum(times(byProduct, factor.month)) : none,
        studios: receiver.studios,
        places: rows(byPlace),
        products: sold,
        cooperatives: rows(byCooperative),
        days:
          state === 'empty'
            ? []
            : Array.from({ length: 18 }, (_, index) => ({
                day: `2020-05-${String(index + 1).padStart(2, '0')}`,
                ...(state === 'live' && index % 7 !== 5
                  ? {
                      grossFen: 40_000_000 + ((index * 7919) % 31) * 2_000_000,
                      refundedFen: 0,
                      orderCount: 12_000 + index * 77,
                      units: 15_000,
                    }
                  : none),
              })),
      };
    },
    async attach(page, locale) {
      await page.addInitScript((chosen) => localStorage.setItem('studio.locale', chosen), locale);
      await page.route('**/api/**', (route) => answer(receiver, route));
    },
  };
  return receiver;
}

async function answer(receiver: FixtureReceiver, route: Route): Promise<void> {
  const request = route.request();
  const { pathname, searchParams } = new URL(request.url());
  const path = pathname.replace('/api/', '');
  receiver.asked.push(`${request.method()} ${path}?${searchParams}`);
  if (receiver.lost) return route.abort('connectionrefused');
  const say = (value: unknown, status = 200) => route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(value) });
  if (request.method() === 'POST' && receiver.refuse) {
    const { refuse } = receiver;
    receiver.refuse = null;
    return say(refuse, 422);
  }
  if (path === 'board') return say(receiver.board(searchParams.get('period') as BoardPeriod));
  if (path === 'broadcasts') return say(broadcasts);
  if (path === 'entries') return say(entries(searchParams));
  if (path === 'studios' && request.method() === 'GET') return say(receiver.keys);
  if (path === 'studios') {
    const { studioId, name } = request.postDataJSON() as Pick<StudioKey, 'studioId' | 'name'>;
    receiver.keys = [...receiver.keys, { studioId, name, addedAtMs: BOARD_AT_MS, revoked: false }];
    return say({ studioId, secret: 'whsec_Zml4dHVyZS1zZWNyZXQtb2YtYS1uZXctc3R1ZGlv' });
  }
  const [, studioId = '', deed = ''] = path.split('/');
  if (deed === 'key' || deed === 'revoke') {
    receiver.keys = receiver.keys.map((key) => (key.studioId === studioId ? { ...key, revoked: deed === 'revoke' } : key));
    return say(
      deed === 'key'
        ? { studioId, secret: 'whsec_YW5vdGhlci1maXh0dXJlLXNlY3JldA' }
        : receiver.keys.find((key) => key.studioId === studioId),
    );
  }
  if (path === 'import') return say({ studioId: 'hetian-1', firstSeq: 1, lastSeq: 5000, added: 4990, known: 10 } satisfies ImportAnswer);
  return say({ error: 'not-found', message: 'There is nothing at this address.', context: {} }, 404);
}

function entries(query: URLSearchParams): EntriesAnswer {
  const kind = query.get('kind');
  const sku = query.get('sku');
  const found: EntriesAnswer['entries'] = [];
  for (let seq = Number(query.get('before') ?? HEAD + 1) - 1; seq > HEAD - 2000 && found.length < PAGE; seq -= 1) {
    const each = entry(seq);
    if (kind && each.kind !== kind) continue;
    if (sku && !JSON.stringify(each.body).includes(`"${sku}"`)) continue;
    found.push(each);
  }
  return { entries: found, next: found.length === PAGE ? found.at(-1)!.seq : null };
}
