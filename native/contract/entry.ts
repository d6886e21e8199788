/** Ledger entries: everything that happened, one kind per fact. Kinds are only ever added, never changed. */
import { z } from 'zod';
import { actorSchema, idSchema, sourceSchema } from './ids.ts';
import { audioAlarmKindSchema } from './audio.ts';
import { exemptionSchema, findingSchema, ruleFileNameSchema, severitySchema, subjectSchema } from './gate.ts';
import { announcementSchema, footerSchema, offerOnAirSchema } from './graphics.ts';
import { layerIdSchema, stageShapeSchema } from './layout.ts';
import { amountFenSchema, totalFenSchema } from './money.ts';
import { orderLineSchema } from './order.ts';
import { placeCodeSchema } from './place.ts';
import { productNumberSchema, skuSchema } from './product.ts';
import { cardOnAirSchema, cardSlotSchema, lowerThirdSchema, overlayRouteSchema, slateKindSchema, totalsSchema } from './overlay.ts';
import { guestSchema, segmentKindSchema } from './rundown.ts';
import { obsRoleSchema } from './standby.ts';
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
  /** The platform's live room; it ties the order to a broadcast before its time does. */
  roomId: idSchema.optional(),
  /** When the sender says this state of the order held; a later state wins over an earlier one. Absent: `occurredAtMs`. */
  stateAtMs: atMsSchema.optional(),
  /** Stays on this computer: taken out of everything that leaves it. */
  private: z
    .object({
      /** Keyed digest of the buyer's id at the shop, to notice limits per buyer. */
      buyerKey: z.string().optional(),
      /** The buyer in full, only from a feed that is set up to keep it. */
      buyer: z.string().optional(),
    })
    .optional(),
};
const paidLine = z.object({
  sku: z.string(),
  title: z.string(),
  quantity: z.int(),
  amountFen: amountFenSchema,
  gift: z.boolean().optional(),
});
/** `lines` is empty for a thin order: its platform pushes the sum at once and the lines come later, as `order.amended`. */
const paidBody = { ...orderBody, amountFen: amountFenSchema, lines: z.array(paidLine) };

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
    /** The video that played. */
    mediaId: idSchema.optional(),
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
    alsoIn: z.array(localeSchema).max(2).optional(),
    next: z.boolean().optional(),
    segmentTitle: z.boolean().optional(),
    clock: z.boolean().optional(),
    footer: z.boolean().optional(),
    adMark: z.boolean().optional(),
    tickerNamesBuyers: z.boolean().optional(),
    goalFen: amountFenSchema.nullable().optional(),
    footerText: footerSchema.nullable().optional(),
  }),
  'announcement.shown': announcementSchema,
  'announcement.cleared': z.object({ announcementId: idSchema, shownMs: durationMsSchema }),
  'offer.shown': offerOnAirSchema,
  'offer.cleared': z.object({ offerId: idSchema, shownMs: durationMsSchema }),
  /** Another theme draws the overlay from here on; `digest` is that of its tokens. */
  'overlay.themed': z.object({ themeId: z.string(), name: localTextSchema, digest: z.string() }),
  /** A person placed layers; null means every scene. */
  'overlay.laid-out': z.object({ sceneName: z.string().nullable(), shape: stageShapeSchema, layers: z.array(layerIdSchema) }),
  'overlay.refreshed': z.object({ reason: z.string() }),
  /** The figures on the overlay stand still where they are because these feeds are silent; without `at` they follow again. */
  'figures.frozen': z.object({
    frozen: z.boolean(),
    sources: z.array(sourceSchema),
    at: z.object({ ledgerSeq: z.int(), totals: totalsSchema }).optional(),
  }),
  /** What the gate found in something that was to go on air, and whether it went. */
  'gate.judged': z.object({
    subject: subjectSchema,
    severity: severitySchema.nullable(),
    findings: z.array(findingSchema),
    digest: z.string(),
    rulesVersion: z.string(),
    passed: z.boolean(),
  }),
  'gate.confirmed': z.object({
    subject: subjectSchema,
    digest: z.string(),
    rulesVersion: z.string(),
    rules: z.array(z.string()),
    /** Of a segment with several guests: each of these rules with the guest whom it was about. */
    people: z.array(z.string()).optional(),
  }),
  'gate.overridden': z.object({
    subject: subjectSchema,
    digest: z.string(),
    rulesVersion: z.string(),
    rules: z.array(z.string()),
    people: z.array(z.string()).optional(),
    exemption: exemptionSchema,
    /** What the producer says, and the paper's id and digest where there is one. */
    evidence: z.string(),
    evidenceId: z.string().nullable(),
    evidenceDigest: z.string().nullable(),
  }),
  'gate.rules-changed': z.object({ file: ruleFileNameSchema, version: z.string(), owner: z.string(), rulesVersion: z.string() }),
  'evidence.added': z.object({ evidenceId: z.string(), fileName: z.string(), bytes: z.int(), digest: z.string() }),
  'overlay.routed': z.object({ route: overlayRouteSchema, reason: z.string() }),
  /** The program scene changed in OBS; `byStudio` is false when somebody changed it by hand. */
  'scene.changed': z.object({ sceneName: z.string(), byStudio: z.boolean() }),
  'stream.changed': z.object({ active: z.boolean() }),
  'record.changed': z.object({
    active: z.boolean(),
    path: z.string().nullable(),
    /** Length of the recording at this moment; entries in between get their timecode from it. */
    timecodeMs: durationMsSchema.optional(),
  }),
  'record.paused': z.object({ paused: z.boolean(), timecodeMs: durationMsSchema }),
  /** OBS went on in another file. */
  'record.split': z.object({ path: z.string(), timecodeMs: durationMsSchema }),
  /** A finished file was looked into. */
  'record.checked': z.object({
    path: z.string(),
    good: z.boolean(),
    frames: z.int().nullable(),
    durationMs: durationMsSchema.nullable(),
    problem: z.string().nullable(),
  }),
  'record.repaired': z.object({ path: z.string(), repairedPath: z.string(), frames: z.int(), durationMs: durationMsSchema }),
  'replay.changed': z.object({ active: z.boolean() }),
  'replay.saved': z.object({ path: z.string() }),
  'virtual-camera.changed': z.object({ active: z.boolean() }),
  /** An output did not do what it should; `endedAfterMs` when it was over. */
  'output.troubled': z.object({
    output: z.enum(['stream', 'record']),
    trouble: z.enum(['congested', 'skipping', 'stalled', 'reconnecting']),
    endedAfterMs: durationMsSchema.nullable(),
  }),
  'audio.muted': z.object({ inputName: z.string(), muted: z.boolean(), byStudio: z.boolean() }),
  'audio.alarmed': z.object({ inputName: z.string(), alarm: audioAlarmKindSchema, endedAfterMs: durationMsSchema.nullable() }),
  'obs.prepared': z.object({ sceneCollection: z.string(), applied: z.int(), made: z.array(z.string()) }),
  'obs.preparation-undone': z.object({ sceneCollection: z.string(), removed: z.int(), kept: z.array(z.string()) }),
  'last-good.repeated': z.object({ goodAtMs: atMsSchema, changed: z.int() }),
  'readiness.checked': z.object({ failed: z.array(z.string()), warnings: z.array(z.string()) }),
  'standby.ready': z.object({ url: z.string(), outageMs: durationMsSchema.nullable() }),
  'standby.lost': z.object({ url: z.string(), reason: z.string() }),
  /** The other OBS counts from here on. */
  'standby.switched': z.object({ to: obsRoleSchema, reason: z.enum(['operator', 'lost']) }),
  'marker.added': z.object({ label: z.string().nullable() }),
  'media.added': z.object({ mediaId: idSchema, fileName: z.string() }),
  'media.converted': z.object({ mediaId: idSchema, fileName: z.string(), durationMs: durationMsSchema, tookMs: durationMsSchema }),
  'media.failed': z.object({ mediaId: idSchema, fileName: z.string(), code: z.string(), context: z.record(z.string(), z.unknown()) }),
  'obs.ready': z.object({ url: z.string(), obsVersion: z.string(), outageMs: durationMsSchema.nullable() }),
  'obs.lost': z.object({ url: z.string(), reason: z.string() }),
  /** A command of the operator that did not happen, and why. */
  'command.refused': z.object({ command: z.string(), code: z.string(), context: z.record(z.string(), z.unknown()) }),
  'order.created': z.object({ ...orderBody, lines: z.array(paidLine) }),
  'order.paid': z.object(paidBody),
  /** A newer state of a paid order takes the place of the earlier one: lines of a thin order, a changed sum, its room. */
  'order.amended': z.object({ ...paidBody, stateAtMs: atMsSchema }),
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
  /** What a shop says can still be sold of a SKU; shown beside the studio's own figure, never mixed into it. */
  'stock.reported': z.object({
    source: sourceSchema,
    eventId: z.string(),
    occurredAtMs: atMsSchema,
    sku: z.string(),
    available: z.int().min(0),
  }),
  /** A row of a platform's settlement: what reaches the merchant for an order. Amounts are signed, in fen. */
  'settlement.reported': z.object({
    source: sourceSchema,
    settlementId: idSchema,
    orderId: idSchema,
    occurredAtMs: atMsSchema,
    settledFen: totalFenSchema,
    /** Platform fee, commissions and the like by their name in the file, in fen. */
    fees: z.record(z.string(), totalFenSchema),
  }),
  /** A person, or a room bound later, moved an order with its refunds to another broadcast. */
  'order.assigned': z.object({ source: sourceSchema, orderId: idSchema, toBroadcastId: idSchema, reason: z.enum(['person', 'room']) }),
  /** Orders of this live room belong to the entry's broadcast. A later binding of the same room wins. */
  'room.bound': z.object({ source: sourceSchema, roomId: idSchema }),
  'room.released': z.object({ source: sourceSchema, roomId: idSchema }),
  /** One buyer has bought more of a product than its limit allows. */
  'limit.exceeded': z.object({ source: sourceSchema, orderId: idSchema, sku: z.string(), units: z.int(), limit: z.int() }),
  'flash-sale.started': z.object({
    flashSaleId: idSchema,
    productId: idSchema,
    sku: z.string(),
    name: localTextSchema,
    endsAtMs: atMsSchema,
    /** Units on offer; null: only time ends it. */
    units: z.int().min(1).nullable(),
    /** Units of the SKU paid before it began, from which its own are counted. */
    paidUnitsBefore: z.int(),
    /** What viewers see beside the name; the gate has looked at it. */
    number: productNumberSchema.optional(),
    unit: localTextSchema.optional(),
    priceFen: amountFenSchema.optional(),
  }),
  'flash-sale.extended': z.object({ flashSaleId: idSchema, endsAtMs: atMsSchema, reason: z.string() }),
  'flash-sale.ended': z.object({ flashSaleId: idSchema, cause: z.enum(['time', 'stock', 'operator']), soldUnits: z.int() }),
  /** A back office's export was taken in. */
  'orders.imported': z.object({
    source: sourceSchema,
    importId: idSchema,
    fileName: z.string(),
    fileDigest: z.string(),
    content: z.enum(['orders', 'refunds', 'settlement']),
    rows: z.int(),
    accepted: z.int(),
    amended: z.int(),
    duplicate: z.int(),
    flagged: z.int(),
  }),
  /** An export was compared with the ledger and the differences were closed. */
  'orders.reconciled': z.object({
    source: sourceSchema,
    importId: idSchema,
    missing: z.int(),
    extra: z.int(),
    differing: z.int(),
    closed: z.int(),
  }),
  /** A damaged database was replaced by a backup and by what could still be read. */
  'storage.recovered': z.object({
    damagedFile: z.string(),
    backupFile: z.string().nullable(),
    backupSeq: z.int(),
    salvaged: z.int(),
    /** Entries that may be missing: none when `missingFromSeq` is null. */
    missingFromSeq: z.int().nullable(),
    missingToSeq: z.int().nullable(),
    missingFromAtMs: atMsSchema.nullable(),
    missingToAtMs: atMsSchema.nullable(),
  }),
  'broadcast.exported': z.object({ exportedBroadcastId: idSchema, entries: z.int(), digest: z.string(), file: z.string() }),
  /** A broadcast's entries were removed after their retention; its totals stay. */
  'broadcast.purged': z.object({ purgedBroadcastId: idSchema, entries: z.int(), firstSeq: z.int(), lastSeq: z.int(), digest: z.string() }),
  'viewers.reported': z.object({ source: z.string(), viewersTotal: z.int().min(0) }),
  /** Products as the catalogue has them from now on, so that whoever has only the entries knows what a SKU is and who made it. */
  'catalogue.described': z.object({
    products: z.array(
      z.object({
        productId: idSchema,
        number: productNumberSchema,
        sku: skuSchema,
        name: localTextSchema,
        unit: localTextSchema,
        placeCode: placeCodeSchema,
        placeName: localTextSchema,
        cooperative: localTextSchema.nullable(),
      }),
    ),
  }),
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
export const orderKinds = [
  'order.created',
  'order.paid',
  'order.amended',
  'order.assigned',
  'order.cancelled',
  'refund.succeeded',
  'stock.reported',
  'settlement.reported',
] as const;
export type OrderKind = (typeof orderKinds)[number];
export function isOrderKind(kind: EntryKind): kind is OrderKind {
  return (orderKinds as readonly string[]).includes(kind);
}

/** Entries of the inbox have this id for a broadcast: neither a room nor a time says where they belong, so a person does. */
export const INBOX_ID = 'inbox';

/** The body as it may leave this computer. */
export function bodyForOutside(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { private: _, ...rest } = body;
  return rest;
}
