/** Imports of exports: reads a file, keeps what it says, compares it with the ledger, and takes in what the ledger lacks or has older. */
import type { EntryBody, EntryDraft } from '../../contract/entry.ts';
import type { FileContent, ImportProgress, OrderFileReport } from '../../contract/order-file.ts';
import { accepted, refused, type Result } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { newId } from '../../kernel/new-id.ts';
import { stateAtMs, wins } from '../../ledger/paid-state.ts';
import type { Reader } from '../../store/reader.ts';
import type { StartTableChild } from '../../tables/table-file.ts';
import type { FeedEvent } from '../feed-adapter.ts';
import type { OrderIntake, TakenOutcome } from '../order-intake.ts';
import { type ComparedOrder, comparedOrders } from './differences.ts';
import { digestOf } from './file-digest.ts';
import type { FileOrder } from './file-orders.ts';
import { type ImportRecord, ImportRecords, type KeptState } from './import-records.ts';
import { type OrderFile, readOrderFile } from './order-file.ts';

export interface OrderImportsPorts {
  writer: ConstructorParameters<typeof ImportRecords>[0];
  reader: Reader;
  intake: Pick<OrderIntake, 'take'>;
  isSource(source: string): boolean;
  /** What differs now, counted where it holds nobody up. */
  count(importId: string): Promise<{ missing: number; extra: number; differing: number }>;
  append(drafts: EntryDraft[]): Promise<unknown>;
  currentBroadcastId(): string;
  clock: Clock;
  startChild?: StartTableChild;
}

export interface OrderFileDelivery {
  source: string;
  fileName: string;
  bytes: Uint8Array;
  content: FileContent | 'auto';
  /** False: compares only. */
  apply: boolean;
  /** Takes a file in again that was taken in before. */
  again?: boolean;
}

interface Tally {
  accepted: number;
  amended: number;
  duplicate: number;
}

/** Small enough that the desk's own work gets its turn between two of them. */
const BATCH = 200;
const CHINA_MS = 8 * 3_600_000;
const IDLE: ImportProgress = { state: 'idle', fileName: null, done: 0 };
const CONFIRMED_SQL = 'SELECT state_at_ms AS atMs FROM confirmed_state WHERE source = ? AND order_id = ?';

export class OrderImports {
  readonly #ports: OrderImportsPorts;
  readonly #records: ImportRecords;
  #progress: ImportProgress = IDLE;
  #stopping: AbortController | null = null;
  #running: Promise<unknown> = Promise.resolve();

  constructor(ports: OrderImportsPorts) {
    this.#ports = ports;
    this.#records = new ImportRecords(ports.writer, ports.reader);
  }

  get progress(): ImportProgress {
    return this.#progress;
  }

  /** Stops what is running; what was taken in stays. */
  cancel(): void {
    this.#stopping?.abort();
  }

  /** As `cancel`, and waits until nothing runs any more. */
  async stop(): Promise<void> {
    this.cancel();
    await this.#running;
  }

  /**
   * Reads, keeps and compares a file; `apply` also takes it in. Refused as reading it is, and with `feed-unknown`,
   * `import-running`, `import-cancelled`, or `file-seen-before` (context: date) when these very bytes were taken in. Rejects with
   * `StorageFailure`.
   */
  importFile(delivery: OrderFileDelivery, actor: string): Promise<Result<OrderFileReport>> {
    if (!this.#ports.isSource(delivery.source)) return Promise.resolve(refused('feed-unknown', { source: delivery.source }));
    return this.#alone(delivery.fileName, (signal) => this.#import(delivery, actor, signal));
  }

  /** Takes in what a kept import has and the ledger lacks, or has older. Refused with `import-unknown`. */
  closeDifferences(importId: string, actor: string): Promise<Result<{ accepted: number; amended: number }>> {
    const record = this.#records.find(importId);
    if (!record) return Promise.resolve(refused('import-unknown'));
    return this.#alone(record.fileName, async (signal) => {
      const { missing, extra, differing } = await this.#ports.count(importId);
      const taken = await this.#takeDifferences(record, actor, signal);
      if (!taken.ok) return taken;
      const { accepted: added, amended } = taken.value;
      await this.#records.close(importId, this.#ports.clock.nowMs());
      await this.#record(
        'orders.reconciled',
        { source: record.source, importId, missing, extra, differing, closed: added + amended },
        actor,
      );
      return accepted({ accepted: added, amended });
    });
  }

  async #import(delivery: OrderFileDelivery, actor: string, signal: AbortSignal): Promise<Result<OrderFileReport>> {
    const { source, fileName, bytes, apply, again = false } = delivery;
    const { clock, startChild } = this.#ports;
    const fileDigest = await digestOf(bytes);
    const known = this.#records.findFile(source, fileDigest);
    if (known && known.closedAtMs !== null && apply && !again) return refused('file-seen-before', { date: dayOf(known.closedAtMs) });
    const onProgress = (done: number) => (this.#progress = { state: 'reading', fileName, done });
    const read = await readOrderFile({ ...delivery, onProgress, signal, ...(startChild ? { start: startChild } : {}) });
    if (!read.ok) return refused(read.refusal.code, { ...read.refusal.context, fileName });
    const file = read.value;
    const importedAtMs = clock.nowMs();
    const record: ImportRecord = {
      importId: known?.importId ?? newId('import', importedAtMs),
      source,
      fileName,
      fileDigest,
      content: file.content,
      importedAtMs,
      // Digits of a name can mean another time, and what lies ahead would win over every later state.
      stateAtMs: Math.min(file.madeAtMs ?? importedAtMs, importedAtMs),
      fromMs: null,
      toMs: null,
      closedAtMs: known?.closedAtMs ?? null,
    };
    return file.content === 'orders'
      ? this.#importOrders(file, record, apply, actor, signal)
      : this.#importMoney(file, record, apply, actor, signal);
  }

  async #importOrders(
    file: OrderFile,
    record: ImportRecord,
    apply: boolean,
    actor: string,
    signal: AbortSignal,
  ): Promise<Result<OrderFileReport>> {
    const { importId } = record;
    await this.#records.begin(record);
    const kept = await this.#keep(file.orders, record, signal);
    if (!kept.ok) return kept;
    const { missing, extra, differing } = await this.#ports.count(importId);
    const report = { ...reportOf(file, record), ...kept.value, importId, missing, extra, differing };
    const taken = await this.#takeDifferences(record, apply ? actor : null, signal);
    if (!taken.ok) return taken;
    if (!apply) return accepted({ ...report, ...taken.value });
    await this.#finish(record, file.rows, taken.value, file.faults.flagged, actor);
    return accepted({ ...report, ...taken.value, applied: true });
  }

  /** Keeps the file's orders as they are made up, so that they are never all in memory; then the time that they span. */
  async #keep(orders: Iterable<FileOrder>, record: ImportRecord, signal: AbortSignal): Promise<Result<{ paid: number }>> {
    const { importId, fileName } = record;
    const span = { fromMs: Number.POSITIVE_INFINITY, toMs: Number.NEGATIVE_INFINITY };
    let [done, paid] = [0, 0];
    let batch: FileOrder[] = [];
    const flush = async () => {
      await this.#records.add(importId, batch);
      done += batch.length;
      batch = [];
      this.#progress = { state: 'comparing', fileName, done };
    };
    for (const order of orders) {
      batch.push(order);
      if (order.paidAtMs !== null) {
        paid += 1;
        span.fromMs = Math.min(span.fromMs, order.paidAtMs);
        span.toMs = Math.max(span.toMs, order.paidAtMs);
      }
      if (batch.length < BATCH) continue;
      if (signal.aborted) return refused('import-cancelled');
      await flush();
    }
    await flush();
    if (paid > 0) await this.#records.setSpan(importId, span.fromMs, span.toMs);
    await this.#records.forgetOld();
    return accepted({ paid });
  }

  /** Refunds and settlements are known by their own ids; there is nothing to compare beforehand. */
  async #importMoney(
    file: OrderFile,
    record: ImportRecord,
    apply: boolean,
    actor: string,
    signal: AbortSignal,
  ): Promise<Result<OrderFileReport>> {
    const report = reportOf(file, record);
    const tally = newTally();
    if (!apply) {
      for (let at = 0; at < file.events.length; at += BATCH) {
        if (signal.aborted) return refused('import-cancelled');
        tally.duplicate += this.#records.knownEvents(record.source, file.events.slice(at, at + BATCH));
        await new Promise(setImmediate);
      }
      tally.accepted = file.events.length - tally.duplicate;
      return accepted({ ...report, ...tally });
    }
    for (let at = 0; at < file.events.length; at += BATCH) {
      if (signal.aborted) return refused('import-cancelled');
      count(tally, await this.#ports.intake.take(file.events.slice(at, at + BATCH), actor));
      this.#progress = { state: 'taking', fileName: record.fileName, done: at };
    }
    await this.#records.begin(record);
    await this.#finish(record, file.rows, tally, 0, actor);
    return accepted({ ...report, importId: record.importId, ...tally, applied: true });
  }

  async #finish(record: ImportRecord, rows: number, tally: Tally, flagged: number, actor: string): Promise<void> {
    const { source, importId, fileName, fileDigest, content } = record;
    await this.#records.close(importId, this.#ports.clock.nowMs());
    const body = { source, importId, fileName, fileDigest, content, rows, ...tally, flagged };
    await this.#record('orders.imported', body, actor);
  }

  /** Without an actor it only counts what would come of it. */
  async #takeDifferences(record: ImportRecord, actor: string | null, signal: AbortSignal): Promise<Result<Tally>> {
    const { intake, reader } = this.#ports;
    const tally = newTally();
    let after = '';
    let done = 0;
    while (true) {
      if (signal.aborted) return refused('import-cancelled');
      const page = comparedOrders(reader, record, after, BATCH);
      const news = page.filter(isNews);
      // What agrees is known: it counts as a duplicate without being offered again.
      tally.duplicate += page.filter((order) => order.ledgerSeq !== null && !isNews(order)).length;
      if (actor === null)
        count(
          tally,
          news.map((order) => ({ outcome: this.#foretold(order, record) })),
        );
      else if (news.length > 0)
        count(
          tally,
          await intake.take(
            news.map((order) => this.#eventOf(order, record)),
            actor,
          ),
        );
      done += page.length;
      this.#progress = { state: 'taking', fileName: record.fileName, done };
      if (page.length < BATCH) return accepted(tally);
      after = page.at(-1)!.orderId;
      await new Promise(setImmediate);
    }
  }

  /** The file's state of an order that is missing or differs. What the file does not say stays as it stands. */
  #eventOf({ orderId, paidAtMs, fileFen, ledgerSeq, events }: News, record: ImportRecord): PaidEvent {
    const [kept] = JSON.parse(events) as [KeptState];
    const { importId, source, stateAtMs: fileAtMs } = record;
    const lines = kept.lines.map((line) => ({ ...line }));
    const news = { source, orderId, eventId: `file:${importId}`, stateAtMs: fileAtMs, amountFen: fileFen };
    const standing = ledgerSeq === null ? undefined : this.#standing(ledgerSeq);
    if (standing) return { kind: 'order.paid', body: { ...standing, ...news, lines: lines.length > 0 ? lines : standing.lines } };
    const { roomId, region = null } = kept;
    const room = roomId === undefined ? {} : { roomId };
    return { kind: 'order.paid', body: { ...news, occurredAtMs: paidAtMs, buyer: null, region, ...room, lines } };
  }

  /** What taking the order in would come to: a file older than what stands changes nothing. */
  #foretold(order: News, record: ImportRecord): TakenOutcome['outcome'] {
    const standing = order.ledgerSeq === null ? undefined : this.#standing(order.ledgerSeq);
    if (!standing) return 'accepted';
    const { body } = this.#eventOf(order, record);
    const confirmed = this.#ports.reader.get<{ atMs: number }>(CONFIRMED_SQL, record.source, order.orderId);
    return wins(body, standing, Math.max(stateAtMs(standing), confirmed?.atMs ?? 0)) ? 'amended' : 'duplicate';
  }

  #standing(seq: number): EntryBody<'order.paid'> | undefined {
    const row = this.#ports.reader.get<{ body: string }>('SELECT body FROM entry WHERE seq = ?', seq);
    return row && (JSON.parse(row.body) as EntryBody<'order.paid'>);
  }

  async #record<K extends 'orders.imported' | 'orders.reconciled'>(kind: K, body: EntryBody<K>, actor: string): Promise<void> {
    const { append, currentBroadcastId, clock } = this.#ports;
    await append([{ kind, broadcastId: currentBroadcastId(), atMs: clock.nowMs(), actor, body } as EntryDraft]);
  }

  /** One import at a time: each may hold a hundred megabytes. */
  async #alone<T>(fileName: string, work: (signal: AbortSignal) => Promise<Result<T>>): Promise<Result<T>> {
    if (this.#stopping) return refused('import-running');
    this.#stopping = new AbortController();
    this.#progress = { state: 'reading', fileName, done: 0 };
    const working = work(this.#stopping.signal).finally(() => {
      this.#stopping = null;
      this.#progress = IDLE;
    });
    // Whoever asked hears of a failure; whoever stops only waits.
    this.#running = working.catch(() => undefined);
    return working;
  }
}

function reportOf(file: OrderFile, { source, fileName, content, stateAtMs: fileAtMs }: ImportRecord): OrderFileReport {
  const { rows, orderCount, events, ignoredColumns, droppedColumns, faults } = file;
  return {
    importId: null,
    source,
    fileName,
    content,
    rows,
    read: content === 'orders' ? orderCount : events.length,
    paid: 0,
    stateAtMs: fileAtMs,
    ignoredColumns: [...ignoredColumns],
    droppedColumns: [...droppedColumns],
    faults: faults.shown,
    faultCount: faults.count,
    flagged: faults.flagged,
    ...{ missing: 0, differing: 0, extra: 0 },
    ...newTally(),
    applied: false,
  };
}

type PaidEvent = Extract<FeedEvent, { kind: 'order.paid' }>;
type News = ComparedOrder & { paidAtMs: number };

/** What closing takes in; a status is only named, because no file has the refund's own id. */
function isNews(order: ComparedOrder): order is News {
  return order.kind !== null && order.kind !== 'status' && order.paidAtMs !== null;
}

function newTally(): Tally {
  return { accepted: 0, amended: 0, duplicate: 0 };
}

function count(tally: Tally, outcomes: readonly Pick<TakenOutcome, 'outcome'>[]): void {
  for (const { outcome } of outcomes) tally[outcome] += 1;
}

/** The day in China, which is the crew's. */
function dayOf(atMs: number): string {
  return new Date(atMs + CHINA_MS).toISOString().slice(0, 10);
}
