/** What goes on beside the taking in of orders: pulls, habits and counts of feeds, and limits per buyer. */
import type { Refusal } from './contract/refusal.ts';
import type { Desk } from './desk.ts';
import type { Clock } from './kernel/clock.ts';
import type { Logger } from './kernel/logger.ts';
import { BuyerLimits } from './orders/buyer-limits.ts';
import { FeedCounters } from './orders/feed-counters.ts';
import { FeedHabit } from './orders/feed-habit.ts';
import type { Feeds } from './orders/feeds.ts';
import type { Ingest } from './orders/ingest.ts';
import type { OrderIntake } from './orders/order-intake.ts';
import { Pulls } from './orders/pull/pulls.ts';
import type { Storage } from './storage.ts';

export interface OrderServicesOptions {
  desk: Desk;
  storage: Storage;
  feeds: Feeds;
  ingest: Ingest;
  intake: OrderIntake;
  clock: Clock;
  logger: Logger;
  /** False in a rehearsal, which asks nobody for orders. */
  pulls: boolean;
}

export function startOrderServices(options: OrderServicesOptions): { stop(): Promise<void> } {
  const { desk, storage, feeds, ingest, intake, clock, logger } = options;
  const { ledger, playout, catalogue, status } = desk;
  const { reader, settings } = storage;
  const broadcastId = () => playout.broadcastId;

  const counters = new FeedCounters({ feeds, store: settings, clock, logger });
  const habit = new FeedHabit({ feeds, reader, entries: ledger, broadcastId, clock });
  const limits = new BuyerLimits({
    reader,
    append: (drafts) => ledger.append(drafts),
    broadcastId,
    products: () => catalogue.state.get().products,
    clock,
    logger,
  });
  const onProblem = (name: string, problem: Refusal | null) => status.setProblem(name, problem);
  const pulls = options.pulls
    ? new Pulls({ feeds, ingest, intake, reader, cursors: settings, entries: ledger, onProblem, clock, logger })
    : null;

  counters.start();
  habit.start();
  limits.refresh();
  const watching = [ledger.onAppended((entries) => limits.apply(entries)), catalogue.state.subscribe(() => limits.refresh())];
  pulls?.start();
  return {
    async stop() {
      await pulls?.stop();
      for (const watch of watching) watch.dispose();
      await limits.stop();
      habit.stop();
      await counters.stop();
    },
  };
}
