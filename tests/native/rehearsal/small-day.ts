/** Day one with its own run of show but few orders, and a shop's ingest that remembers what it got. */
import { join } from 'node:path';
import { genericEventSchema, type IngestAnswer } from '../../../native/contract/order.ts';
import { loadRehearsal, type RehearsalPlan } from '../../../native/rehearsal/rehearsal-plan.ts';

export const resources = join(import.meta.dirname, '../../../resources');

export function dayOne(): RehearsalPlan {
  const plan = loadRehearsal('day-one', resources);
  if (!plan.ok) throw new Error(plan.refusal.code);
  return plan.value;
}

export const smallTotals = { paidOrders: 3_000, grossFen: 9_300_000, refundedOrders: 40 };

export function smallDay(changes: Partial<RehearsalPlan['parameters']> = {}): RehearsalPlan {
  const plan = dayOne();
  const flashSale = { ...plan.parameters.flashSale, units: 100 };
  return { ...plan, parameters: { ...plan.parameters, flashSale, ...smallTotals, ...changes } };
}

export interface RememberingIngest {
  deliver(ndjson: string): Promise<{ status: number; answer: IngestAnswer }>;
  readonly batches: number[];
  orders: Map<string, number>;
  refunds: Map<string, number>;
}

/** Counts an order and a refund once, whatever the id of the event. */
export function rememberingIngest(): RememberingIngest {
  const orders = new Map<string, number>();
  const refunds = new Map<string, number>();
  const batches: number[] = [];
  return {
    orders,
    refunds,
    batches,
    async deliver(ndjson) {
      const answer: IngestAnswer = { accepted: [], duplicate: [], refused: [] };
      const lines = ndjson.trimEnd().split('\n');
      batches.push(lines.length);
      for (const [index, line] of lines.entries()) {
        const event = genericEventSchema.parse(JSON.parse(line));
        if (event.type === 'product.stock') throw new Error('the recorded day has no stock reports');
        const book = event.type === 'refund.succeeded' ? refunds : orders;
        const key = event.type === 'refund.succeeded' ? event.refundId : event.orderId;
        const amountFen =
          event.type === 'refund.succeeded' ? event.amountFen : (event.lines ?? []).reduce((sum, paid) => sum + paid.amountFen, 0);
        answer[book.has(key) ? 'duplicate' : 'accepted'].push(index + 1);
        book.set(key, amountFen);
      }
      return { status: 200, answer };
    },
  };
}

export const sumOf = (book: Map<string, number>) => [...book.values()].reduce((sum, amountFen) => sum + amountFen, 0);
