/** What a feed type must do: verify a raw delivery by its own recipe and read it into order events. */
import type { EntryBody, OrderKind } from '../contract/entry.ts';
import type { Result } from '../contract/refusal.ts';
import type { Headers } from './standard-webhooks.ts';

/** A delivery as bytes, however it came: by socket, from a relay, from a file. */
export interface Delivery {
  /** `GET` is a platform's check of the address; everything else comes by `POST`. */
  method: string;
  /** Decoded; of a name that stands twice, the last. */
  query: Readonly<Record<string, string>>;
  headers: Headers;
  rawBody: Uint8Array;
  contentType: string;
  /** The studio's clock, for records; in a rehearsal the rehearsed time. Of a stored delivery, when it was stored. */
  receivedAtMs: number;
  /** The clock on the wall, for the age of signatures. Of a stored delivery, when it was stored. */
  wallMs: number;
}

/** The body of an entry-to-be with its kind. */
export type FeedEvent = { [K in FeedKind]: { kind: K; body: EntryBody<K> } }[FeedKind];

/** What a feed can tell; where an order belongs is decided in the studio. */
export type FeedKind = Exclude<OrderKind, 'order.assigned'>;

/** `line` counts from 1. */
export interface ReadLine {
  line: number;
  event: Result<FeedEvent>;
}

/** Text is sent as it is, anything else as JSON. */
export type AnswerBody = string | object;

export interface Reading {
  /** The answer is about one event. */
  single: boolean;
  /** Empty for a test message, and for news that has nothing to do with orders. */
  lines: ReadLine[];
  /** What the platform wants to hear to this delivery, such as its challenge. */
  answer?: AnswerBody;
}

/** How a platform wants to be answered, where it does not read the studio's own answers. */
export interface PlatformAnswers {
  taken: AnswerBody;
  refused(status: number, message: string): AnswerBody;
}

export interface FeedAdapter {
  /** Refuses the delivery as a whole, or reads each of its lines. */
  read(delivery: Delivery): Result<Reading>;
  answers?: PlatformAnswers;
}

/** What an adapter is made from. */
export interface AdapterSetup {
  source: string;
  /** The platform's public id of this app; empty when the feed has none. */
  appId: string;
  secret: string;
  secondSecret: string | null;
  recordBuyer: BuyerRecorder;
}

/** What may be kept of a buyer: the masked form for everyone, the rest for this computer only. */
export type BuyerRecorder = (buyer: { name?: string | undefined; id?: string | undefined }) => BuyerRecord;
export type BuyerRecord = Pick<EntryBody<'order.paid'>, 'buyer' | 'private'>;
