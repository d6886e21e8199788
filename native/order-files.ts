/** Wires the ways that exported files come in: by the page, by watched folders; both into one import at a time. */
import { accepted, type Refusal, refused, type Result } from './contract/refusal.ts';
import type { OrderFileReport } from './contract/order-file.ts';
import type { Clock } from './kernel/clock.ts';
import type { Logger } from './kernel/logger.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Feeds } from './orders/feeds.ts';
import { type OrderFileDelivery, OrderImports } from './orders/files/order-imports.ts';
import { WatchedFolders } from './orders/files/watched-folders.ts';
import type { OrderIntake } from './orders/order-intake.ts';
import type { ReportDesk } from './reports/report-desk.ts';
import type { OrderFilePorts } from './server/order-file-routes.ts';
import type { Sentences } from './server/sentences.ts';
import type { Storage } from './storage.ts';
import { StorageFailure } from './store/storage-failure.ts';

interface OrderFilesOptions {
  storage: Storage;
  ledger: Ledger;
  intake: OrderIntake;
  feeds: Feeds;
  reports: ReportDesk;
  currentBroadcastId(): string;
  /** Why only what must be kept may be written now, or null: a file can wait for room, a pushed order cannot. */
  holdback(): Refusal | null;
  sentences: Sentences;
  clock: Clock;
  logger: Logger;
}

export class OrderFiles {
  readonly imports: OrderImports;
  readonly folders: WatchedFolders;
  readonly #holdback: () => Refusal | null;

  constructor({ storage, ledger, intake, feeds, reports, currentBroadcastId, holdback, sentences, clock, logger }: OrderFilesOptions) {
    this.#holdback = holdback;
    this.imports = new OrderImports({
      writer: storage.writer,
      reader: storage.reader,
      intake,
      isSource: (source) => feeds.find(source) !== null,
      async count(importId) {
        const answer = await reports.ask('imports', { importId });
        const found = answer.ok ? answer.value.imports[0] : undefined;
        if (!found) throw new StorageFailure('storage-closed');
        return found;
      },
      append: (drafts) => ledger.append(drafts),
      currentBroadcastId,
      clock,
    });
    this.folders = new WatchedFolders({
      folders: () =>
        (holdback() ? [] : feeds.state.get().feeds).flatMap(({ source }) => {
          const folder = feeds.find(source)?.config.watchFolder;
          return folder === undefined ? [] : [{ source, folder }];
        }),
      importFile: (delivery, actor) => this.imports.importFile(delivery, actor),
      sentence: (refusal) => sentences.refusal(refusal),
      clock,
      logger,
    });
  }

  /** What the page's door needs. */
  get door(): OrderFilePorts {
    const { imports } = this;
    return {
      importFile: (delivery, actor) => this.#import(delivery, actor),
      progress: () => imports.progress,
      cancel() {
        imports.cancel();
        return accepted({});
      },
    };
  }

  /** Ends what is running before the storage is closed. */
  async stop(): Promise<void> {
    await Promise.all([this.imports.stop(), this.folders.stop()]);
  }

  async #import(delivery: OrderFileDelivery, actor: string): Promise<Result<OrderFileReport>> {
    const refusal = this.#holdback();
    if (refusal) return { ok: false, refusal };
    try {
      return await this.imports.importFile(delivery, actor);
    } catch (error) {
      if (error instanceof StorageFailure) return refused(error.code);
      throw error;
    }
  }
}
