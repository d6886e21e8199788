/** A shop that sends signed orders and some refunds to a studio that may be killed at any moment: each again until it is taken. */
import { setTimeout as pause } from 'node:timers/promises';
import { deliver } from './test-host.ts';

const AGAIN_MS = 50;
/** One order in so many is refunded. */
const REFUND_EVERY = 40;
const SKUS = ['HT-HTX-001-1KG', 'HT-HTX-003-12X240', 'HT-MY-002-500G'];

export class Shop {
  readonly #origin: () => string;
  readonly #source: string;
  readonly #secret: string;
  #number = 0;
  /** What the studio has said that it holds. */
  orders = 0;
  refunds = 0;
  grossFen = 0;
  refundedFen = 0;

  constructor(options: { origin(): string; source: string; secret: string }) {
    this.#origin = options.origin;
    this.#source = options.source;
    this.#secret = options.secret;
  }

  /** So many more orders in one request; resolves when the studio has taken it. */
  async sell(count: number): Promise<void> {
    const first = this.#number + 1;
    this.#number += count;
    const lines: string[] = [];
    let [refunds, grossFen, refundedFen] = [0, 0, 0];
    for (let number = first; number < first + count; number += 1) {
      const amountFen = 1990 + (number % 17) * 100;
      grossFen += amountFen;
      lines.push(order(number, amountFen));
      if (number % REFUND_EVERY !== 0) continue;
      refunds += 1;
      refundedFen += 990;
      lines.push(refund(number, 990));
    }
    await this.#untilTaken(lines.join('\n'), `msg_${first}`);
    this.orders += count;
    this.refunds += refunds;
    this.grossFen += grossFen;
    this.refundedFen += refundedFen;
  }

  async #untilTaken(body: string, id: string): Promise<void> {
    for (;;) {
      const sent = deliver({ origin: this.#origin() }, this.#source, this.#secret, body, id);
      const status = await sent.then(
        (answer) => answer.status,
        () => null,
      );
      if (status === 200) return;
      if (status !== null && status !== 503) throw new Error(`the studio answered ${status}`);
      await pause(AGAIN_MS);
    }
  }
}

function order(number: number, amountFen: number): string {
  const lines = [{ sku: SKUS[number % SKUS.length], title: '薄皮核桃', quantity: 1 + (number % 3), amountFen }];
  const fixed = { occurredAt: new Date().toISOString(), orderId: `o${number}`, buyer: '阿依古丽·买买提', region: '新疆 和田' };
  return JSON.stringify({ type: 'order.paid', id: `evt-o${number}`, ...fixed, lines });
}

function refund(number: number, amountFen: number): string {
  const fixed = { occurredAt: new Date().toISOString(), refundId: `r${number}`, orderId: `o${number}` };
  return JSON.stringify({ type: 'refund.succeeded', id: `evt-r${number}`, ...fixed, amountFen });
}
