/** The key under which an order event is counted once, whatever id its delivery carries. */
import type { EntryDraft } from '../contract/entry.ts';

/** An order is paid, created and cancelled once each per source; a refund succeeds once. Null: not an order event. */
export function keyOf(draft: EntryDraft): { source: string; id: string } | null {
  switch (draft.kind) {
    case 'order.created':
    case 'order.paid':
    case 'order.cancelled':
      return { source: draft.body.source, id: draft.body.orderId };
    case 'refund.succeeded':
      return { source: draft.body.source, id: draft.body.refundId };
    default:
      return null;
  }
}
