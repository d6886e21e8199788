/** WeChat's shop interface: details of orders whose pushes name no sum, and after-sales that gave money back. */
import { z } from 'zod';
import type { Result } from '../../contract/refusal.ts';
import { jsonOf } from '../delivery-body.ts';
import type { BuyerRecorder, FeedEvent } from '../feed-adapter.ts';
import { idField } from '../push-fields.ts';
import { wechatOrderEvent, wechatRefundEvent } from '../wechat-order.ts';
import type { OrderDetails } from './order-details.ts';
import type { OrderPoll } from './order-poll.ts';
import { failedPull, pull, type PullAsker, type Pulled, pulled } from './pull-request.ts';

export interface WechatApiOptions extends PullAsker {
  address: string;
  appId: string;
  /** The AppSecret, for which WeChat gives a token of two hours. */
  appSecret: string;
  recordBuyer: BuyerRecorder;
}

const DETAILS_AT_ONCE = 5;
const SECOND_MS = 1000;
const DAY_MS = 24 * 3_600_000;
/** Changes may become visible a little late. */
const OVERLAP_MS = 2 * 60_000;
const TOKEN_MARGIN_MS = 5 * 60_000;
/** The token is wrong, unknown or over. */
const TOKEN_CODES = [40_001, 40_014, 42_001];

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number() });
const answerSchema = z.looseObject({ errcode: z.int().default(0) });
const afterSalesSchema = z.object({
  after_sale_order_id_list: z.array(idField).nullish(),
  has_more: z.boolean().default(false),
  next_key: z.string().default(''),
});
const positionSchema = z.object({ fromMs: z.int(), toMs: z.int(), nextKey: z.string() });

export class WechatShopApi {
  readonly #options: WechatApiOptions;
  #token: { text: string; untilMs: number } | null = null;

  constructor(options: WechatApiOptions) {
    this.#options = options;
  }

  details(): OrderDetails {
    return {
      batchSize: DETAILS_AT_ONCE,
      fetch: async (orderIds, signal) => {
        const events: FeedEvent[] = [];
        for (const orderId of orderIds) {
          // With names and telephone numbers encoded, which are not looked at anyway.
          const question = { order_id: orderId, encode_sensitive_info: true };
          const answer = await this.#ask('/channels/ec/order/get', question, signal);
          if (!answer.ok) return answer;
          const event = wechatOrderEvent(answer.value['order'], this.#options);
          if (event?.ok) events.push(event.value);
        }
        return pulled(events);
      },
    };
  }

  /** After-sales by the time of their last change, a day at a time. */
  afterSales(): OrderPoll {
    return {
      read: async (position, signal) => {
        const nowMs = this.#options.clock.nowMs();
        const { fromMs, toMs, nextKey } =
          position === '' ? { fromMs: nowMs - DAY_MS, toMs: nowMs, nextKey: '' } : positionSchema.parse(JSON.parse(position));
        const untilMs = nextKey === '' ? Math.min(nowMs, fromMs + DAY_MS) : toMs;
        const times = { begin_update_time: Math.floor(fromMs / SECOND_MS), end_update_time: Math.floor(untilMs / SECOND_MS) };
        const answer = await this.#ask('/channels/ec/aftersale/getaftersalelist', { ...times, next_key: nextKey }, signal);
        if (!answer.ok) return answer;
        const list = afterSalesSchema.safeParse(answer.value);
        if (!list.success) return failedPull(this.#options.source, new URL(this.#options.address), 'answer not understood');
        const events = await this.#refunds(list.data.after_sale_order_id_list ?? [], signal);
        if (!events.ok) return events;
        const more = list.data.has_more || untilMs < nowMs;
        const next = list.data.has_more
          ? { fromMs, toMs: untilMs, nextKey: list.data.next_key }
          : { fromMs: untilMs - OVERLAP_MS, toMs: untilMs, nextKey: '' };
        return pulled({ events: events.value, position: JSON.stringify(next), more });
      },
    };
  }

  async #refunds(ids: readonly string[], signal: AbortSignal): Promise<Pulled<Result<FeedEvent>[]>> {
    const events: Result<FeedEvent>[] = [];
    const receivedAtMs = this.#options.clock.nowMs();
    for (const id of ids) {
      const answer = await this.#ask('/channels/ec/aftersale/getaftersaleorder', { after_sale_order_id: id }, signal);
      if (!answer.ok) return answer;
      const refund = wechatRefundEvent(answer.value['after_sale_order'], { source: this.#options.source, receivedAtMs });
      if (!refund.ok) events.push(refund);
      else if (refund.value) events.push({ ok: true, value: refund.value });
    }
    return pulled(events);
  }

  /** WeChat takes its token in the address only; the address is never logged or shown. */
  async #ask(path: string, question: object, signal: AbortSignal): Promise<Pulled<Record<string, unknown>>> {
    const token = await this.#accessToken(signal);
    if (!token.ok) return token;
    const url = this.#urlOf(path);
    url.searchParams.set('access_token', token.value);
    const answer = await this.#post(url, question, signal);
    if (!answer.ok) return answer;
    const { errcode } = answer.value;
    if (errcode === 0) return answer;
    if (TOKEN_CODES.includes(Number(errcode))) this.#token = null;
    return failedPull(this.#options.source, url, `errcode ${String(errcode)}`);
  }

  async #accessToken(signal: AbortSignal): Promise<Pulled<string>> {
    const { appId, appSecret, clock, source } = this.#options;
    if (this.#token && clock.monotonicMs() < this.#token.untilMs) return pulled(this.#token.text);
    const url = this.#urlOf('/cgi-bin/stable_token');
    const answer = await this.#post(url, { grant_type: 'client_credential', appid: appId, secret: appSecret }, signal);
    if (!answer.ok) return answer;
    const token = tokenSchema.safeParse(answer.value);
    if (!token.success) return failedPull(source, url, `errcode ${String(answer.value['errcode'])}`);
    const untilMs = clock.monotonicMs() + token.data.expires_in * SECOND_MS - TOKEN_MARGIN_MS;
    this.#token = { text: token.data.access_token, untilMs };
    return pulled(token.data.access_token);
  }

  async #post(url: URL, question: object, signal: AbortSignal): Promise<Pulled<Record<string, unknown>>> {
    const headers = { 'content-type': 'application/json' };
    const answer = await pull({ address: url.href, method: 'POST', headers, body: JSON.stringify(question) }, this.#options, signal);
    if (!answer.ok) return answer;
    const json = jsonOf(answer.value);
    const known = answerSchema.safeParse(json.ok ? json.value : null);
    return known.success ? pulled(known.data) : failedPull(this.#options.source, url, 'answer not understood');
  }

  #urlOf(path: string): URL {
    const url = new URL(this.#options.address);
    url.pathname = `${url.pathname.replace(/\/+$/u, '')}${path}`;
    return url;
  }
}
