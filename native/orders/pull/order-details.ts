/** Asks for the details of orders that were pushed without them; the customer's own service is one that can answer. */
import type { KeyObject } from 'node:crypto';
import { newId } from '../../kernel/new-id.ts';
import type { BuyerRecorder, FeedEvent } from '../feed-adapter.ts';
import { readEvent } from '../generic-feed.ts';
import { signedHeaders } from '../standard-webhooks.ts';
import { pull, type PullAsker, type Pulled, pulled } from './pull-request.ts';

export interface OrderDetails {
  /** Orders to ask for at once. */
  readonly batchSize: number;
  /** What is known of the orders; orders that nobody knows (yet) are left out. */
  fetch(orderIds: readonly string[], signal: AbortSignal): Promise<Pulled<FeedEvent[]>>;
}

const SERVICE_BATCH = 50;

type ServiceOptions = PullAsker & { address: string; key: KeyObject; recordBuyer: BuyerRecorder };

/** A service of the customer that answers `POST <address>/orders` with events in the studio's own form, one a line. */
export function serviceDetails({ address, key, recordBuyer, ...asker }: ServiceOptions): OrderDetails {
  const url = new URL(address);
  url.pathname = `${url.pathname.replace(/\/+$/u, '')}/orders`;
  return {
    batchSize: SERVICE_BATCH,
    async fetch(orderIds, signal) {
      const nowMs = asker.clock.nowMs();
      const body = JSON.stringify({ orderIds });
      const deliveryId = newId('pull', nowMs);
      const headers = { 'content-type': 'application/json', ...signedHeaders(key, deliveryId, nowMs, body) };
      const answer = await pull({ address: url.href, method: 'POST', headers, body }, asker, signal);
      // A relay need not have this door.
      if (!answer.ok) return answer.status === 404 ? pulled([]) : answer;
      const lines = answer.value.toString('utf8').split('\n');
      const origin = { source: asker.source, recordBuyer, receivedAtMs: nowMs, deliveryId };
      return pulled(
        lines.flatMap((line) => {
          if (line.trim() === '') return [];
          const event = readEvent(line, origin);
          return event.ok ? [event.value] : [];
        }),
      );
    },
  };
}
