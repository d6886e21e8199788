/** Commands: everything a page may ask the host to do. Each returns a `Result`; a refusal is a value. */
import { z } from 'zod';
import { audioConfigSchema } from './audio.ts';
import { keyMapSchema } from './controls.ts';
import { exemptionSchema, findingSchema, ruleFileNameSchema, ruleFileSchema, subjectSchema, verdictSchema } from './gate.ts';
import { announcementSchema, footerSchema, offerSchema, offerStates } from './graphics.ts';
import { idSchema, sourceSchema } from './ids.ts';
import { layerIdSchema, placementSchema, stageShapeSchema } from './layout.ts';
import { mediaDescriptionSchema } from './media.ts';
import { monitoringSchema, VOLUME_DB_MAX, VOLUME_DB_MIN } from './obs.ts';
import { amountFenSchema } from './money.ts';
import { overlayRouteWishes } from './overlay-pages.ts';
import { slateKindSchema } from './overlay.ts';
import { preparationComparisonSchema, preparationConfigSchema } from './preparation.ts';
import { productSchema } from './product.ts';
import { readinessCheckSchema, readinessItemSchema, readinessSchema } from './readiness.ts';
import { rundownOperationSchema } from './rundown.ts';
import { feedConfigSchema } from './settings.ts';
import { obsRoleSchema, standbyConfigSchema } from './standby.ts';
import { displayText, localeSchema, localTextSchema } from './text.ts';
import { themeSchema } from './theme.ts';
import { atMsSchema, durationMsSchema } from './time.ts';
import { connectionTestSchema, destinationConfigSchema, uplinkConfigSchema } from './upstream.ts';

const nothing = z.object({});
/** What a take can put on air at once. */
export const takeParts = ['scene', 'card', 'lower-third'] as const;
export const clearableLayers = ['card', 'lower-third', 'announcement', 'offer'] as const;
const guestChoice = z.object({ segmentId: idSchema, guestId: idSchema });
/** Names in OBS are any text that is not empty. */
const obsName = z.string().min(1).max(250);
const command = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });

export const commands = {
  // playout: one key each
  /** Chooses what *take* would put on air; in studio mode the segment's scene goes to OBS's preview. */
  prepare: command(
    z.object({
      segmentId: idSchema.nullable().optional(),
      productId: idSchema.nullable().optional(),
      guest: guestChoice.nullable().optional(),
    }),
    nothing,
  ),
  /**
   * Puts what is prepared on air: scene, card and lower third, or only the named parts; refused when nothing of them is prepared.
   * All of it passes the gate before any of it goes.
   */
  take: command(
    z.object({ parts: z.array(z.enum(takeParts)).min(1).optional() }),
    z.object({ segmentId: idSchema.nullable(), productId: idSchema.nullable(), guestId: idSchema.nullable() }),
  ),
  takeSegment: command(z.object({ segmentId: idSchema }), nothing),
  showCard: command(z.object({ productId: idSchema }), nothing),
  /** Takes card and lower third off program, or only the named layers. */
  clear: command(z.object({ layers: z.array(z.enum(clearableLayers)).min(1).optional() }), nothing),
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
      alsoIn: z.array(localeSchema).max(2).optional(),
      next: z.boolean().optional(),
      segmentTitle: z.boolean().optional(),
      clock: z.boolean().optional(),
      footer: z.boolean().optional(),
      adMark: z.boolean().optional(),
      tickerNamesBuyers: z.boolean().optional(),
      goalFen: amountFenSchema.min(1).nullable().optional(),
      footerText: footerSchema.nullable().optional(),
    }),
    nothing,
  ),
  showAnnouncement: command(z.object({ announcementId: idSchema }), nothing),
  showOffer: command(z.object({ offerId: idSchema, state: z.enum(offerStates).default('announced') }), nothing),
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
  startReplayBuffer: command(nothing, nothing),
  stopReplayBuffer: command(nothing, nothing),
  /** Writes what the replay buffer holds to a file, and answers when the file is there. */
  saveReplay: command(nothing, z.object({ path: z.string() })),
  startVirtualCamera: command(nothing, nothing),
  stopVirtualCamera: command(nothing, nothing),
  pauseRecord: command(nothing, nothing),
  resumeRecord: command(nothing, nothing),
  splitRecord: command(nothing, nothing),
  /** Makes a whole copy of a recording that ended with a crash; the damaged file is kept. */
  repairRecording: command(z.object({ path: z.string().min(1).max(1000) }), z.object({ path: z.string() })),
  /** Ends a repair that is under way or waits for its turn; nothing of it is left, and the damaged file is as it was. */
  cancelRepair: command(z.object({ path: z.string().min(1).max(1000) }), nothing),
  /** Recording begins and ends with the broadcast. */
  recordWithBroadcast: command(z.object({ enabled: z.boolean() }), nothing),

  // scenes and sources of OBS
  setSceneItem: command(
    z.object({ sceneName: obsName, sceneItemId: z.int().min(0), enabled: z.boolean().optional(), locked: z.boolean().optional() }),
    nothing,
  ),
  setSourceFilter: command(z.object({ sourceName: obsName, filterName: obsName, enabled: z.boolean() }), nothing),
  setTransition: command(z.object({ name: obsName.optional(), durationMs: z.int().min(50).max(20_000).optional() }), nothing),
  /** In studio mode: preview to program, with the transition. */
  runTransition: command(nothing, nothing),
  /** Refused while an output runs, because OBS stops it. */
  setProfile: command(z.object({ profile: obsName }), nothing),
  /** Refused while on air or streaming unless confirmed: every scene is replaced. */
  setSceneCollection: command(z.object({ sceneCollection: obsName, confirmed: z.boolean().default(false) }), nothing),
  controlMediaInput: command(
    z.object({ inputName: obsName, action: z.enum(['play', 'pause', 'restart', 'stop']).optional(), cursorMs: z.int().min(0).optional() }),
    nothing,
  ),

  // audio of OBS
  setMute: command(z.object({ inputName: obsName, muted: z.boolean() }), nothing),
  setVolume: command(z.object({ inputName: obsName, volumeDb: z.number().min(VOLUME_DB_MIN).max(VOLUME_DB_MAX) }), nothing),
  setMonitoring: command(z.object({ inputName: obsName, monitoring: monitoringSchema }), nothing),
  setTracks: command(z.object({ inputName: obsName, tracks: z.array(z.boolean()).length(6) }), nothing),
  /** Lowers everything but the microphones while it is on. */
  setTalkOver: command(z.object({ active: z.boolean() }), nothing),
  /** Mutes or opens all microphones at once. */
  muteMicrophones: command(z.object({ muted: z.boolean() }), nothing),
  configureAudio: command(audioConfigSchema.partial(), nothing),

  // preparing OBS, and when it goes wrong
  /** Compares what the plan needs with what OBS has, and changes nothing. */
  compareObs: command(nothing, preparationComparisonSchema),
  /** Creates what is missing and puts the overlay on top; nothing else is touched. Without an id: what a comparison finds now. */
  prepareObs: command(
    z.object({ comparisonId: z.string().min(1).max(64).optional() }),
    z.object({
      createdScenes: z.array(z.string()),
      overlayAddedTo: z.array(z.string()),
      route: z.enum(['browser', 'picture']),
      applied: z.int(),
    }),
  ),
  /** Takes away what the studio made in the present scene collection; what is on program or was changed by a person stays, and is named. */
  undoPreparation: command(nothing, z.object({ removed: z.int(), kept: z.array(z.string()) })),
  configurePreparation: command(preparationConfigSchema.partial(), nothing),
  /** Brings scene, card, lower third, sound and items back to when all was last well. */
  repeatLastGood: command(nothing, z.object({ atMs: atMsSchema, changed: z.int() })),
  checkReadiness: command(nothing, readinessSchema),
  /** Mends what a check found, where the studio can, and checks again. */
  fixReadiness: command(z.object({ check: readinessCheckSchema }), readinessItemSchema),
  /** Connects the standby OBS. A given password is kept in the secret store. */
  connectStandby: command(standbyConfigSchema.extend({ password: z.string().max(200).optional() }), nothing),
  removeStandby: command(nothing, nothing),
  /** Makes this OBS the one that counts. */
  countOn: command(z.object({ role: obsRoleSchema }), nothing),
  /** Ends the stream of the OBS that does not count. */
  stopOtherStream: command(nothing, nothing),

  // keys and control surfaces
  saveKeyMap: command(z.object({ keyMap: keyMapSchema.nullable() }), nothing),
  /** Makes a new token for the action interface and forgets the old one; told only this once. */
  renewActionToken: command(nothing, z.object({ token: z.string() })),
  setActionApi: command(z.object({ enabled: z.boolean() }), nothing),
  /** A mark in the log, for the review to find. */
  addMarker: command(z.object({ label: displayText(80).optional() }), nothing),

  // media
  describeMedia: command(mediaDescriptionSchema, nothing),
  /** Converts again: after a failure, a cancel, or with another fit. */
  convertMedia: command(z.object({ mediaId: idSchema }), nothing),
  cancelMedia: command(z.object({ mediaId: idSchema }), nothing),
  /** Refused while a segment plays it. */
  removeMedia: command(z.object({ mediaId: idSchema }), nothing),
  configureMedia: command(z.object({ convertsOnAir: z.boolean() }), nothing),

  // overlay: what is prepared for it, how it looks, how it gets into OBS
  saveAnnouncement: command(announcementSchema, nothing),
  removeAnnouncement: command(z.object({ announcementId: idSchema }), nothing),
  saveOffer: command(offerSchema, nothing),
  removeOffer: command(z.object({ offerId: idSchema }), nothing),
  /** Adds a theme or changes it; those that come with the program can only be copied. */
  saveTheme: command(themeSchema, nothing),
  /** Refused while the overlay is drawn with it. */
  removeTheme: command(z.object({ themeId: z.string().min(1).max(64) }), nothing),
  chooseTheme: command(z.object({ themeId: z.string().min(1).max(64) }), nothing),
  /** Places layers in a scene, or in every scene (null); a null placement gives the layer its former place back. */
  placeLayers: command(
    z.object({
      sceneName: z.string().min(1).max(250).nullable(),
      shape: stageShapeSchema,
      placements: z.partialRecord(layerIdSchema, placementSchema.nullable()),
    }),
    nothing,
  ),
  undoLayout: command(nothing, nothing),
  redoLayout: command(nothing, nothing),
  setOverlayRoute: command(z.object({ wish: z.enum(overlayRouteWishes) }), nothing),
  /** Loads the page in OBS's browser source anew. On air viewers may see it blink, so that it asks to be confirmed. */
  refreshOverlay: command(z.object({ confirmed: z.boolean().default(false) }), nothing),

  // the gate before air
  /** Looks at something of the plan as the gate will, and decides nothing. */
  inspect: command(z.object({ subject: subjectSchema }), verdictSchema),
  /** Looks at a text that is being written; `isFood` as for a product. */
  inspectText: command(
    z.object({ text: localTextSchema, isFood: z.boolean().default(true) }),
    z.object({ findings: z.array(findingSchema), rulesVersion: z.string() }),
  ),
  /** Of warnings: holds for this very digest under these rules. */
  confirmFindings: command(z.object({ subject: subjectSchema, digest: z.string().max(80) }), nothing),
  /** Of what is blocked: by a producer, with the exemption and its evidence; holds for this very digest under these rules. */
  overrideFindings: command(
    z.object({
      subject: subjectSchema,
      digest: z.string().max(80),
      exemption: exemptionSchema,
      evidence: displayText(500).min(4),
      evidenceId: idSchema.optional(),
      producerCode: z.string().min(1).max(100),
    }),
    nothing,
  ),
  saveRuleFile: command(ruleFileSchema, nothing),
  /** Back to the file that came with the program. */
  resetRuleFile: command(z.object({ file: ruleFileNameSchema }), nothing),
  /** The code by which a producer is known; the former one is asked for where there is one. */
  setProducerCode: command(z.object({ code: z.string().min(6).max(100), former: z.string().max(100).optional() }), nothing),

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
      backSoonSceneName: displayText(120).min(1).optional(),
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
