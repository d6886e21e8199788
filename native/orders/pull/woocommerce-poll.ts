/** Polls a WooCommerce site for changed orders: it never sends a push again, so without this a lost one stays lost. */
import type { Result } from '../../contract/refusal.ts';
import { textOf, exactJson } from '../delivery-body.ts';
import type { BuyerRecorder, FeedEvent } from '../feed-adapter.ts';
import { gmtTimeField } from '../push-fields.ts';
import { woocommerceEvents } from '../woocommerce.ts';
import type { OrderPoll } from './order-poll.ts';
import { positionOf, windowAfter, windowAt } from './poll-window.ts';
import { failedPull, pull, type PullAsker, pulled } from './pull-request.ts';

export interface WoocommercePollOptions extends PullAsker {
  /** Of the site, before `/wp-json`. */
  address: string;
  /** `ck_…:cs_…`, an access key of the REST interface that may read. */
  accessKey: string;
  recordBuyer: BuyerRecorder;
}

const PAGE = 100;
const SECOND_MS = 1000;

export function woocommercePoll({ address, accessKey, recordBuyer, ...asker }: WoocommercePollOptions): OrderPoll {
  const { source, clock } = asker;
  const authorization = `Basic ${Buffer.from(accessKey).toString('base64')}`;
  return {
    async read(position, signal) {
      const nowMs = clock.nowMs();
      const window = windowAt(position, nowMs);
      const url = addressOf(address, window);
      const answer = await pull(
        { address: url.href, method: 'GET', headers: { authorization, accept: 'application/json' } },
        asker,
        signal,
      );
      if (!answer.ok) return answer;
      const orders = ordersIn(answer.value);
      if (!orders) return failedPull(source, url, 'answer not understood');
      const events = orders.flatMap((order): Result<FeedEvent>[] => {
        const read = woocommerceEvents(order, { source, receivedAtMs: nowMs, recordBuyer });
        return read.ok ? read.value : [read];
      });
      const next = windowAfter(window, orders.flatMap(changedAt), orders.length >= PAGE);
      return pulled({ events, position: positionOf(next), more: orders.length >= PAGE });
    },
  };
}

function addressOf(address: string, { fromMs, page }: { fromMs: number; page: number }): URL {
  const url = new URL(address);
  url.pathname = `${url.pathname.replace(/\/+$/u, '')}/wp-json/wc/v3/orders`;
  // "After" leaves out its own second, in which more may have changed.
  const after = new Date(fromMs - SECOND_MS).toISOString().slice(0, 19);
  const query = { modified_after: after, dates_are_gmt: 'true', orderby: 'modified', order: 'asc', per_page: PAGE, page };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return url;
}

function ordersIn(body: Uint8Array): unknown[] | null {
  const text = textOf(body);
  const json = text.ok ? exactJson(text.value) : text;
  return json.ok && Array.isArray(json.value) ? json.value : null;
}

function changedAt(order: unknown): number[] {
  const isObject = typeof order === 'object' && order !== null && 'date_modified_gmt' in order;
  const time = gmtTimeField.safeParse(isObject ? order.date_modified_gmt : null);
  return time.success ? [time.data] : [];
}
