/** Questions to a day and to a month of sales beside a covering-index scan of the same file, size on disk, rebuild and proof. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { rebuildFigures } from '../../native/ledger/rebuild.ts';
import { verifyBook } from '../../native/ledger/verify.ts';
import { ordersReport } from '../../native/reports/order-rows.ts';
import { salesByReport, salesCurveReport } from '../../native/reports/sales-reports.ts';
import { openForWriting } from '../../native/store/database.ts';
import { Reader } from '../../native/store/reader.ts';
import { type Figure, grouped, ms, percentile, times } from './figures.ts';
import { benchFolder } from './host-process.ts';
import { DAY_ORDERS, writeSoldDays } from './sold-days.ts';

const MONTH_DAYS = 30;
const REPEATS = 9;

/** `BENCH_DAYS` shortens the month for a look. */
const days = Number(process.env['BENCH_DAYS'] ?? MONTH_DAYS);

export async function measureBook(say: (line: string) => void): Promise<Figure[]> {
  const folder = benchFolder();
  const path = join(folder, 'studio.db');
  say(`${days} days of ${grouped(DAY_ORDERS)} orders …`);
  const database = openForWriting(path);
  let dayBytes = 0;
  writeSoldDays(database, days, (day) => {
    if (day > 0) return;
    database.pragma('wal_checkpoint(TRUNCATE)');
    dayBytes = statSync(path).size;
  });
  database.pragma('wal_checkpoint(TRUNCATE)');
  const reader = Reader.open(path);
  const questions = [...questionsOf(reader, 'a six-hour day', 'day-0'), monthQuestion(reader)];
  reader.close();
  say('rebuild …');
  const rebuildMs = timed(() => rebuildFigures(database));
  database.close();
  say('proof …');
  const verifyMs = timed(() => {
    const { findingCount } = verifyBook(path);
    if (findingCount > 0) throw new Error(`the book does not hold: ${findingCount} findings`);
  });
  const million = (days * DAY_ORDERS) / 1_000_000;
  return [
    ...questions,
    plain(
      'BK5',
      'Size of an order on disk',
      `${Math.round(dayBytes / DAY_ORDERS)} bytes`,
      'One day in `studio.db` after a checkpoint: entry with its JSON, order row, index for times, refunds, figures and chain, divided by its orders.',
    ),
    plain(
      'BK6',
      'Rebuild of all projections',
      `${ms(rebuildMs / million)} per million orders`,
      `All derived tables emptied and counted anew from the entries of ${days} days (${grouped(days * DAY_ORDERS)} orders), in one transaction.`,
    ),
    plain(
      'BK7',
      'Proof of the book',
      `${ms(verifyMs / million)} per million orders; nothing differs`,
      "What `verify` does: SQLite's integrity check, the chain, every body against its schema, all figures recomputed and compared row by row.",
    ),
  ];
}

/** The scan reads the index that has all it needs: broadcast, time, source, amount, units. */
function questionsOf(reader: Reader, span: string, broadcastId: string): Figure[] {
  const scan = () =>
    reader.all(
      'SELECT paid_at_ms / 60000 AS minute, count(*), sum(amount_fen) FROM paid_order INDEXED BY paid_order_time WHERE broadcast_id = ? GROUP BY minute',
      broadcastId,
    );
  const ask = (id: string, what: string, question: () => unknown): Figure => {
    const studioMs = medianOf(question);
    const scanMs = medianOf(scan);
    return {
      id,
      what: `${what}, ${span}`,
      ratio: times(studioMs / scanMs),
      studio: ms(studioMs),
      beside: `${ms(scanMs)} covering-index scan by minute`,
      limit: '–',
      met: true,
      meaning: `Median of ${REPEATS} on the file of ${days} days, in the thread that answers reports. Beside it the minutes of the same day summed from a covering index of its orders.`,
    };
  };
  return [
    ask('BK1', 'Per-minute curve', () => salesCurveReport(reader, { broadcastId })),
    ask('BK2', 'Product totals', () => salesByReport(reader, { broadcastId, by: 'product' })),
    ask('BK3', 'A page of 100 rows behind a figure', () => ordersReport(reader, { broadcastId, limit: 100 })),
  ];
}

function monthQuestion(reader: Reader): Figure {
  const broadcasts = Array.from({ length: days }, (_, day) => `day-${day}`);
  const studioMs = medianOf(() => broadcasts.map((broadcastId) => salesCurveReport(reader, { broadcastId })));
  const scanMs = medianOf(
    () =>
      reader.all(
        'SELECT paid_at_ms / 60000 AS minute, count(*), sum(amount_fen) FROM paid_order INDEXED BY paid_order_time GROUP BY minute',
      ),
    3,
  );
  return {
    id: 'BK4',
    what: `Per-minute curves of ${days} days, ${grouped(days * DAY_ORDERS)} orders`,
    ratio: times(studioMs / scanMs),
    studio: ms(studioMs),
    beside: `${ms(scanMs)} covering-index scan by minute`,
    limit: '–',
    met: true,
    meaning: 'The curves of all days one after another, beside one scan of the covering index over all of them.',
  };
}

function plain(id: string, what: string, studio: string, meaning: string): Figure {
  return { id, what, ratio: '–', studio, beside: '–', limit: '–', met: true, meaning };
}

function medianOf(work: () => unknown, repeats = REPEATS): number {
  work();
  return percentile(
    Array.from({ length: repeats }, () => timed(work)),
    0.5,
  );
}

function timed(work: () => unknown): number {
  const beganMs = performance.now();
  work();
  return performance.now() - beganMs;
}
