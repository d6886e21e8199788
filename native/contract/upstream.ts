/** Results upstream: where they go, what travels, what comes back, and how far each destination is. */
import { z } from 'zod';
import { sourceSchema, idSchema } from './ids.ts';
import { totalFenSchema } from './money.ts';
import { broadcastPhaseSchema } from './playout.ts';
import { refusalSchema } from './refusal.ts';
import { displayText, localeSchema, localTextSchema } from './text.ts';
import { atMsSchema, durationMsSchema } from './time.ts';

// Destinations as they are set up

/** `https`, `nats` (JetStream) and `folder` get every entry; the group robots get summaries in words. */
export const destinationTypes = ['https', 'nats', 'folder', 'feishu', 'dingtalk', 'wecom'] as const;
export const destinationTypeSchema = z.enum(destinationTypes);
export type DestinationType = z.infer<typeof destinationTypeSchema>;
export const robotTypes = ['feishu', 'dingtalk', 'wecom'] as const satisfies readonly DestinationType[];
export type RobotType = (typeof robotTypes)[number];
export function isRobotType(type: DestinationType): type is RobotType {
  return (robotTypes as readonly string[]).includes(type);
}

/**
 * In which order entries go. `sequence`: always by their numbers. `auto`: sales before the rest and what is new before what
 * waited, where the receiver has said that it takes `any-order`; by their numbers otherwise.
 */
export const deliveryOrders = ['auto', 'sequence'] as const;

const common = {
  destinationId: sourceSchema,
  /** What the crew calls it. */
  name: displayText(60).optional(),
  /** Nothing is sent while true; the cursor stays. */
  paused: z.boolean().optional(),
  /** Name of the environment variable with the secret. Without it the secret store is asked for `upstream:<destinationId>`. */
  secretEnv: z.string().min(1).max(120).optional(),
};
const ordered = { order: z.enum(deliveryOrders).optional() };
/** As `secretEnv` for a second secret, kept as `upstream:<destinationId>:login`. */
const login = { loginEnv: z.string().min(1).max(120).optional() };

export const httpsDestinationSchema = z.object({
  type: z.literal('https'),
  ...common,
  ...ordered,
  baseUrl: z.url({ protocol: /^https?$/u }).max(300),
});
/** The login is a password (with `user`), a token, or the whole text of a credentials file. */
export const natsDestinationSchema = z.object({
  type: z.literal('nats'),
  ...common,
  ...ordered,
  ...login,
  /** `tls://host:4222`, or `nats://` to this computer. */
  server: z.url({ protocol: /^(?:nats|tls)$/u }).max(300),
  user: z.string().min(1).max(120).optional(),
});
export const folderDestinationSchema = z.object({ type: z.literal('folder'), ...common, folder: z.string().min(1).max(1000) });

/** What a robot tells its group. */
export const robotTells = ['end', 'milestones', 'alarms'] as const;
export type RobotTell = (typeof robotTells)[number];
/** From 100,000 yuan to what the best day so far has passed. */
export const usualMilestonesFen: readonly number[] = [100_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000].map(
  (yuan) => yuan * 100,
);
/** The robot's address holds its key, so it is a secret as a whole and kept as `upstream:<destinationId>:login`. WeCom signs nothing and has no secret beside it. */
export const robotDestinationSchema = z.object({
  type: z.enum(robotTypes),
  ...common,
  ...login,
  /** Language of its messages; the studio's when absent. */
  locale: localeSchema.optional(),
  /** All when absent. */
  tells: z.array(z.enum(robotTells)).max(robotTells.length).optional(),
  /** Gross sales of a broadcast that are told when they are reached, rising; `usualMilestonesFen` when absent. */
  milestonesFen: z.array(totalFenSchema.min(1)).max(40).optional(),
});
export type RobotDestination = z.infer<typeof robotDestinationSchema>;
export type HttpsDestination = z.infer<typeof httpsDestinationSchema>;
export type NatsDestination = z.infer<typeof natsDestinationSchema>;
export type FolderDestination = z.infer<typeof folderDestinationSchema>;

export const destinationConfigSchema = z.discriminatedUnion('type', [
  httpsDestinationSchema,
  natsDestinationSchema,
  folderDestinationSchema,
  robotDestinationSchema,
]);
export type DestinationConfig = z.infer<typeof destinationConfigSchema>;

/** What sending may take of the line, in kbit/s. Null: no cap while off air; while a stream runs, what the picture leaves. */
export const uplinkConfigSchema = z.object({ capKbps: z.int().min(8).max(1_000_000).nullable() });
export type UplinkConfig = z.infer<typeof uplinkConfigSchema>;

/** `upstream.json` as it is written. */
export const upstreamFileSchema = z.object({
  destinations: z.array(destinationConfigSchema).max(20),
  uplink: uplinkConfigSchema.optional(),
});
export type UpstreamFile = z.infer<typeof upstreamFileSchema>;
/** `upstream.json` of version 0.1: one HTTPS destination. Read as the destination `district`. */
export const oneDestinationFileSchema = z.object({
  baseUrl: z.url({ protocol: /^https?$/u }),
  secretEnv: z.string().min(1).max(120).optional(),
});

// What travels

/** A line of the NDJSON body: an entry with the studio it belongs to. */
export const upstreamEntrySchema = z.object({
  studioId: idSchema,
  seq: z.int().min(1),
  broadcastId: idSchema,
  /** Receivers pass over kinds that they do not know. */
  kind: z.string().min(1).max(80),
  atMs: atMsSchema,
  actor: z.string().max(80),
  body: z.record(z.string(), z.unknown()),
});
export type UpstreamEntry = z.infer<typeof upstreamEntrySchema>;

/** What a receiver may say that it can do beyond the bare contract. Words that are not known are passed over. */
export const receiverAbilities = ['summary', 'any-order', 'reconcile'] as const;
export type ReceiverAbility = (typeof receiverAbilities)[number];

/**
 * The only answer that moves the cursor. `acknowledged` is the highest sequence of the request that the destination holds.
 * `refused` names entries up to there that it will never take; they are parked.
 */
export const acknowledgementSchema = z.object({
  acknowledged: z.int().min(0),
  refused: z
    .array(z.object({ seq: z.int().min(1), code: z.string().max(80).optional(), message: z.string().max(500).optional() }))
    .max(5000)
    .optional(),
  accepts: z.array(z.string().max(40)).max(20).optional(),
});

/** `POST <base>/v1/studios/<studio-id>/summary`, or the subject `studio.<id>.summary`: where a broadcast stands, sent before any backlog. */
export const summarySchema = z.object({
  studioId: idSchema,
  broadcastId: idSchema,
  title: localTextSchema,
  rehearsal: z.boolean(),
  phase: broadcastPhaseSchema,
  startedAtMs: atMsSchema.nullable(),
  /** When these figures held, and the newest entry that is in them. A receiver keeps the summary with the highest number. */
  atMs: atMsSchema,
  ledgerSeq: z.int().min(0),
  grossFen: totalFenSchema,
  netFen: totalFenSchema,
  orderCount: z.int(),
  refundCount: z.int(),
  products: z.array(
    z.object({
      sku: z.string(),
      name: localTextSchema.nullable(),
      placeCode: z.string().nullable(),
      cooperative: localTextSchema.nullable(),
      paidUnits: z.int(),
      grossFen: totalFenSchema,
      refundedFen: totalFenSchema,
    }),
  ),
});
export type Summary = z.infer<typeof summarySchema>;

/**
 * `GET <base>/v1/studios/<studio-id>/broadcasts/<broadcast-id>/digest`, signed with an empty body and the id
 * `<studio-id>/digest/<broadcast-id>`. Blocks hold the entries of `DIGEST_BLOCK` sequence numbers each: block n those from
 * n · DIGEST_BLOCK on. `hash` is the hex SHA-256 over the entries' lines, as they travel, each ended by \n, by rising number.
 */
export const broadcastDigestSchema = z.object({
  broadcastId: idSchema,
  entries: z.int().min(0),
  /** Hex SHA-256 over the blocks' hashes, as text without separators, by rising block. */
  hash: z.string(),
  blocks: z.array(z.object({ block: z.int().min(0), entries: z.int().min(1), hash: z.string() })),
});
export type BroadcastDigest = z.infer<typeof broadcastDigestSchema>;
export const DIGEST_BLOCK = 1000;
/** `…/digest?block=n`: every entry of one block by its number, with the first 16 hex digits of its own line's SHA-256. */
export const blockDigestSchema = z.object({ block: z.int().min(0), entries: z.array(z.tuple([z.int().min(1), z.string()])) });
export type BlockDigest = z.infer<typeof blockDigestSchema>;

// How it stands

/** `paused`: by a person. `idle`: all delivered. `sending`. `waiting`: will try again by itself. `stopped`: a person must act. */
export const destinationStateNames = ['paused', 'idle', 'sending', 'waiting', 'stopped'] as const;
/** The worst of all destinations; `off` without any. */
export const syncStateNames = ['off', 'paused', 'idle', 'sending', 'waiting', 'stopped'] as const;

/** The line as the destination's answers show it, not an interface's flag. */
export const lineStates = ['unknown', 'online', 'flaky', 'captive', 'offline'] as const;
export const lineStateSchema = z.enum(lineStates);
export type LineState = z.infer<typeof lineStateSchema>;

export const destinationStateSchema = z.object({
  destinationId: sourceSchema,
  type: destinationTypeSchema,
  name: z.string().nullable(),
  /** Where it goes, without anything secret. */
  address: z.string(),
  /** As it is set up, so that it can be changed without being entered anew; without secrets. */
  setup: destinationConfigSchema,
  /** False for one that the environment names: it can be paused, but not changed here. */
  editable: z.boolean(),
  state: z.enum(destinationStateNames),
  line: lineStateSchema,
  problem: refusalSchema.nullable(),
  nextTryAtMs: atMsSchema.nullable(),
  /** Everything up to here is acknowledged or parked. */
  acknowledgedSeq: z.int(),
  lastAcknowledgedAtMs: atMsSchema.nullable(),
  /** For a folder: up to here the office has said that its import has arrived; null while it has not. */
  arrivedSeq: z.int().nullable(),
  /** Entries that wait, their bytes as they will travel (estimated from what went), and how long they take at the current pace; null while unknown. */
  backlogEntries: z.int(),
  backlogBytes: z.int().nullable(),
  backlogMs: durationMsSchema.nullable(),
  /** True while newer entries go before older ones. */
  anyOrder: z.boolean(),
  parkedCount: z.int(),
  /** The destination's clock less this computer's, while they are more than a minute apart. */
  clockSkewMs: z.int().nullable(),
});
export type DestinationState = z.infer<typeof destinationStateSchema>;

/**
 * Why sending goes as it goes. `off-air`: nothing streams. `cap`: the operator's cap. `growing`, `steady`: shares the line with
 * the picture. `congestion`, `frames-skipped`, `slow-answers`: has just slowed. `picture-suffers`, `reconnecting`: has stopped.
 * `output-silent`: the output reports nothing, so a fixed low cap holds. `obs-away`: it was streaming when OBS was lost.
 */
export const uplinkReasons = [
  'off-air',
  'cap',
  'growing',
  'steady',
  'congestion',
  'frames-skipped',
  'slow-answers',
  'picture-suffers',
  'reconnecting',
  'output-silent',
  'obs-away',
] as const;
export const uplinkStateSchema = z.object({
  reason: z.enum(uplinkReasons),
  /** Bytes a second that may leave now; null is no limit, 0 is none. */
  rateBytes: z.int().min(0).nullable(),
  capKbps: z.int().nullable(),
  /** What left in the last seconds, bytes a second. */
  sentBytes: z.int().min(0),
  /** Of OBS's output, 0 to 1; null while nothing streams or it is not told. */
  congestion: z.number().nullable(),
});
export type UplinkState = z.infer<typeof uplinkStateSchema>;

/** A broadcast compared with what the destination holds of it. */
export const reconciledBroadcastSchema = z.object({
  broadcastId: idSchema,
  state: z.enum(['same', 'differs', 'waits', 'unknown']),
  entries: z.int(),
  theirEntries: z.int().nullable(),
  /** Numbers of entries, at most 1,000 of each. `missing`: not there. `extra`: not here. `differing`: another content. */
  missing: z.array(z.int()),
  extra: z.array(z.int()),
  differing: z.array(z.int()),
});
export type ReconciledBroadcast = z.infer<typeof reconciledBroadcastSchema>;
export const reconciliationSchema = z.object({
  destinationId: sourceSchema,
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  startedAtMs: atMsSchema,
  done: z.int(),
  total: z.int(),
  problem: refusalSchema.nullable(),
  broadcasts: z.array(reconciledBroadcastSchema),
});
export type Reconciliation = z.infer<typeof reconciliationSchema>;

export const syncStateSchema = z.object({
  state: z.enum(syncStateNames),
  headSeq: z.int(),
  destinations: z.array(destinationStateSchema),
  uplink: uplinkStateSchema,
  /** The running or newest one; null before the first. */
  reconciliation: reconciliationSchema.nullable(),
});
export type SyncState = z.infer<typeof syncStateSchema>;

/** What *test connection* found. */
export const connectionTestSchema = z.object({
  ms: durationMsSchema,
  /** How far the receiver says that it holds this studio; null where it cannot be asked. */
  acknowledgedSeq: z.int().nullable(),
  accepts: z.array(z.string()),
});
export type ConnectionTest = z.infer<typeof connectionTestSchema>;

/** An entry that a destination refused for good. */
export const parkedEntrySchema = z.object({
  destinationId: sourceSchema,
  seq: z.int(),
  broadcastId: idSchema,
  kind: z.string(),
  atMs: atMsSchema,
  parkedAtMs: atMsSchema,
  /** The destination's answer, as far as it said one. */
  reason: refusalSchema,
  tries: z.int(),
  nextTryAtMs: atMsSchema.nullable(),
});
export type ParkedEntry = z.infer<typeof parkedEntrySchema>;
