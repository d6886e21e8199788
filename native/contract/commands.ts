/** Commands: everything a page may ask the host to do. Each returns a `Result`; a refusal is a value. */
import { z } from 'zod';
import { idSchema, sourceSchema } from './ids.ts';
import { slateKindSchema } from './overlay.ts';
import { productSchema } from './product.ts';
import { rundownOperationSchema } from './rundown.ts';
import { displayText, localeSchema } from './text.ts';

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
  saveFeed: command(z.object({ source: sourceSchema, type: z.enum(['generic']), secret: z.string().min(1).max(200).optional() }), nothing),
  removeFeed: command(z.object({ source: sourceSchema }), nothing),
  saveUpstream: command(z.object({ baseUrl: z.string().max(300), secret: z.string().max(200).optional() }), nothing),
  removeUpstream: command(nothing, nothing),
  sendNow: command(nothing, nothing),

  // studio
  configureStudio: command(
    z.object({
      locale: localeSchema.optional(),
      holdSceneName: displayText(120).min(1).optional(),
      studioId: idSchema.optional(),
    }),
    nothing,
  ),
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
