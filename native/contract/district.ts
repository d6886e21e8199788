/** The district's board: what the receiver's page asks and what it is told. */
import { z } from 'zod';
import { idSchema } from './ids.ts';
import { totalFenSchema } from './money.ts';
import { refusalSchema } from './refusal.ts';
import { displayText, localeSchema, localTextSchema } from './text.ts';
import { atMsSchema } from './time.ts';

/** `today` and `month` are calendar days and months in Asia/Shanghai, by the time at which orders were paid. */
export const boardPeriods = ['today', 'month', 'all'] as const;
export const boardPeriodSchema = z.enum(boardPeriods);
export type BoardPeriod = z.infer<typeof boardPeriodSchema>;

/** Query of `GET /api/board`. Without a studio: all of them. */
export const boardQuerySchema = z.object({ period: boardPeriodSchema.default('today'), studio: idSchema.optional() });

const figures = {
  grossFen: totalFenSchema,
  refundedFen: totalFenSchema,
  orderCount: z.int(),
  units: z.int(),
};
export const figuresSchema = z.object(figures);
/** `fresh`: heard of within its habit. `late`: longer silent than two minutes while on air. `silent`: nothing for a day. `never`: not heard of yet. */
export const studioFreshness = ['fresh', 'late', 'silent', 'never'] as const;

export const boardStudioSchema = z.object({
  studioId: idSchema,
  name: z.string(),
  freshness: z.enum(studioFreshness),
  lastHeardAtMs: atMsSchema.nullable(),
  /** Newest entry held, how many are held, and how many the studio says it has but have not come (from its summary). */
  highestSeq: z.int(),
  entries: z.int(),
  missingEntries: z.int().nullable(),
  /** Entries that came again with another content; the first of each was kept. */
  conflicts: z.int(),
  onAir: z.boolean(),
  broadcastId: z.string().nullable(),
  broadcastTitle: localTextSchema.nullable(),
  /** In the period asked for, from entries held. */
  ...figures,
  /** As the studio's own summary says of its current broadcast; null without one. */
  summary: z
    .object({ atMs: atMsSchema, grossFen: totalFenSchema, netFen: totalFenSchema, orderCount: z.int(), ledgerSeq: z.int() })
    .nullable(),
});
export type BoardStudio = z.infer<typeof boardStudioSchema>;

/** A row of a break-down; `key` is the SKU, place code or Chinese name of the cooperative, empty where it is not known. */
export const boardRowSchema = z.object({ key: z.string(), name: localTextSchema.nullable(), ...figures });
export type BoardRow = z.infer<typeof boardRowSchema>;

export const boardSchema = z.object({
  nowAtMs: atMsSchema,
  period: boardPeriodSchema,
  totals: figuresSchema,
  monthToDate: figuresSchema,
  studios: z.array(boardStudioSchema),
  places: z.array(boardRowSchema),
  products: z.array(boardRowSchema),
  cooperatives: z.array(boardRowSchema),
  /** By day of the month so far, for the curve. `day` is `2026-11-24`. */
  days: z.array(z.object({ day: z.string(), ...figures })),
});
export type Board = z.infer<typeof boardSchema>;

/** `GET /api/entries`: newest first. */
export const entriesQuerySchema = z.object({
  studio: idSchema,
  broadcast: idSchema.optional(),
  kind: z.string().max(80).optional(),
  /** Only orders with a line of this SKU. */
  sku: z.string().max(64).optional(),
  before: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const entriesAnswerSchema = z.object({
  entries: z.array(
    z.object({
      seq: z.int(),
      broadcastId: z.string(),
      kind: z.string(),
      atMs: atMsSchema,
      receivedAtMs: atMsSchema,
      actor: z.string(),
      body: z.record(z.string(), z.unknown()),
    }),
  ),
  /** Pass it as `before` for the next page; null at the end. */
  next: z.int().nullable(),
});
export type EntriesAnswer = z.infer<typeof entriesAnswerSchema>;

/** `GET /api/broadcasts?studio=`: newest first. */
export const districtBroadcastSchema = z.object({
  broadcastId: idSchema,
  title: localTextSchema.nullable(),
  rehearsal: z.boolean(),
  openedAtMs: atMsSchema.nullable(),
  startedAtMs: atMsSchema.nullable(),
  endedAtMs: atMsSchema.nullable(),
  entries: z.int(),
  ...figures,
});
export type DistrictBroadcast = z.infer<typeof districtBroadcastSchema>;

/** What `GET /api/export.csv?what=…` may write, for the period and studio of the board. */
export const boardExports = ['studios', 'places', 'products', 'cooperatives', 'days', 'orders'] as const;
export type BoardExport = (typeof boardExports)[number];
/** Query of `GET /api/export.csv`; `lang` is that of its headings. */
export const exportQuerySchema = boardQuerySchema.extend({ what: z.enum(boardExports), lang: localeSchema.default('zh-CN') });

/**
 * `GET /api/studios` for the office's own page of keys; `POST` adds one. `POST /api/studios/<id>/key` gives a new key in place of
 * the old one, also to a studio that was revoked; `POST /api/studios/<id>/revoke` takes it away and answers with the studio.
 */
export const newStudioSchema = z.object({ studioId: idSchema, name: displayText(60).min(1) });
export const studioKeySchema = z.object({ studioId: idSchema, name: z.string(), addedAtMs: atMsSchema, revoked: z.boolean() });
export type StudioKey = z.infer<typeof studioKeySchema>;
/** The secret of a new studio or key, as it is typed into the studio; it is said this once. */
export const studioSecretSchema = z.object({ studioId: idSchema, secret: z.string() });
export type StudioSecret = z.infer<typeof studioSecretSchema>;

/** Answer of `POST /api/import` with one file of a folder destination as its body. */
export const importAnswerSchema = z.object({
  studioId: idSchema,
  firstSeq: z.int(),
  lastSeq: z.int(),
  added: z.int(),
  known: z.int(),
});
export type ImportAnswer = z.infer<typeof importAnswerSchema>;

/** What `/api` answers with any status but 2xx. With a known code and its context, pages make the sentence in their own language. */
export const districtRefusalSchema = z.object({
  error: z.string(),
  message: z.string(),
  context: refusalSchema.shape.context.optional(),
});
