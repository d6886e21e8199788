/** Where orders belong: binds live rooms to broadcasts and moves orders that a person places. */
import { type EntryDraft, INBOX_ID } from '../contract/entry.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Broadcasts } from '../ledger/broadcasts.ts';
import type { Reader } from '../store/reader.ts';

export interface OrderAssignmentPorts {
  broadcasts: Broadcasts;
  reader: Reader;
  append(drafts: EntryDraft[]): Promise<readonly { outcome: 'accepted' | 'duplicate' }[]>;
  currentBroadcastId(): string;
  clock: Clock;
}

interface OrderRef {
  source: string;
  orderId: string;
}

interface Waiting extends OrderRef {
  paidAtMs: number;
  roomId: string | null;
}

const PAGE = 500;
const FIRST: Waiting = { paidAtMs: -1, source: '', orderId: '', roomId: null };

/** Walks the inbox alone, however many orders the source has elsewhere. */
const WAITING_SQL = /* sql */ `
  SELECT paid.paid_at_ms AS paidAtMs, paid.source AS source, paid.order_id AS orderId, json_extract(entry.body, '$.roomId') AS roomId
  FROM paid_order AS paid INDEXED BY paid_order_time JOIN entry ON entry.seq = paid.seq
  WHERE paid.broadcast_id = '${INBOX_ID}' AND (paid.paid_at_ms, paid.source, paid.order_id) > (?, ?, ?)
  ORDER BY paid.paid_at_ms, paid.source, paid.order_id LIMIT ${PAGE}`;

export class OrderAssignment {
  readonly #ports: OrderAssignmentPorts;

  constructor(ports: OrderAssignmentPorts) {
    this.#ports = ports;
  }

  /** Orders of the room belong to the broadcast from now on, and those that wait in the inbox at once. */
  async bindRoom(
    { source, roomId, broadcastId: wanted }: { source: string; roomId: string; broadcastId?: string | undefined },
    actor: string,
  ): Promise<Result<{ assigned: number }>> {
    const { append, clock, currentBroadcastId } = this.#ports;
    const broadcastId = wanted ?? currentBroadcastId();
    if (!this.#isOpenTo(broadcastId)) return refused('broadcast-unknown', { broadcastId });
    await append([{ kind: 'room.bound', broadcastId, atMs: clock.nowMs(), actor, body: { source, roomId } }]);
    return accepted({ assigned: await this.#assignWaiting(source, roomId, broadcastId, actor) });
  }

  /** Later orders of the room go by their time again; refuses with `room-unknown` what is not bound. */
  async releaseRoom({ source, roomId }: { source: string; roomId: string }, actor: string): Promise<Result<Record<string, never>>> {
    const { append, clock, broadcasts, currentBroadcastId } = this.#ports;
    if (!broadcasts.isBound(source, roomId)) return refused('room-unknown', { source, roomId });
    await append([{ kind: 'room.released', broadcastId: currentBroadcastId(), atMs: clock.nowMs(), actor, body: { source, roomId } }]);
    return accepted({});
  }

  /** Moves orders with their refunds; those that are there already, or unknown, are passed over. */
  async assignOrders(
    { orders, broadcastId }: { orders: readonly OrderRef[]; broadcastId: string },
    actor: string,
  ): Promise<Result<{ assigned: number }>> {
    if (broadcastId !== INBOX_ID && !this.#isOpenTo(broadcastId)) return refused('broadcast-unknown', { broadcastId });
    return accepted({ assigned: await this.#assign(orders, broadcastId, 'person', actor) });
  }

  #isOpenTo(broadcastId: string): boolean {
    return this.#ports.broadcasts.find(broadcastId)?.purged === false;
  }

  async #assignWaiting(source: string, roomId: string, broadcastId: string, actor: string): Promise<number> {
    let assigned = 0;
    let after = FIRST;
    while (true) {
      const page = this.#ports.reader.all<Waiting>(WAITING_SQL, after.paidAtMs, after.source, after.orderId);
      const orders = page.filter((order) => order.source === source && order.roomId === roomId);
      assigned += await this.#assign(orders, broadcastId, 'room', actor);
      if (page.length < PAGE) return assigned;
      after = page.at(-1)!;
      // The desk has its turn between two pages.
      await new Promise(setImmediate);
    }
  }

  async #assign(orders: readonly OrderRef[], toBroadcastId: string, reason: 'person' | 'room', actor: string): Promise<number> {
    if (orders.length === 0) return 0;
    const { append, clock } = this.#ports;
    const atMs = clock.nowMs();
    const outcomes = await append(
      orders.map(({ source, orderId }): EntryDraft => {
        const body = { source, orderId, toBroadcastId, reason };
        return { kind: 'order.assigned', broadcastId: toBroadcastId, atMs, actor, body };
      }),
    );
    return outcomes.filter(({ outcome }) => outcome === 'accepted').length;
  }
}
