/** The desk that reports are asked at: hands each question to the reading thread and its answer back. */
import { Worker } from 'node:worker_threads';
import type { ReportName, ReportOutput, ReportParsedInput } from '../contract/reports.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { Logger } from '../kernel/logger.ts';
import type { HostReportName, HostReports, ReportAnswer, ReportCall } from './report-protocol.ts';

/** A page that asks faster than it is answered must not fill the memory. */
const WAITING_LIMIT = 64;

interface Waiting {
  resolve(result: Result<unknown>): void;
}

export class ReportDesk {
  readonly #workerUrl: URL;
  readonly #path: string;
  readonly #logger: Logger;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #nextId = 1;
  #closed = false;

  /** The thread starts with the first question. `path` is the database's. */
  constructor({ workerUrl, path, logger }: { workerUrl: URL; path: string; logger: Logger }) {
    this.#workerUrl = workerUrl;
    this.#path = path;
    this.#logger = logger;
  }

  /** Refused with `overload` while too many questions wait, and with `internal` when a report fails, which is logged. */
  ask<R extends ReportName>(name: R, input: ReportParsedInput<R>): Promise<Result<ReportOutput<R>>> {
    return this.#ask(name, input) as Promise<Result<ReportOutput<R>>>;
  }

  /** As `ask`, for what only the host asks. */
  askForHost<R extends HostReportName>(name: R, input: HostReports[R]['input']): Promise<Result<HostReports[R]['output']>> {
    return this.#ask(name, input) as Promise<Result<HostReports[R]['output']>>;
  }

  async #ask(name: ReportCall['name'], input: unknown): Promise<Result<unknown>> {
    if (this.#closed) return refused('storage-closed');
    if (this.#waiting.size >= WAITING_LIMIT) return refused('overload');
    const id = this.#nextId;
    this.#nextId += 1;
    const answered = new Promise<Result<unknown>>((resolve) => this.#waiting.set(id, { resolve }));
    this.#thread().postMessage({ id, name, input } satisfies ReportCall);
    return answered;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    if (!worker) return;
    const gone = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage('close');
    await gone;
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(this.#workerUrl, { workerData: { path: this.#path }, name: 'reports' });
    worker.on('message', (answer: ReportAnswer) => this.#settle(answer));
    worker.on('error', (error) => this.#logger.error({ err: error }, 'the reports thread failed'));
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = null;
      for (const { resolve } of this.#waiting.values()) resolve(refused('internal'));
      this.#waiting.clear();
    });
    this.#worker = worker;
    return worker;
  }

  #settle(answer: ReportAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.ok) waiting?.resolve(accepted(answer.output));
    else {
      this.#logger.error({ message: answer.message }, 'a report failed');
      waiting?.resolve(refused('internal'));
    }
  }
}
