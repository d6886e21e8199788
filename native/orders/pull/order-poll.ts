/** Asks a shop again and again what has changed, because pushes are lost, and takes in what is new. */
import type { Result } from '../../contract/refusal.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { FeedEvent } from '../feed-adapter.ts';
import type { Feeds } from '../feeds.ts';
import type { OrderIntake } from '../order-intake.ts';
import type { PullCursor } from './pull-cursors.ts';
import { type Pulled, pulled } from './pull-request.ts';

export interface PolledPage {
  events: readonly Result<FeedEvent>[];
  /** Where to go on, in the shop's own terms; kept over a restart. */
  position: string;
  /** There is more now. */
  more: boolean;
}

export interface OrderPoll {
  /** `position` is '' at first. */
  read(position: string, signal: AbortSignal): Promise<Pulled<PolledPage>>;
}

export interface PolledOrdersOptions {
  source: string;
  poll: OrderPoll;
  intake: Pick<OrderIntake, 'take'>;
  feeds: Pick<Feeds, 'count'>;
  cursor: PullCursor;
  logger: Logger;
}

export class PolledOrders {
  readonly #options: PolledOrdersOptions;

  constructor(options: PolledOrdersOptions) {
    this.#options = options;
  }

  /** Takes in one page. The position moves once all of it is durable. */
  async round(signal: AbortSignal): Promise<Pulled<{ more: boolean }>> {
    const { source, poll, intake, feeds, cursor, logger } = this.#options;
    const before = cursor.load();
    const page = await poll.read(before, signal);
    if (!page.ok) return page;
    const { events, position, more } = page.value;
    const good = events.flatMap((event) => (event.ok ? [event.value] : []));
    const outcomes = good.length > 0 ? await intake.take(good, `feed:${source}`) : [];
    if (position !== before) await cursor.save(position);
    for (const event of events) if (!event.ok) logger.warn({ source, refusal: event.refusal }, 'a polled order was refused');
    // Windows overlap, so that most of what is asked for is known: that is no news about the feed.
    const news = outcomes.filter(({ outcome }) => outcome !== 'duplicate').length;
    if (news > 0) feeds.count(source, { accepted: news, duplicate: 0, refused: 0, lastRefusal: null });
    return pulled({ more });
  }
}
