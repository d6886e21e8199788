/** What a feed type must do: verify a raw delivery by its own recipe and read it into order events. */
import type { EntryBody, OrderKind } from '../contract/entry.ts';
import type { Result } from '../contract/refusal.ts';
import type { Headers } from './standard-webhooks.ts';

/** A delivery as bytes, however it came: by socket, from a relay, from a file. */
interface Delivery {
  headers: Headers;
  rawBody: Uint8Array;
  contentType: string;
  /** The studio's clock, for records; in a rehearsal the rehearsed time. */
  receivedAtMs: number;
  /** The clock on the wall, for the age of signatures. */
  wallMs: number;
}

/** The body of an entry-to-be with its kind. */
export type FeedEvent = { [K in FeedKind]: { kind: K; body: EntryBody<K> } }[FeedKind];

/** What a feed can tell; where an order belongs is decided in the studio. */
type FeedKind = Exclude<OrderKind, 'order.assigned'>;

/** `line` counts from 1. */
export interface ReadLine {
  line: number;
  event: Result<FeedEvent>;
}

export interface FeedAdapter {
  /** Refuses the delivery as a whole, or reads each of its lines. `single`: the answer is about one event. */
  read(delivery: Delivery): Result<{ single: boolean; lines: ReadLine[] }>;
}
