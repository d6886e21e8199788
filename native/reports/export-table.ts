/** Tables that leave the studio as files: their columns and rows, fetched page by page from the reports. */
import { type ReportInput, type ReportName, type ReportOutput, reports } from '../contract/reports.ts';
import { type Locale, textIn } from '../contract/text.ts';
import type { ReportDesk } from './report-desk.ts';

/** Text, a whole number, or one of those that a spreadsheet would spoil: money in fen, an id, a time. */
export type ExportCell = string | number | null | { fen: number } | { id: string } | { atMs: number };

export const exportKinds = ['orders', 'products', 'minutes', 'differences'] as const;
export type ExportKind = (typeof exportKinds)[number];

export interface ExportTable {
  /** Names of the columns, whose headings the language files have. */
  columns: readonly string[];
  rows: AsyncIterable<readonly (readonly ExportCell[])[]>;
}

type Asking = Pick<ReportDesk, 'ask'>;

/** Rows asked for at once: the desk has its turn between two pages. */
const PAGE = 500;

interface Wanted {
  kind: ExportKind;
  broadcastId: string;
  /** The import whose differences are meant. */
  importId: string;
  locale: Locale;
  /** The word for a kind of difference. */
  word(kind: ReportOutput<'differences'>['rows'][number]['kind']): string;
}

export function exportTable(desk: Asking, wanted: Wanted): ExportTable {
  switch (wanted.kind) {
    case 'orders':
      return { columns: ORDER_COLUMNS, rows: orderRows(desk, wanted) };
    case 'products':
      return { columns: PRODUCT_COLUMNS, rows: productRows(desk, wanted) };
    case 'minutes':
      return { columns: MINUTE_COLUMNS, rows: minuteRows(desk, wanted) };
    case 'differences':
      return { columns: DIFFERENCE_COLUMNS, rows: differenceRows(desk, wanted) };
  }
}

const ORDER_COLUMNS = ['order', 'source', 'paidAt', 'amount', 'refunded', 'units', 'goods', 'buyer', 'region', 'room', 'entry'] as const;
const PRODUCT_COLUMNS = ['sku', 'product', 'units', 'gifts', 'restocked', 'gross', 'refunded', 'net'] as const;
const MINUTE_COLUMNS = ['minute', 'orders', 'gross', 'refunded', 'segment'] as const;
const DIFFERENCE_COLUMNS = ['difference', 'order', 'source', 'paidAt', 'inFile', 'inLedger'] as const;

async function* orderRows(desk: Asking, { broadcastId }: Wanted): AsyncGenerator<ExportCell[][]> {
  let before: string | undefined;
  do {
    const page: ReportOutput<'orders'> = await answerOf(desk, 'orders', {
      broadcastId,
      limit: PAGE,
      ...(before === undefined ? {} : { before }),
    });
    yield page.rows.map(({ orderId, source, paidAtMs, amountFen, refundedFen, lines, buyer, region, roomId, seq }) => {
      const units = lines.reduce((sum, line) => sum + (line.gift ? 0 : line.quantity), 0);
      const goods = lines.map(({ title, sku, quantity }) => `${title || sku} × ${quantity}`).join('; ');
      const room = roomId === null ? null : { id: roomId };
      return [
        { id: orderId },
        source,
        { atMs: paidAtMs },
        { fen: amountFen },
        { fen: refundedFen },
        units,
        goods,
        buyer,
        region,
        room,
        seq,
      ];
    });
    before = page.next ?? undefined;
  } while (before !== undefined);
}

async function* productRows(desk: Asking, { broadcastId, locale }: Wanted): AsyncGenerator<ExportCell[][]> {
  const { rows } = await answerOf(desk, 'salesBy', { broadcastId, by: 'product' });
  yield rows.map(({ key, name, paidUnits, giftUnits, restockedUnits, grossFen, refundedFen }) => [
    { id: key },
    name && textIn(name, locale),
    paidUnits,
    giftUnits,
    restockedUnits,
    { fen: grossFen },
    { fen: refundedFen },
    { fen: grossFen - refundedFen },
  ]);
}

async function* minuteRows(desk: Asking, { broadcastId, locale }: Wanted): AsyncGenerator<ExportCell[][]> {
  const { minutes, segments } = await answerOf(desk, 'salesCurve', { broadcastId });
  yield minutes.map(({ minuteAtMs, orderCount, grossFen, refundedFen }) => {
    const segment = segments.findLast(
      ({ startedAtMs, endedAtMs }) => startedAtMs <= minuteAtMs && (endedAtMs === null || minuteAtMs < endedAtMs),
    );
    return [{ atMs: minuteAtMs }, orderCount, { fen: grossFen }, { fen: refundedFen }, segment ? textIn(segment.title, locale) : null];
  });
}

async function* differenceRows(desk: Asking, { importId, word }: Wanted): AsyncGenerator<ExportCell[][]> {
  let after: string | null = '';
  while (after !== null) {
    const page: ReportOutput<'differences'> = await answerOf(desk, 'differences', { importId, after, limit: PAGE });
    yield page.rows.map(({ kind, orderId, source, paidAtMs, fileFen, ledgerFen }) => [
      word(kind),
      { id: orderId },
      source,
      paidAtMs === null ? null : { atMs: paidAtMs },
      fileFen === null ? null : { fen: fileFen },
      ledgerFen === null ? null : { fen: ledgerFen },
    ]);
    after = page.next;
  }
}

/** A report that fails in the middle of a file breaks the file off; half a table must not look whole. */
async function answerOf<R extends ReportName>(desk: Asking, name: R, input: ReportInput<R>): Promise<ReportOutput<R>> {
  const answer = await desk.ask(name, reports[name].input.parse(input) as never);
  if (!answer.ok) throw new Error(`the report ${name} was refused: ${answer.refusal.code}`);
  return answer.value;
}
