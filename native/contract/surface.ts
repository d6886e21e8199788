/** What button boxes, pedals and other programs may ask for over HTTP, and the state that lights their buttons. */
import { z } from 'zod';
import { clearableLayers, takeParts } from './commands.ts';
import { offerStates } from './graphics.ts';
import { broadcastPhaseSchema } from './playout.ts';
import { idSchema } from './ids.ts';
import { obsConnectionStates } from './obs.ts';
import { recordTurns, streamTurns } from './outputs.ts';
import { slateKindSchema } from './overlay.ts';
import { productNumberSchema } from './product.ts';
import { obsRoleSchema } from './standby.ts';
import { displayText } from './text.ts';
import { atMsSchema } from './time.ts';

/** Without a word it is a toggle, as a button is. */
const turn = z.enum(['on', 'off', 'toggle']).default('toggle');
const nothing = z.strictObject({});
/** What viewers notice at once and what cannot be taken back needs a word of its own. */
const confirmed = z.strictObject({ confirm: z.literal(true) });
const step = z.strictObject({ step: z.union([z.literal(1), z.literal(-1)]).default(1) });
const obsName = z.string().min(1).max(250);
/** Place in the rundown, from 1. */
const index = z.int().min(1).max(1000);

const productChoice = z
  .strictObject({ number: productNumberSchema.optional(), productId: idSchema.optional() })
  .refine(({ number, productId }) => (number === undefined) !== (productId === undefined), {
    path: ['number'],
    error: 'number or productId, one of them',
  });
const segmentChoice = z
  .strictObject({ index: index.optional(), segmentId: idSchema.optional() })
  .refine((choice) => (choice.index === undefined) !== (choice.segmentId === undefined), {
    path: ['index'],
    error: 'index or segmentId, one of them',
  });

/** Place on the page of messages, from 1, or the id. */
const announcementChoice = z
  .strictObject({ index: index.optional(), announcementId: idSchema.optional() })
  .refine((choice) => (choice.index === undefined) !== (choice.announcementId === undefined), {
    path: ['index'],
    error: 'index or announcementId, one of them',
  });
const offerChoice = z
  .strictObject({ index: index.optional(), offerId: idSchema.optional(), state: z.enum(offerStates).default('announced') })
  .refine((choice) => (choice.index === undefined) !== (choice.offerId === undefined), {
    path: ['index'],
    error: 'index or offerId, one of them',
  });
/** What stands for long and has a switch of its own, by the names of the command *configureOverlay*. */
export const standingLayers = ['ticker', 'tickerNamesBuyers', 'total', 'next', 'segmentTitle', 'clock', 'footer', 'adMark'] as const;

/** Each action by the end of its path `/api/v1/actions/…`, with its body and what it does. */
export const surfaceActions = {
  take: {
    body: z.strictObject({ parts: z.array(z.enum(takeParts)).min(1).optional() }),
    does: 'Puts on air what is prepared, or only the named parts of it.',
  },
  clear: {
    body: z.strictObject({ layers: z.array(z.enum(clearableLayers)).min(1).optional() }),
    does: 'Takes card and lower third off, or the named layers.',
  },
  'clear-card': { body: nothing, does: 'Takes the card off.' },
  'clear-lower-third': { body: nothing, does: 'Takes the lower third off.' },
  'clear-announcement': { body: nothing, does: 'Takes the announcement off.' },
  'clear-offer': { body: nothing, does: 'Takes the offer off.' },
  'show-card': { body: productChoice, does: 'Puts a product card on air, by its number or its id.' },
  'prepare-card': { body: productChoice, does: 'Prepares a product card for the next take.' },
  'prepare-segment': { body: segmentChoice, does: 'Prepares a segment for the next take, by its place from 1 or its id.' },
  'step-segment': { body: step, does: 'Prepares the next or the previous segment.' },
  'step-product': { body: step, does: 'Prepares the next or the previous product of the segment.' },
  'take-segment': { body: segmentChoice, does: 'Puts a segment on air, by its place from 1 or its id.' },
  'lower-third': {
    body: z.strictObject({ to: turn, guestId: idSchema.optional() }),
    does: 'Lower third of a guest of the segment on air, of the first one without an id.',
  },
  'prepare-lower-third': {
    body: z.strictObject({ to: turn, guestId: idSchema.optional() }),
    does: 'Prepares the lower third of a guest of the prepared segment, else of the one on air; of the first one without an id.',
  },
  'show-announcement': { body: announcementChoice, does: 'Shows an announcement, by its place from 1 or its id.' },
  'show-offer': { body: offerChoice, does: 'Shows a coupon or lucky bag as announced, or its result, by its place from 1 or its id.' },
  layer: {
    body: z.strictObject({ layer: z.enum(standingLayers), to: turn }),
    does: 'Switches a layer that stands for long, such as the ticker.',
  },
  hold: { body: z.strictObject({ to: turn, slate: slateKindSchema.default('hold') }), does: 'Hold slate or back-soon slate.' },
  mark: { body: z.strictObject({ label: displayText(80).optional() }), does: 'Sets a mark in the log, for the review.' },
  note: { body: z.strictObject({ text: displayText(500).min(1) }), does: 'Writes a note into the log.' },
  scene: {
    body: z.strictObject({ name: obsName, target: z.enum(['program', 'preview']).default('program') }),
    does: 'Switches a scene of OBS.',
  },
  'save-replay': { body: nothing, does: 'Saves what the replay buffer holds.' },
  'talk-over/press': {
    body: nothing,
    does: 'Lowers everything but the microphones. It ends with the release, or by itself ten seconds after the last press; a held button presses again before.',
  },
  'talk-over/release': { body: nothing, does: 'Ends the talk-over of this surface.' },
  'mute-microphones': { body: z.strictObject({ to: turn }), does: 'Mutes all microphones, or opens them.' },
  'repeat-last-good': { body: nothing, does: 'Brings picture and sound back to when all was last well.' },
  'count-on': {
    body: z.strictObject({ role: obsRoleSchema.optional() }),
    does: 'Makes this OBS the one that counts; without a role the other one.',
  },
  'start-broadcast': { body: confirmed, does: 'Begins the broadcast.' },
  'end-broadcast': { body: confirmed, does: 'Ends the broadcast.' },
  'start-stream': { body: confirmed, does: 'Starts the stream of OBS.' },
  'stop-stream': { body: confirmed, does: 'Stops the stream of OBS.' },
  'start-record': { body: confirmed, does: 'Starts the recording of OBS.' },
  'stop-record': { body: confirmed, does: 'Stops the recording of OBS.' },
  'start-replay-buffer': { body: confirmed, does: 'Starts the replay buffer of OBS.' },
  'stop-replay-buffer': { body: confirmed, does: 'Stops the replay buffer of OBS.' },
  'start-virtual-camera': { body: confirmed, does: 'Starts the virtual camera of OBS.' },
  'stop-virtual-camera': { body: confirmed, does: 'Stops the virtual camera of OBS.' },
} as const;
export type SurfaceActionName = keyof typeof surfaceActions;
export const surfaceActionNames = Object.keys(surfaceActions) as readonly SurfaceActionName[];
export type SurfaceActionBody<A extends SurfaceActionName> = z.output<(typeof surfaceActions)[A]['body']>;

/** How a surface calls itself in the header `X-Surface`; it stands in the ledger as `surface:<name>`. */
export const surfaceNameSchema = z
  .string()
  .min(1)
  .max(40)
  .regex(/^[\w. -]+$/u, 'surface name');
/** Names one press, so that the same press sent again is done once. */
export const pressIdSchema = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\x21-\x7e]+$/u, 'press id');

export const surfaceAnswerSchema = z.object({
  ok: z.literal(true),
  action: z.string(),
  /** What the command answered, e.g. the path of a saved replay. */
  value: z.record(z.string(), z.unknown()),
});
export const surfaceProblemSchema = z.object({
  ok: z.literal(false),
  /** The code of the refusal, e.g. `obs-not-connected`. */
  error: z.string(),
  /** The field that is wrong, where there is one. */
  at: z.string(),
  /** One sentence in the studio's language: what happened and what to do. */
  message: z.string(),
});

const onScreen = {
  segment: z.object({ segmentId: idSchema, index: index.nullable(), title: z.string() }).nullable(),
  card: z.object({ productId: idSchema, number: productNumberSchema, name: z.string() }).nullable(),
};

/** Small enough to be asked for often; texts are in the studio's language. */
export const surfaceStateSchema = z.object({
  /** Changes with anything else here; `?after=<revision>` waits for the next one. */
  revision: z.string(),
  phase: broadcastPhaseSchema,
  startedAtMs: atMsSchema.nullable(),
  rehearsal: z.boolean(),
  onAir: z.object({
    ...onScreen,
    lowerThird: z.string().nullable(),
    announcement: z.object({ announcementId: idSchema, index: index.nullable(), text: z.string() }).nullable(),
    offer: z.object({ offerId: idSchema, index: index.nullable(), title: z.string(), state: z.enum(offerStates) }).nullable(),
    slate: slateKindSchema.nullable(),
  }),
  prepared: z.object({ ...onScreen, lowerThird: z.string().nullable() }),
  obs: z.object({
    state: z.enum(obsConnectionStates),
    programScene: z.string().nullable(),
    previewScene: z.string().nullable(),
    /** Which OBS counts. */
    counts: obsRoleSchema,
  }),
  outputs: z.object({
    stream: z.enum(streamTurns),
    record: z.enum(recordTurns),
    replayBuffer: z.boolean(),
    virtualCamera: z.boolean(),
  }),
  audio: z.object({ talkOver: z.boolean(), /** All of them; null where none is known. */ microphonesMuted: z.boolean().nullable() }),
  /** One flat word for each lamp. */
  tally: z.object({
    onAir: z.boolean(),
    card: z.boolean(),
    lowerThird: z.boolean(),
    announcement: z.boolean(),
    offer: z.boolean(),
    hold: z.boolean(),
    stream: z.boolean(),
    record: z.boolean(),
    takeReady: z.boolean(),
    /** The figures that viewers see stand still. */
    figuresFrozen: z.boolean(),
  }),
  health: z.object({ ok: z.boolean(), problems: z.array(z.string()) }),
});
export type SurfaceState = z.infer<typeof surfaceStateSchema>;
