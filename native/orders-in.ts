/** Orders in: feeds, pushes, pulls, files, and what is watched beside them, wired together. */
import { join } from 'node:path';
import type { EntryDraft } from './contract/entry.ts';
import { accepted, type Refusal, type Result } from './contract/refusal.ts';
import type { Desk } from './desk.ts';
import type { Clock } from './kernel/clock.ts';
import type { Logger } from './kernel/logger.ts';
import { OrderFiles } from './order-files.ts';
import { BuyerLimits } from './orders/buyer-limits.ts';
import { FeedCounters } from './orders/feed-counters.ts';
import { FeedHabit } from './orders/feed-habit.ts';
import { Feeds } from './orders/feeds.ts';
import { Ingest } from './orders/ingest.ts';
import { OrderAssignment } from './orders/order-assignment.ts';
import { OrderIntake } from './orders/order-intake.ts';
import { Pulls } from './orders/pull/pulls.ts';
import type { ReportDesk } from './reports/report-desk.ts';
import type { Sentences } from './server/sentences.ts';
import type { Storage } from './storage.ts';

export interface OrdersInOptions {
  dataFolder: string;
  environment: Readonly<Record<string, string | undefined>>;
  desk: Desk;
  storage: Storage;
  reports: ReportDesk;
  sentences: Sentences;
  /** Why only what must be kept may be written now, or null. */
  holdback(): Refusal | null;
  clock: Clock;
  logger: Logger;
  /** False in a rehearsal, which asks nobody for orders. */
  pulls: boolean;
}

export interface OrdersIn {
  readonly feeds: Feeds;
  readonly ingest: Ingest;
  readonly assignment: OrderAssignment;
  readonly files: OrderFiles;
  /** Begins what goes by itself: pulls, watched folders, habits, counts. */
  start(): void;
  /** Ends it before the storage is closed. */
  stop(): Promise<void>;
}

/** Reads `feeds.json`; refuses with `config-invalid` when it cannot be understood. */
export function openOrdersIn(options: OrdersInOptions): Result<OrdersIn> {
  const { dataFolder, environment, desk, storage, reports, sentences, holdback, clock, logger } = options;
  const { ledger, playout, catalogue, broadcasts, status } = desk;
  const { reader, settings, secrets } = storage;
  const opened = Feeds.open({ path: join(dataFolder, 'feeds.json'), environment, secrets, clock });
  if (!opened.ok) return opened;
  const feeds = opened.value;
  const append = (drafts: EntryDraft[]) => ledger.append(drafts);
  const currentBroadcastId = () => playout.broadcastId;

  const intake = new OrderIntake({ append, attribute: (placed) => broadcasts.attribute(placed, clock.nowMs()), clock });
  const ingest = new Ingest({ feeds, intake, clock, logger });
  const assignment = new OrderAssignment({ broadcasts, reader, append, currentBroadcastId, clock });
  const files = new OrderFiles({ storage, ledger, intake, feeds, reports, currentBroadcastId, holdback, sentences, clock, logger });

  const counters = new FeedCounters({ feeds, store: settings, clock, logger });
  const habit = new FeedHabit({ feeds, reader, entries: ledger, broadcastId: currentBroadcastId, clock });
  const products = () => catalogue.state.get().products;
  const limits = new BuyerLimits({ reader, append, broadcastId: currentBroadcastId, products, clock, logger });
  const onProblem = (name: string, problem: Refusal | null) => status.setProblem(name, problem);
  const pulls = options.pulls
    ? new Pulls({ feeds, ingest, intake, reader, cursors: settings, entries: ledger, onProblem, clock, logger })
    : null;
  const watching = [ledger.onAppended((entries) => limits.apply(entries)), catalogue.state.subscribe(() => limits.refresh())];
  return accepted({
    feeds,
    ingest,
    assignment,
    files,
    start() {
      counters.start();
      habit.start();
      limits.refresh();
      pulls?.start();
      files.folders.start();
    },
    async stop() {
      await files.stop();
      await pulls?.stop();
      for (const watch of watching) watch.dispose();
      await limits.stop();
      habit.stop();
      await counters.stop();
    },
  });
}
