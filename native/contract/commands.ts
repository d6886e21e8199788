/** Commands: everything a page may ask the host to do. Each returns a `Result`; a refusal is a value. */
import { z } from 'zod';
import { idSchema, sourceSchema } from './ids.ts';
import { slateKindSchema } from './overlay.ts';
import { productSchema } from './product.ts';
import { rundownOperationSchema } from './rundown.ts';
import { feedConfigSchema } from './settings.ts';
import { displayText, localeSchema } from './text.ts';
import { atMsSchema, durationMsSchema } from './time.ts';
import { connectionTestSchema, destinationConfigSchema, uplinkConfigSchema } from './upstream.ts';

const nothing = z.object({});
const command = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });

export const commands = {
  // playout: one key each
  /** Chooses what *take* would put on air; in studio mode the segment's scene goes to OBS's preview. */
  prepare: command(z.object({ segmentId: idSchema.nullable().optional(), productId: idSchema.nullable().optional() }), nothing),
  /** Puts what is prepared on air: the segment, the card, or both; refused when nothing is prepared. */
  take: command(nothing, z.object({ segmentId: idSchema.nullable(), productId: idSchema.nullable() })),
  takeSegment: command(z.object({ segmentId: idSchema }), nothing),
  showCard: command(z.object({ productId: idSchema }), nothing),
  /** Takes card and lower third off program. */
  clear: command(nothing, nothing),
  showLowerThird: command(z.object({ segmentId: idSchema, guestId: idSchema }), nothing),
  clearLowerThird: command(nothing, nothing),
  holdSlate: command(z.object({ slate: slateKindSchema.default('hold') }), nothing),
  releaseSlate: command(nothing, nothing),
  startBroadcast: command(nothing, z.object({ broadcastId: idSchema })),
  endBroadcast: command(nothing, z.object({ broadcastId: idSchema })),
  configureOverlay: command(
    z.object({
      locale: localeSchema.optional(),
      ticker: z.boolean().optional(),
      total: z.boolean().optional(),
      totalShows: z.enum(['gross', 'net']).optional(),
    }),
    nothing,
  ),
  addNote: command(z.object({ text: displayText(500).min(1) }), nothing),

  // OBS
  /** Connects to OBS. A given password is kept in the secret store; without one the kept one is used. */
  connectObs: command(z.object({ url: z.string().min(1).max(200), password: z.string().max(200).optional() }), nothing),
  disconnectObs: command(nothing, nothing),
  switchScene: command(z.object({ sceneName: z.string().min(1), target: z.enum(['program', 'preview']).default('program') }), nothing),
  setStudioMode: command(z.object({ enabled: z.boolean() }), nothing),
  startStream: command(nothing, nothing),
  stopStream: command(nothing, nothing),
  startRecord: command(nothing, nothing),
  stopRecord: command(nothing, z.object({ path: z.string().nullable() })),
  /** Creates the rundown's missing scenes and puts the overlay on top of them; nothing else is touched. */
  prepareObs: command(
    nothing,
    z.object({ createdScenes: z.array(z.string()), overlayAddedTo: z.array(z.string()), route: z.enum(['browser', 'picture']) }),
  ),

  // plan
  editRundown: command(rundownOperationSchema, z.object({ version: z.int() })),
  undoRundown: command(nothing, z.object({ version: z.int() })),
  redoRundown: command(nothing, z.object({ version: z.int() })),
  saveProduct: command(productSchema, nothing),
  removeProduct: command(z.object({ productId: idSchema }), nothing),
  /** Puts the sample catalogue and run of show into an empty plan. */
  loadSamplePlan: command(nothing, z.object({ products: z.int(), segments: z.int() })),

  // feeds and upstream
  /** Adds a feed or changes it; given secrets go into the secret store, absent ones stay as they are. */
  saveFeed: command(
    feedConfigSchema.omit({ secretEnv: true, secondSecretEnv: true, pullSecretEnv: true }).extend({
      secret: z.string().min(1).max(200).optional(),
      secondSecret: z.string().min(1).max(200).optional(),
      pullSecret: z.string().min(1).max(1000).optional(),
    }),
    nothing,
  ),
  removeFeed: command(z.object({ source: sourceSchema }), nothing),
  /** Orders of this live room belong to the broadcast, also those that wait in the inbox. Without an id: the current one. */
  bindRoom: command(
    z.object({ source: sourceSchema, roomId: idSchema, broadcastId: idSchema.optional() }),
    z.object({ assigned: z.int() }),
  ),
  releaseRoom: command(z.object({ source: sourceSchema, roomId: idSchema }), nothing),
  /** Moves orders with their refunds to a broadcast, out of the inbox or out of another broadcast. */
  assignOrders: command(
    z.object({
      orders: z
        .array(z.object({ source: sourceSchema, orderId: idSchema }))
        .min(1)
        .max(1000),
      broadcastId: idSchema,
    }),
    z.object({ assigned: z.int() }),
  ),
  /** Takes in what an imported export has and the ledger lacks, or has newer. */
  closeDifferences: command(z.object({ importId: idSchema }), z.object({ accepted: z.int(), amended: z.int() })),
  startFlashSale: command(
    z.object({
      productId: idSchema,
      durationMs: durationMsSchema.min(5000),
      /** Units on offer; without it only time ends the sale. */
      units: z.int().min(1).max(10_000_000).optional(),
    }),
    z.object({ flashSaleId: idSchema }),
  ),
  /** Moves the end of the running flash sale; the reason goes on record. */
  extendFlashSale: command(z.object({ endsAtMs: atMsSchema, reason: displayText(200).min(1) }), nothing),
  endFlashSale: command(nothing, nothing),
  /** Adds a destination or changes it; given secrets go into the secret store, absent ones stay as they are. A new robot tells only what happens from now on. */
  saveDestination: command(
    z.object({
      destination: destinationConfigSchema,
      /** The key that signs: `whsec_…`, or the robot's own. */
      secret: z.string().min(1).max(200).optional(),
      /** A robot's address, or the login of NATS. */
      login: z.string().min(1).max(8000).optional(),
    }),
    nothing,
  ),
  /** Forgets the destination and its secrets; its cursor stays, so that the same address goes on later where it was. */
  removeDestination: command(z.object({ destinationId: sourceSchema }), nothing),
  pauseDestination: command(z.object({ destinationId: sourceSchema, paused: z.boolean() }), nothing),
  /** Ends any wait, also one that the receiver asked for, and a stop. Without an id: of all. */
  sendNow: command(z.object({ destinationId: sourceSchema.optional() }), nothing),
  testDestination: command(z.object({ destinationId: sourceSchema }), connectionTestSchema),
  /** Sends parked entries again, each on its own. Without a number: all of the destination. */
  retryParked: command(z.object({ destinationId: sourceSchema, seq: z.int().min(1).optional() }), z.object({ retried: z.int() })),
  /** Sends again what lies behind this number: after a lost stick, or a receiver that was set back. */
  rewindDestination: command(z.object({ destinationId: sourceSchema, afterSeq: z.int().min(0) }), nothing),
  setUplinkCap: command(uplinkConfigSchema, nothing),
  /** Compares what the destination holds with the ledger, broadcast by broadcast; progress and result are in the topic `sync`. Without an id: the newest thirty. */
  reconcile: command(z.object({ destinationId: sourceSchema, broadcastId: idSchema.optional() }), nothing),
  cancelReconciliation: command(nothing, nothing),
  /** Sends again what the newest reconciliation found missing or different there. */
  resendDifferences: command(nothing, z.object({ entries: z.int() })),

  // studio
  configureStudio: command(
    z.object({
      locale: localeSchema.optional(),
      holdSceneName: displayText(120).min(1).optional(),
      studioId: idSchema.optional(),
      backupFolder: z.string().min(1).max(1000).nullable().optional(),
      retentionYears: z.int().min(1).max(30).optional(),
    }),
    nothing,
  ),
  /** Copies the database now and checks the copy. */
  backUp: command(nothing, z.object({ files: z.array(z.string()) })),
  /** Writes all entries of a broadcast to a file in the data folder's `exports`. */
  exportBroadcast: command(z.object({ broadcastId: idSchema }), z.object({ file: z.string(), entries: z.int() })),
  /** Removes the entries of an ended broadcast, after it was exported and its retention is over; its totals stay. */
  purgeBroadcast: command(z.object({ broadcastId: idSchema }), z.object({ entries: z.int() })),
  /** Starts a rehearsal in a host of its own and answers with its address. */
  startRehearsal: command(
    z.object({ name: z.string().min(1), speed: z.number().positive().max(1000).default(1) }),
    z.object({ address: z.string() }),
  ),
  controlRehearsal: command(z.object({ action: z.enum(['pause', 'resume']), speed: z.number().positive().max(1000).optional() }), nothing),
} as const;

export type CommandName = keyof typeof commands;
export type CommandInput<C extends CommandName> = z.input<(typeof commands)[C]['input']>;
export type CommandParsedInput<C extends CommandName> = z.output<(typeof commands)[C]['input']>;
export type CommandOutput<C extends CommandName> = z.output<(typeof commands)[C]['output']>;
export const commandNames = Object.keys(commands) as readonly CommandName[];
