/** The key under which an event is counted once, whatever id its delivery carries. */
import type { EntryDraft } from '../contract/entry.ts';

/**
 * An order is created and cancelled once each per source; a refund succeeds once. Null: no such event. Paid orders are not
 * here: `paid_order` has them once each.
 */
export function keyOf(draft: EntryDraft): { source: string; id: string } | null {
  switch (draft.kind) {
    case 'order.created':
    case 'order.cancelled':
      return { source: draft.body.source, id: draft.body.orderId };
    case 'refund.succeeded':
      return { source: draft.body.source, id: draft.body.refundId };
    case 'stock.reported':
      return { source: draft.body.source, id: draft.body.eventId };
    case 'settlement.reported':
      return { source: draft.body.source, id: draft.body.settlementId };
    default:
      return null;
  }
}
