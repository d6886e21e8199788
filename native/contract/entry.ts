/** Ledger entries: everything that happened, one kind per fact. Kinds are only ever added, never changed. */
import { z } from 'zod';
import { actorSchema, idSchema, sourceSchema } from './ids.ts';
import { amountFenSchema } from './money.ts';
import { orderLineSchema } from './order.ts';
import { cardOnAirSchema, cardSlotSchema, lowerThirdSchema, overlayRouteSchema, slateKindSchema } from './overlay.ts';
import { guestSchema, segmentKindSchema } from './rundown.ts';
import { localeSchema, localTextSchema } from './text.ts';
import { atMsSchema, durationMsSchema } from './time.ts';

const orderBody = {
  source: sourceSchema,
  orderId: idSchema,
  /** The sender's id of the event; kept for tracing, not for counting. */
  eventId: z.string(),
  occurredAtMs: atMsSchema,
  /** Buyer in masked form, or null. */
  buyer: z.string().nullable(),
  region: z.string().nullable(),
};
const paidLine = z.object({ sku: z.string(), title: z.string(), quantity: z.int(), amountFen: amountFenSchema });

/** Body of each entry kind. An as-run body copies what was on air, so that later edits of the plan change nothing. */
export const entryBodies = {
  /** A broadcast exists and collects entries; the studio always has exactly one current broadcast. */
  'broadcast.opened': z.object({ title: localTextSchema, rehearsal: z.boolean() }),
  'broadcast.started': z.object({}),
  'broadcast.ended': z.object({}),
  'segment.taken': z.object({
    segmentId: idSchema,
    kind: segmentKindSchema,
    title: localTextSchema,
    sceneName: z.string(),
    guests: z.array(guestSchema),
    plannedMs: durationMsSchema,
  }),
  'card.shown': cardOnAirSchema,
  'card.cleared': z.object({ slot: cardSlotSchema, productId: idSchema, shownMs: durationMsSchema }),
  'lower-third.shown': lowerThirdSchema,
  'lower-third.cleared': z.object({ guestId: idSchema }),
  'slate.held': z.object({ slate: slateKindSchema, sceneName: z.string().nullable() }),
  'slate.released': z.object({ slate: slateKindSchema, heldMs: durationMsSchema }),
  'overlay.configured': z.object({
    locale: localeSchema.optional(),
    ticker: z.boolean().optional(),
    total: z.boolean().optional(),
    totalShows: z.enum(['gross', 'net']).optional(),
  }),
  'overlay.routed': z.object({ route: overlayRouteSchema, reason: z.string() }),
  /** The program scene changed in OBS; `byStudio` is false when somebody changed it by hand. */
  'scene.changed': z.object({ sceneName: z.string(), byStudio: z.boolean() }),
  'stream.changed': z.object({ active: z.boolean() }),
  'record.changed': z.object({ active: z.boolean(), path: z.string().nullable() }),
  'obs.ready': z.object({ url: z.string(), obsVersion: z.string(), outageMs: durationMsSchema.nullable() }),
  'obs.lost': z.object({ url: z.string(), reason: z.string() }),
  /** A command of the operator that did not happen, and why. */
  'command.refused': z.object({ command: z.string(), code: z.string(), context: z.record(z.string(), z.unknown()) }),
  'order.created': z.object({ ...orderBody, lines: z.array(paidLine) }),
  'order.paid': z.object({ ...orderBody, amountFen: amountFenSchema, lines: z.array(paidLine) }),
  'order.cancelled': z.object(orderBody),
  'refund.succeeded': z.object({
    source: sourceSchema,
    orderId: idSchema,
    refundId: idSchema,
    eventId: z.string(),
    occurredAtMs: atMsSchema,
    amountFen: amountFenSchema,
    lines: z.array(orderLineSchema.partial({ title: true, amountFen: true })).nullable(),
    restock: z.boolean(),
  }),
  'viewers.reported': z.object({ source: z.string(), viewersTotal: z.int().min(0) }),
  'catalogue.imported': z.object({ fileName: z.string(), added: z.int(), changed: z.int(), refused: z.int() }),
  'note.added': z.object({ text: z.string() }),
} as const;

export type EntryKind = keyof typeof entryBodies;
export const entryKinds = Object.keys(entryBodies) as readonly EntryKind[];
export type EntryBody<K extends EntryKind> = z.infer<(typeof entryBodies)[K]>;

/** What a decision hands to the ledger. */
export type EntryDraft = {
  [K in EntryKind]: { kind: K; broadcastId: string; atMs: number; actor: string; body: EntryBody<K> };
}[EntryKind];

/** A durable entry: a draft with its place in the one sequence. */
export type Entry = EntryDraft & { seq: number };

export type EntryOf<K extends EntryKind> = Extract<Entry, { kind: K }>;

/** The frame of an entry as it travels; the body is checked by its kind. */
export const entryFrameSchema = z.object({
  seq: z.int().min(1),
  broadcastId: idSchema,
  kind: z.enum(entryKinds as [EntryKind, ...EntryKind[]]),
  atMs: atMsSchema,
  actor: actorSchema,
  body: z.record(z.string(), z.unknown()),
});

/** Entries that arrive by the hundred thousand; everything else in a broadcast is a few thousand at most. */
export const orderKinds = ['order.created', 'order.paid', 'order.cancelled', 'refund.succeeded'] as const;
export type OrderKind = (typeof orderKinds)[number];
export function isOrderKind(kind: EntryKind): kind is OrderKind {
  return (orderKinds as readonly string[]).includes(kind);
}
