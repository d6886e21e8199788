/** Day one as fast as the machine can through the signed ingest, beside the ledger alone and a bare insert loop over the same rows. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type EntryDraft, orderKinds } from '../../native/contract/entry.ts';
import { silentLogger } from '../../native/kernel/logger.ts';
import { ENTRY_COLUMNS, entryOf, type EntryRow } from '../../native/ledger/entry-row.ts';
import { Ledger } from '../../native/ledger/ledger.ts';
import { runRehearsal } from '../../native/rehearsal-host.ts';
import { openForWriting } from '../../native/store/database.ts';
import { Reader } from '../../native/store/reader.ts';
import { Writer } from '../../native/store/writer.ts';
import { ensurePagesBuilt } from '../../scripts/build.ts';
import { ROOT } from '../harness/test-host.ts';
import { type Figure, grouped, times } from './figures.ts';
import { benchFolder } from './host-process.ts';

const PAID_ORDERS = 329_874;
const GROSS_FEN = 1_020_000_000;
const COMMIT_ROWS = 500;
/** As many as the rehearsal has under way. */
const IN_FLIGHT = 4;

type Row = Record<string, string | number | Buffer>;

/** Rows of the day as the studio's own file has them, by table; the bare loop writes these and no others. */
interface Written {
  entries: EntryRow[];
  /** In the order in which they were written, with the sequence number of their entry. */
  others: Record<'paid_order' | 'order_key' | 'order_refund', Row[]>;
}

export async function measureDayOne(say: (line: string) => void): Promise<Figure[]> {
  await ensurePagesBuilt(say);
  const folder = benchFolder();
  say('day one through the ingest …');
  const throughHttpMs = await rehearse(folder);
  const path = join(folder, 'rehearsal', 'day-one', 'studio.db');
  const { written, paid } = readBack(path);
  const rows = written.entries;
  if (paid.orders !== PAID_ORDERS || paid.fen !== GROSS_FEN || paid.counted !== GROSS_FEN || paid.countedOrders !== PAID_ORDERS) {
    throw new Error(`day one is not whole: ${JSON.stringify(paid)}, expected ${PAID_ORDERS} orders and ${GROSS_FEN} fen`);
  }
  say(`${grouped(rows.length)} rows; the ledger alone …`);
  const ledgerMs = await appendAll(folder, rows);
  say('the bare insert loop …');
  const bareMs = insertAll(folder, written);

  const perSecond = (durationMs: number) => rows.length / (durationMs / 1000);
  const speed = (durationMs: number) => `${grouped(perSecond(durationMs))} events/s (${(durationMs / 1000).toFixed(1)} s)`;
  const rest = { beside: speed(bareMs), limit: 'totals exact', met: true };
  return [
    {
      ...rest,
      id: 'P1',
      what: 'Day one through the signed HTTP ingest',
      ratio: times(throughHttpMs / bareMs),
      studio: `${speed(throughHttpMs)}; ${grouped(PAID_ORDERS / (throughHttpMs / 1000))} paid orders/s`,
      meaning:
        `The recorded day at full speed: ${grouped(PAID_ORDERS)} paid orders and ${grouped(GROSS_FEN)} fen, asserted to the fen, with refunds and duplicates, ` +
        'cues and overlay; the sender that makes and signs the orders shares thread and processor with the host. Beside it a bare better-sqlite3 loop inserts ' +
        `the very same ${grouped(rows.length)} order entries, paid orders, keys and refund links into the same tables with their checks and indexes, ` +
        `WAL, synchronous=FULL, ${COMMIT_ROWS} a commit, without figures and without the chain. ×1 would be as fast as the loop.`,
    },
    {
      ...rest,
      id: 'P2',
      what: 'The same events appended to the ledger without HTTP',
      ratio: times(ledgerMs / bareMs),
      studio: speed(ledgerMs),
      meaning: `The drafts of the same rows handed to the ledger ${COMMIT_ROWS} at a time, ${IN_FLIGHT} calls under way: thread, duplicate keys, aggregates and commit, but no HTTP, signature or parsing.`,
    },
  ];
}

async function rehearse(dataFolder: string): Promise<number> {
  const started = await runRehearsal({
    name: 'day-one',
    speed: null,
    obs: null,
    dataFolder,
    logger: silentLogger,
    config: {
      address: '127.0.0.1',
      port: 0,
      lan: false,
      pagesFolder: join(ROOT, 'out', 'renderer'),
      resourcesFolder: join(ROOT, 'resources'),
      locale: 'zh-CN',
      version: 'bench',
      environment: {},
    },
  });
  const beganMs = performance.now();
  if (!started.ok) throw new Error(`the rehearsal was refused: ${started.refusal.code}`);
  const { driver, stop } = started.value;
  const report = await driver.finished();
  const durationMs = performance.now() - beganMs;
  await stop();
  if (!report.complete) throw new Error(`the day was not delivered whole: ${JSON.stringify(report)}`);
  return durationMs;
}

function readBack(path: string) {
  const database = new Database(path, { readonly: true });
  const entries = database
    .prepare<[], EntryRow>(
      `SELECT ${ENTRY_COLUMNS} FROM entry WHERE kind IN (${orderKinds.map((kind) => `'${kind}'`).join(', ')}) ORDER BY seq`,
    )
    .all();
  const bySeq = (table: string) => database.prepare<[], Row>(`SELECT * FROM ${table} ORDER BY seq`).all();
  const others = { paid_order: bySeq('paid_order'), order_key: bySeq('order_key'), order_refund: bySeq('order_refund') };
  const paid = database
    .prepare<[], { orders: number; fen: number; countedOrders: number; counted: number }>(
      `SELECT count(*) AS orders, sum(json_extract(body, '$.amountFen')) AS fen,
         (SELECT sum(order_count) FROM broadcast_sales) AS countedOrders, (SELECT sum(gross_fen) FROM broadcast_sales) AS counted
       FROM entry WHERE kind = 'order.paid'`,
    )
    .get()!;
  database.close();
  return { written: { entries, others } satisfies Written, paid };
}

async function appendAll(folder: string, rows: readonly EntryRow[]): Promise<number> {
  const path = join(folder, 'ledger.db');
  const workerUrl = new URL('../../native/writer-worker.ts', import.meta.url);
  const writer = await Writer.start({ path, workerUrl, logger: silentLogger });
  const reader = Reader.open(path);
  const ledger = new Ledger(writer, reader);
  const batches: EntryDraft[][] = [];
  for (let at = 0; at < rows.length; at += COMMIT_ROWS) {
    batches.push(rows.slice(at, at + COMMIT_ROWS).map((row): EntryDraft => entryOf(row)));
  }
  let next = 0;
  const append = async () => {
    for (let batch = batches[next++]; batch; batch = batches[next++]) await ledger.append(batch);
  };
  const beganMs = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, append));
  const durationMs = performance.now() - beganMs;
  if (ledger.headSeq !== rows.length) throw new Error(`the ledger took ${ledger.headSeq} of ${rows.length} events`);
  reader.close();
  await writer.close();
  return durationMs;
}

function insertAll(folder: string, { entries, others }: Written): number {
  const database = openForWriting(join(folder, 'bare.db'));
  const addEntry = database.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)');
  const tables = Object.entries(others).map(([table, rows]) => {
    const places = Object.keys(rows[0] ?? {}).map(() => '?');
    return {
      rows: rows.map((row) => Object.values(row)),
      seqs: rows.map(({ seq }) => Number(seq)),
      add: places.length > 0 ? database.prepare(`INSERT INTO ${table} VALUES (${places.join(', ')})`) : null,
      at: 0,
    };
  });
  const commit = database.transaction((from: number) => {
    let lastSeq = 0;
    for (let at = from; at < Math.min(from + COMMIT_ROWS, entries.length); at += 1) {
      const row = entries[at]!;
      addEntry.run(row.seq, row.broadcast_id, row.kind, row.at_ms, row.actor, row.body);
      lastSeq = row.seq;
    }
    for (const table of tables) {
      for (; table.at < table.rows.length && table.seqs[table.at]! <= lastSeq; table.at += 1) table.add!.run(...table.rows[table.at]!);
    }
  });
  const beganMs = performance.now();
  for (let from = 0; from < entries.length; from += COMMIT_ROWS) commit(from);
  const durationMs = performance.now() - beganMs;
  database.close();
  return durationMs;
}
