/** Compares an import with the ledger: orders that only one of them has, and those on which they do not agree. */
import type { ReportOutput, ReportParsedInput } from '../../contract/reports.ts';
import type { Reader } from '../../store/reader.ts';
import { IMPORT_COLUMNS, IMPORTS_KEPT, type ImportRecord } from './import-records.ts';

type Difference = ReportOutput<'differences'>['rows'][number];

/** An order of the file beside what the ledger has of it. `kind` is null where they agree. */
export interface ComparedOrder {
  orderId: string;
  kind: Difference['kind'] | null;
  paidAtMs: number | null;
  fileFen: number;
  ledgerFen: number | null;
  /** Of the entry that counts. */
  ledgerSeq: number | null;
  events: string;
}

const REFUNDED = /* sql */ `(SELECT coalesce(sum(json_extract(entry.body, '$.amountFen')), 0)
  FROM order_refund JOIN entry ON entry.seq = order_refund.seq
  WHERE order_refund.source = paid.source AND order_refund.order_id = paid.order_id)`;

/** The weightiest difference of an order is its kind. A refund that the ledger has and the file has not is no difference: it is newer. */
const KIND = /* sql */ `CASE
  WHEN paid.order_id IS NULL THEN CASE WHEN filed.status IN ('paid', 'refunded') THEN 'missing' END
  WHEN filed.status IN ('unpaid', 'cancelled') THEN 'status'
  WHEN paid.amount_fen <> filed.amount_fen THEN 'amount'
  WHEN filed.refunded_fen > 0 AND filed.refunded_fen > ${REFUNDED} THEN 'status'
  WHEN paid.thin = 1 AND json_extract(filed.events, '$[0].lines[0]') IS NOT NULL THEN 'lines'
END`;

const JOINED = /* sql */ `LEFT JOIN paid_order AS paid ON paid.source = @source AND paid.order_id = filed.order_id`;
const COMPARED = /* sql */ `filed.order_id AS orderId, ${KIND} AS kind, coalesce(filed.paid_at_ms, paid.paid_at_ms) AS paidAtMs,
  filed.amount_fen AS fileFen, paid.amount_fen AS ledgerFen, paid.seq AS ledgerSeq, filed.events AS events`;

const COUNT_SQL = /* sql */ `
  SELECT count(*) AS orders, coalesce(sum(kind = 'missing'), 0) AS missing, coalesce(sum(kind <> 'missing'), 0) AS differing
  FROM (SELECT ${KIND} AS kind FROM imported_order AS filed ${JOINED} WHERE filed.import_id = @importId)`;

const PAGE_SQL = /* sql */ `
  SELECT ${COMPARED} FROM (SELECT * FROM imported_order WHERE import_id = @importId AND order_id > @after ORDER BY order_id LIMIT @limit) AS filed
  ${JOINED} ORDER BY filed.order_id`;

const DIFFERENCES_SQL = /* sql */ `
  SELECT ${COMPARED} FROM imported_order AS filed ${JOINED}
  WHERE filed.import_id = @importId AND filed.order_id > @after AND ${KIND} IS NOT NULL ORDER BY filed.order_id LIMIT @limit`;

/** By the index on time, a broadcast at a time: it never looks at orders from outside of the file's own time. */
const EXTRA = /* sql */ `FROM paid_order AS paid INDEXED BY paid_order_time
  WHERE paid.broadcast_id = @broadcastId AND paid.paid_at_ms BETWEEN @fromMs AND @toMs AND paid.source = @source
    AND NOT EXISTS (SELECT 1 FROM imported_order AS filed WHERE filed.import_id = @importId AND filed.order_id = paid.order_id)`;
const EXTRA_COUNT_SQL = /* sql */ `SELECT count(*) AS extra ${EXTRA}`;
const EXTRA_SQL = /* sql */ `
  SELECT paid.order_id AS orderId, paid.paid_at_ms AS paidAtMs, paid.amount_fen AS ledgerFen ${EXTRA}
    AND (paid.paid_at_ms, paid.order_id) > (@afterMs, @after) ORDER BY paid.paid_at_ms, paid.order_id LIMIT @limit`;

/** The next orders of an import, whether they differ or not: a bounded piece of work. '' begins. */
export function comparedOrders(reader: Reader, { importId, source }: ImportRecord, after: string, limit: number): ComparedOrder[] {
  return reader.allNamed<ComparedOrder>(PAGE_SQL, { importId, source, after, limit });
}

export function importsReport(reader: Reader, { importId }: ReportParsedInput<'imports'>): ReportOutput<'imports'> {
  const records = reader.allNamed<ImportRecord>(
    `SELECT ${IMPORT_COLUMNS} FROM order_import WHERE @importId IS NULL OR import_id = @importId ORDER BY imported_at_ms DESC, import_id DESC LIMIT ${IMPORTS_KEPT}`,
    { importId: importId ?? null },
  );
  return {
    imports: records.map((record) => {
      const { source, fileName, importedAtMs, closedAtMs } = record;
      return { importId: record.importId, source, fileName, importedAtMs, closedAtMs, ...countsOf(reader, record) };
    }),
  };
}

function countsOf(reader: Reader, record: ImportRecord): { orders: number; missing: number; extra: number; differing: number } {
  const { importId, source } = record;
  const [filed] = reader.allNamed<{ orders: number; missing: number; differing: number }>(COUNT_SQL, { importId, source });
  let extra = 0;
  for (const broadcastId of broadcastsOf(reader, record)) {
    extra += reader.allNamed<{ extra: number }>(EXTRA_COUNT_SQL, { ...windowOf(record), broadcastId })[0]!.extra;
  }
  return { ...filed!, extra };
}

/** First what the file names, by order id, then what only the ledger has, by time; the token says where the next page goes on. */
export function differencesReport(reader: Reader, input: ReportParsedInput<'differences'>): ReportOutput<'differences'> {
  const { importId, after, limit } = input;
  const record = reader.get<ImportRecord>(`SELECT ${IMPORT_COLUMNS} FROM order_import WHERE import_id = ?`, importId);
  if (!record) return { rows: [], next: null };
  const [part, ...place] = after.split(' ');
  const rows = part === 'extra' ? [] : filedDifferences(reader, record, place[0] ?? '', limit);
  if (rows.length === limit) return { rows, next: `filed ${rows.at(-1)!.orderId}` };
  const [broadcastId = '', paidAtMs = '0', orderId = ''] = part === 'extra' ? place : [];
  return extraDifferences(reader, record, rows, { broadcastId, paidAtMs: Number(paidAtMs) || 0, orderId }, limit);
}

function filedDifferences(reader: Reader, { importId, source }: ImportRecord, after: string, limit: number): Difference[] {
  const rows = reader.allNamed<ComparedOrder>(DIFFERENCES_SQL, { importId, source, after, limit });
  return rows.flatMap(({ kind, orderId, paidAtMs, fileFen, ledgerFen }) =>
    kind === null ? [] : [{ kind, source, orderId, paidAtMs, fileFen, ledgerFen }],
  );
}

function extraDifferences(
  reader: Reader,
  record: ImportRecord,
  rows: Difference[],
  from: { broadcastId: string; paidAtMs: number; orderId: string },
  limit: number,
): ReportOutput<'differences'> {
  for (const broadcastId of broadcastsOf(reader, record).filter((id) => id >= from.broadcastId)) {
    const isFirst = broadcastId === from.broadcastId;
    const extras = reader.allNamed<{ orderId: string; paidAtMs: number; ledgerFen: number }>(EXTRA_SQL, {
      ...windowOf(record),
      broadcastId,
      afterMs: isFirst ? from.paidAtMs : 0,
      after: isFirst ? from.orderId : '',
      limit: limit - rows.length,
    });
    rows.push(...extras.map((extra): Difference => ({ kind: 'extra', source: record.source, fileFen: null, ...extra })));
    const last = extras.at(-1);
    if (rows.length === limit && last) return { rows, next: `extra ${broadcastId} ${last.paidAtMs} ${last.orderId}` };
  }
  return { rows, next: null };
}

function windowOf({ importId, source, fromMs, toMs }: ImportRecord) {
  return { importId, source, fromMs, toMs };
}

/** Broadcasts that may have extra orders; none for an import without paid orders, which names no time. */
function broadcastsOf(reader: Reader, { fromMs }: ImportRecord): string[] {
  if (fromMs === null) return [];
  return reader.all<{ id: string }>('SELECT broadcast_id AS id FROM broadcast_sales ORDER BY broadcast_id').map(({ id }) => id);
}
