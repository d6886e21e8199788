/** What the ledger of the fixtures' studio answers: a broadcast in its first hour, one of the day before, and an inbox. */
import { INBOX_ID } from '../../native/contract/entry.ts';
import { accepted, type Result } from '../../native/contract/refusal.ts';
import type { OrderRow, ReportInput, ReportName, ReportOutput } from '../../native/contract/reports.ts';
import type { FlashSale } from '../../native/contract/sales.ts';
import { AT_MS, products, sampleRundown } from './plan-states.ts';
import { parkedReport } from './upstream-states.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const segments = sampleRundown.segments;

/** The minute's figures follow its number alone. */
function minuteFen(minute: number): number {
  return Math.round(900_000 + 700_000 * Math.sin(minute / 5) ** 2 + ((minute * 7919) % 31) * 12_000 + (minute === 38 ? 2_600_000 : 0));
}

const minutes = Array.from({ length: 46 }, (_, minute) => ({
  minuteAtMs: AT_MS + (minute + 1) * MINUTE,
  orderCount: Math.round(minuteFen(minute) / 3100),
  grossFen: minuteFen(minute),
  refundedFen: minute % 9 === 4 ? 120_000 + minute * 900 : 0,
}));

function ran(index: number, fromMinute: number, toMinute: number | null) {
  const { segmentId, title } = segments[index]!;
  return { segmentId, title, startedAtMs: AT_MS + fromMinute * MINUTE, endedAtMs: toMinute === null ? null : AT_MS + toMinute * MINUTE };
}

type BreakdownRow = ReportOutput<'salesBy'>['rows'][number];

const byProduct: BreakdownRow[] = products.map(({ sku, name, priceFen }, index) => {
  const paidUnits = 4100 - index * 83;
  return {
    key: sku.toUpperCase(),
    name,
    orderCount: null,
    paidUnits,
    giftUnits: index % 7 === 0 ? 120 : 0,
    restockedUnits: 0,
    grossFen: paidUnits * priceFen,
    refundedFen: index % 4 === 0 ? 5 * priceFen : 0,
  };
});

function grouped(keyOf: (index: number) => { key: string; name: BreakdownRow['name'] }): BreakdownRow[] {
  const rows = new Map<string, BreakdownRow>();
  for (const [index, row] of byProduct.entries()) {
    const { key, name } = keyOf(index);
    const before = rows.get(key);
    rows.set(key, {
      ...row,
      key,
      name,
      paidUnits: row.paidUnits + (before?.paidUnits ?? 0),
      giftUnits: row.giftUnits + (before?.giftUnits ?? 0),
      grossFen: row.grossFen + (before?.grossFen ?? 0),
      refundedFen: row.refundedFen + (before?.refundedFen ?? 0),
    });
  }
  return [...rows.values()];
}

const breakdownRows: Record<ReportInput<'salesBy'>['by'], BreakdownRow[]> = {
  product: byProduct,
  cooperative: grouped((index) => ({ key: products[index]!.cooperative!['zh-CN'], name: products[index]!.cooperative! })),
  place: grouped((index) => ({ key: products[index]!.placeCode, name: null })),
  segment: [
    ...grouped((index) => ({ key: segments[index % 4]!.segmentId, name: segments[index % 4]!.title })),
    { key: '', name: null, orderCount: 3, paidUnits: 3, giftUnits: 0, restockedUnits: null, grossFen: 9900, refundedFen: 0 },
  ].map((row) => ({ ...row, orderCount: row.paidUnits })),
  source: grouped(() => ({ key: 'district-shop', name: null })).map((row) => ({ ...row, orderCount: 33_017 })),
};

/** Order number `index` of the fixtures, newest first. */
export function orderRow(index: number, roomId: string | null = null): OrderRow {
  const product = products[index % products.length]!;
  const quantity = (index % 3) + 1;
  return {
    source: 'district-shop',
    orderId: String(6_901_872_345_678_000_000n + BigInt(index)),
    seq: 40_000 - index,
    paidAtMs: AT_MS + 47 * MINUTE - index * 1700,
    atMs: AT_MS + 47 * MINUTE - index * 1700 + 400,
    amountFen: quantity * product.priceFen,
    refundedFen: index % 11 === 3 ? product.priceFen : 0,
    buyer: index % 5 === 4 ? null : '阿*·买*提',
    region: '浙江杭州',
    roomId,
    lines:
      index % 13 === 6
        ? []
        : [
            { sku: product.sku, title: product.name['zh-CN'], quantity, amountFen: quantity * product.priceFen },
            ...(index % 6 === 2 ? [{ sku: 'GIFT-1', title: '试吃装', quantity: 1, amountFen: 0, gift: true }] : []),
          ],
  };
}

const inboxRows = Array.from({ length: 7 }, (_, index) =>
  orderRow(900 + index, index < 4 ? '7350192837465' : index < 6 ? '7350192899999' : null),
);
const FIRST_PAGE = 100;

function orders({ broadcastId, orderId, before, sku }: ReportInput<'orders'>): ReportOutput<'orders'> {
  if (broadcastId === INBOX_ID) return { rows: inboxRows, next: null };
  const all = Array.from({ length: FIRST_PAGE + 40 }, (_, index) => orderRow(index));
  if (orderId !== undefined) return { rows: all.filter((row) => row.orderId === orderId), next: null };
  if (sku !== undefined) return { rows: all.slice(0, 3), next: null };
  return before === undefined ? { rows: all.slice(0, FIRST_PAGE), next: 'page-2' } : { rows: all.slice(FIRST_PAGE), next: null };
}

const imported = (importId: string, fileName: string, missing: number, extra: number, differing: number, closedAtMs: number | null) => ({
  ...{ importId, fileName, missing, extra, differing, closedAtMs },
  source: 'district-shop',
  importedAtMs: AT_MS + 40 * MINUTE,
  orders: 28_114,
});

function differences({ after }: ReportInput<'differences'>): ReportOutput<'differences'> {
  const kinds = ['missing', 'extra', 'amount', 'status', 'lines'] as const;
  const rows = Array.from({ length: 24 }, (_, index) => {
    const kind = kinds[Math.floor(index / 5)]!;
    const { source, orderId, paidAtMs, amountFen } = orderRow(index);
    return {
      ...{ kind, source, orderId, paidAtMs },
      fileFen: kind === 'extra' ? null : amountFen,
      ledgerFen: kind === 'missing' ? null : kind === 'amount' ? amountFen - 100 : amountFen,
    };
  });
  return after ? { rows: rows.slice(20), next: null } : { rows: rows.slice(0, 20), next: 'rest' };
}

const broadcasts: ReportOutput<'broadcasts'>['broadcasts'] = [
  {
    broadcastId: 'bc-1',
    title: sampleRundown.title,
    phase: 'onAir',
    openedAtMs: AT_MS - 60 * MINUTE,
    startedAtMs: AT_MS + MINUTE,
    endedAtMs: null,
    exportedFile: null,
    rooms: [{ source: 'district-shop', roomId: '7350192800001' }],
    orderCount: 33_017,
    grossFen: 102_035_990,
    refundedFen: 2_235_840,
  },
  {
    broadcastId: 'bc-0',
    title: { 'zh-CN': '和田好物试播', ug: 'خوتەن مەھسۇلاتلىرى سىناق تارقىتىشى', en: 'Trial broadcast' },
    phase: 'ended',
    openedAtMs: AT_MS - DAY,
    startedAtMs: AT_MS - DAY,
    endedAtMs: AT_MS - DAY + 120 * MINUTE,
    exportedFile: null,
    rooms: [],
    orderCount: 1204,
    grossFen: 4_412_000,
    refundedFen: 12_000,
  },
];

const completeness: ReportOutput<'completeness'> = {
  sources: [
    {
      source: 'district-shop',
      orderCount: 33_017,
      grossFen: 102_035_990,
      thinCount: 17,
      firstPaidAtMs: AT_MS + MINUTE,
      lastPaidAtMs: AT_MS + 47 * MINUTE,
      exportedOrders: 28_114,
      matchedOrders: 28_092,
      gaps: [12, 21, 22, 30, 31, 35, 40, 41].map((minute) => ({
        fromMs: AT_MS + minute * MINUTE,
        toMs: AT_MS + (minute + (minute % 2)) * MINUTE,
        usualOrders: 640,
        silenceMs: MINUTE,
      })),
    },
  ],
};

const full: { [R in ReportName]: (input: ReportInput<R>) => ReportOutput<R> } = {
  broadcasts: () => ({ broadcasts }),
  salesCurve: ({ broadcastId }) =>
    broadcastId === 'bc-1'
      ? { minutes, segments: [ran(0, 1, 11), ran(1, 11, 19), ran(2, 19, 33), ran(3, 33, null)] }
      : { minutes: [], segments: [] },
  salesBy: ({ by }) => ({ rows: breakdownRows[by] }),
  orders,
  completeness: () => completeness,
  imports: () => ({
    imports: [
      imported('im-2', '订单导出_2020-05-01_14-40.xlsx', 22, 3, 6, null),
      imported('im-1', 'orders-0430.csv', 0, 0, 0, AT_MS - DAY + 180 * MINUTE),
    ],
  }),
  differences,
  parkedEntries: parkedReport(AT_MS + 47 * MINUTE),
};

const empty: typeof full = {
  broadcasts: () => ({ broadcasts: [] }),
  salesCurve: () => ({ minutes: [], segments: [] }),
  salesBy: () => ({ rows: [] }),
  orders: () => ({ rows: [], next: null }),
  completeness: () => ({ sources: [] }),
  imports: () => ({ imports: [] }),
  differences: () => ({ rows: [], next: null }),
  parkedEntries: () => ({ entries: 0, rows: [] }),
};

export function salesReports(isEmpty: boolean): (name: ReportName, input: unknown) => Result<unknown> {
  const answers = isEmpty ? empty : full;
  return (name, input) => accepted(answers[name](input as never));
}

/** A flash sale that began before the fixtures' now and has two minutes left. */
export const flashSale: FlashSale = {
  flashSaleId: 'fs-1',
  productId: 'p3',
  sku: products[2]!.sku.toUpperCase(),
  name: products[2]!.name,
  startedAtMs: AT_MS + 44 * MINUTE,
  endsAtMs: AT_MS + 49 * MINUTE + 12_000,
  units: 5000,
  soldUnits: 3871,
};
