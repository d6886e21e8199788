/** Douyin's shop interface: signed questions for the details of orders and for orders that have changed. */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Result } from '../../contract/refusal.ts';
import { jsonOf } from '../delivery-body.ts';
import { douyinOrderEvent } from '../douyin-order.ts';
import type { FeedEvent } from '../feed-adapter.ts';
import { unixTimeField } from '../push-fields.ts';
import type { OrderDetails } from './order-details.ts';
import type { OrderPoll } from './order-poll.ts';
import { positionOf, windowAfter, windowAt } from './poll-window.ts';
import { failedPull, pull, type PullAsker, type Pulled, pulled } from './pull-request.ts';

export interface DouyinApiOptions extends PullAsker {
  address: string;
  appKey: string;
  appSecret: string;
  accessToken: string;
  /** The known implementations of its clients disagree: epoch seconds, or the time in China as `2026-11-24 20:15:00`. */
  timestamps: 'seconds' | 'text';
}

type Parameters = Readonly<Record<string, string | number | boolean>>;

const PAGE = 100;
const DETAILS_AT_ONCE = 5;
/** The code of success. */
const DONE = 10_000;
const CHINA_OFFSET_MS = 8 * 3_600_000;

const envelopeSchema = z.object({ code: z.int(), data: z.unknown().optional() });
const detailSchema = z.object({ shop_order_detail: z.unknown() });
const listSchema = z.object({ shop_order_list: z.array(z.unknown()).nullable() });
const changedSchema = z.object({ update_time: unixTimeField });

/** Hex HMAC-SHA256 over the parameters by name between two copies of the secret; parameters as JSON with keys in order. */
export function signDouyin(
  { appKey, appSecret }: Pick<DouyinApiOptions, 'appKey' | 'appSecret'>,
  method: string,
  paramJson: string,
  timestamp: string,
): string {
  const text = `app_key${appKey}method${method}param_json${paramJson}timestamp${timestamp}v2`;
  return createHmac('sha256', appSecret).update(`${appSecret}${text}${appSecret}`).digest('hex');
}

export function douyinDetails(options: DouyinApiOptions): OrderDetails {
  return {
    batchSize: DETAILS_AT_ONCE,
    async fetch(orderIds, signal) {
      const events: FeedEvent[] = [];
      for (const orderId of orderIds) {
        const answer = await ask(options, 'order.orderDetail', { shop_order_id: orderId }, signal);
        if (!answer.ok) return answer;
        const detail = detailSchema.safeParse(answer.value);
        const event = detail.success ? douyinOrderEvent(detail.data.shop_order_detail, options.source) : null;
        if (event?.ok) events.push(event.value);
      }
      return pulled(events);
    },
  };
}

export function douyinPoll(options: DouyinApiOptions): OrderPoll {
  return {
    async read(position, signal) {
      const window = windowAt(position, options.clock.nowMs());
      const times = { order_by: 'update_time', order_asc: true, update_time_start: Math.floor(window.fromMs / 1000) };
      const answer = await ask(options, 'order.searchList', { ...times, page: window.page - 1, size: PAGE }, signal);
      if (!answer.ok) return answer;
      const list = listSchema.safeParse(answer.value);
      if (!list.success) return failedPull(options.source, new URL(options.address), 'answer not understood');
      const orders = list.data.shop_order_list ?? [];
      const events = orders.flatMap((order): Result<FeedEvent>[] => {
        const event = douyinOrderEvent(order, options.source);
        return event ? [event] : [];
      });
      const changedAtMs = orders.flatMap((order) => {
        const changed = changedSchema.safeParse(order);
        return changed.success ? [changed.data.update_time] : [];
      });
      const more = orders.length >= PAGE;
      return pulled({ events, position: positionOf(windowAfter(window, changedAtMs, more)), more });
    },
  };
}

/** Douyin takes its access token in the address only; the address is never logged or shown. */
async function ask(options: DouyinApiOptions, method: string, parameters: Parameters, signal: AbortSignal): Promise<Pulled<unknown>> {
  const { address, appKey, accessToken, source } = options;
  const body = JSON.stringify(Object.fromEntries(Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1))));
  const timestamp = timestampOf(options);
  const url = new URL(address);
  url.pathname = `${url.pathname.replace(/\/+$/u, '')}/${method.replace('.', '/')}`;
  const sign = signDouyin(options, method, body, timestamp);
  const query = { app_key: appKey, access_token: accessToken, method, v: '2', timestamp, sign, sign_method: 'hmac-sha256' };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const answer = await pull({ address: url.href, method: 'POST', headers: { 'content-type': 'application/json' }, body }, options, signal);
  if (!answer.ok) return answer;
  const json = jsonOf(answer.value);
  const envelope = envelopeSchema.safeParse(json.ok ? json.value : null);
  if (!envelope.success) return failedPull(source, url, 'answer not understood');
  if (envelope.data.code !== DONE) return failedPull(source, url, `code ${envelope.data.code}`);
  return pulled(envelope.data.data);
}

function timestampOf({ timestamps, clock }: DouyinApiOptions): string {
  const nowMs = clock.nowMs();
  if (timestamps === 'seconds') return String(Math.floor(nowMs / 1000));
  return new Date(nowMs + CHINA_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}
