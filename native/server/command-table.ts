/** Which service answers which command: the page's key press goes from here straight to it. */
import { accepted, type Result } from '../contract/refusal.ts';
import type { CommandParsedInput } from '../contract/commands.ts';
import type { ConnectionTest, UplinkConfig } from '../contract/upstream.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { GateDesk } from '../compliance/gate-desk.ts';
import type { AudioDesk } from '../obs/audio/audio-desk.ts';
import type { ObsPair } from '../obs/obs-pair.ts';
import type { PreparationMemory } from '../obs/preparation/memory.ts';
import type { ObsPreparation } from '../obs/preparation/obs-preparation.ts';
import type { SourceDesk } from '../obs/source-desk.ts';
import type { MediaLibrary } from '../media/media-library.ts';
import type { Feeds } from '../orders/feeds.ts';
import type { OrderImports } from '../orders/files/order-imports.ts';
import type { OrderAssignment } from '../orders/order-assignment.ts';
import type { LayoutPlan } from '../overlays/layout-plan.ts';
import type { MessagePlan } from '../overlays/message-plan.ts';
import type { ThemeShelf } from '../overlays/theme-shelf.ts';
import type { FlashSales } from '../playout/flash-sale.ts';
import type { OverlayDelivery } from '../playout/overlay-delivery.ts';
import type { OverlayWatch } from '../playout/overlay-watch.ts';
import type { Playout } from '../playout/playout.ts';
import type { RundownPlan } from '../rundown/rundown-plan.ts';
import type { HandlerTable } from './command-handlers.ts';
import { audioCommands } from './commands/audio-commands.ts';
import { controlCommands } from './commands/control-commands.ts';
import { gateCommands } from './commands/gate-commands.ts';
import { graphicsCommands } from './commands/graphics-commands.ts';
import { mediaCommands } from './commands/media-commands.ts';
import { outputCommands, type OutputServices } from './commands/output-commands.ts';
import { preparationCommands } from './commands/preparation-commands.ts';
import { safetyCommands, type SafetyServices } from './commands/safety-commands.ts';
import { sourceCommands } from './commands/source-commands.ts';
import type { Controls } from './controls.ts';
import type { StudioStatus } from './studio-status.ts';

export type DestinationSetup = CommandParsedInput<'saveDestination'>;

/** Where results go; secrets are kept in the secret store. */
export interface UpstreamControl {
  save(setup: DestinationSetup): Promise<Done>;
  remove(destinationId: string): Promise<Done>;
  pause(destinationId: string, paused: boolean): Promise<Done>;
  sendNow(destinationId: string | undefined): Done;
  test(destinationId: string): Promise<Result<ConnectionTest>>;
  retryParked(destinationId: string, seq: number | undefined): Promise<Result<{ retried: number }>>;
  rewind(destinationId: string, afterSeq: number): Promise<Done>;
  setUplinkCap(uplink: UplinkConfig): Promise<Done>;
}

/** Compares destinations with the ledger. */
export interface ReconciliationControl {
  start(destinationId: string, broadcastId: string | undefined): Promise<Done>;
  cancel(): Promise<Done>;
  resendDifferences(): Promise<Result<{ entries: number }>>;
}

/** Backups, exports and purges. */
export interface KeepingControl {
  backUp(): Promise<Result<{ files: string[] }>>;
  exportBroadcast(broadcastId: string, actor: string): Promise<Result<{ file: string; entries: number }>>;
  purgeBroadcast(broadcastId: string, actor: string): Promise<Result<{ entries: number }>>;
}

/** A running rehearsal, or the way to start one. */
export interface RehearsalControl {
  start(name: string, speed: number): Promise<Result<{ address: string }>>;
  control(action: 'pause' | 'resume', speed: number | undefined): Result<Record<string, never>>;
}

export interface CommandServices extends OutputServices {
  playout: Playout;
  obs: ObsPair;
  /** Connects and keeps a given password. */
  connectObs(url: string, password: string | undefined): Promise<Result<Record<string, never>>>;
  delivery: OverlayDelivery;
  overlayWatch: OverlayWatch;
  audio: AudioDesk;
  sources: SourceDesk;
  safety: SafetyServices;
  preparation: ObsPreparation;
  preparationMemory: PreparationMemory;
  rundown: RundownPlan;
  catalogue: Catalogue;
  samplePlan(actor: string): Promise<Result<{ products: number; segments: number }>>;
  feeds: Feeds;
  assignment: OrderAssignment;
  orderImports: Pick<OrderImports, 'closeDifferences'>;
  flashSales: FlashSales;
  keeping: KeepingControl;
  upstream: UpstreamControl;
  reconciliation: ReconciliationControl;
  rehearsal: RehearsalControl;
  media: MediaLibrary;
  layouts: LayoutPlan;
  messages: MessagePlan;
  themes: ThemeShelf;
  gate: GateDesk;
  status: StudioStatus;
  controls: Controls;
}

type Done = Result<Record<string, never>>;
const done: Done = accepted({});
const emptied = (result: Result<unknown>): Done => (result.ok ? done : result);

export function commandTable(services: CommandServices): HandlerTable {
  const { playout, obs, rundown, catalogue, feeds, assignment, orderImports, flashSales, keeping } = services;
  const { upstream, reconciliation, rehearsal, status } = services;
  return {
    prepare: (input) => playout.prepare(input),
    take: (input, actor) => playout.take(input, actor),
    takeSegment: ({ segmentId }, actor) => playout.takeSegment(segmentId, actor),
    showCard: ({ productId }, actor) => playout.showCard(productId, actor),
    clear: (input, actor) => playout.clear(input, actor),
    showLowerThird: (input, actor) => playout.showLowerThird(input, actor),
    clearLowerThird: (_input, actor) => playout.clear({ layers: ['lower-third'] }, actor),
    holdSlate: (input, actor) => playout.holdSlate(input, actor),
    releaseSlate: (_input, actor) => playout.releaseSlate(actor),
    startBroadcast: (_input, actor) => playout.startBroadcast(actor),
    endBroadcast: (_input, actor) => playout.endBroadcast(actor),
    configureOverlay: (input, actor) => playout.configureOverlay(input, actor),
    addNote: ({ text }, actor) => playout.addNote(text, actor),

    connectObs: ({ url, password }) => services.connectObs(url, password),
    disconnectObs: async () => {
      obs.disconnect();
      return done;
    },
    switchScene: async ({ sceneName, target }) =>
      emptied(await (target === 'preview' ? obs.setPreviewScene(sceneName) : obs.setProgramScene(sceneName))),
    setStudioMode: async ({ enabled }) => emptied(await obs.setStudioMode(enabled)),
    ...sourceCommands(services.sources),
    ...outputCommands(services),
    ...audioCommands(services.audio),
    ...preparationCommands(services),
    ...safetyCommands(services.safety),
    ...controlCommands(services.controls, playout),
    ...mediaCommands(services.media),
    ...graphicsCommands(services),
    ...gateCommands(services.gate),

    editRundown: (operation, actor) => rundown.edit(operation, actor),
    undoRundown: (_input, actor) => rundown.undo(actor),
    redoRundown: (_input, actor) => rundown.redo(actor),
    saveProduct: (product) => catalogue.save(product),
    removeProduct: ({ productId }) => catalogue.remove(productId),
    loadSamplePlan: (_input, actor) => services.samplePlan(actor),

    saveFeed: async (setup) => emptied(feeds.save(setup)),
    removeFeed: async ({ source }) => emptied(feeds.remove(source)),
    bindRoom: (input, actor) => assignment.bindRoom(input, actor),
    releaseRoom: (input, actor) => assignment.releaseRoom(input, actor),
    assignOrders: (input, actor) => assignment.assignOrders(input, actor),
    closeDifferences: ({ importId }, actor) => orderImports.closeDifferences(importId, actor),
    startFlashSale: (input, actor) => flashSales.start(input, actor),
    extendFlashSale: (input, actor) => flashSales.extend(input, actor),
    endFlashSale: (_input, actor) => flashSales.end(actor),
    backUp: () => keeping.backUp(),
    exportBroadcast: ({ broadcastId }, actor) => keeping.exportBroadcast(broadcastId, actor),
    purgeBroadcast: ({ broadcastId }, actor) => keeping.purgeBroadcast(broadcastId, actor),
    saveDestination: (setup) => upstream.save(setup),
    removeDestination: ({ destinationId }) => upstream.remove(destinationId),
    pauseDestination: ({ destinationId, paused }) => upstream.pause(destinationId, paused),
    sendNow: async ({ destinationId }) => upstream.sendNow(destinationId),
    testDestination: ({ destinationId }) => upstream.test(destinationId),
    retryParked: ({ destinationId, seq }) => upstream.retryParked(destinationId, seq),
    rewindDestination: ({ destinationId, afterSeq }) => upstream.rewind(destinationId, afterSeq),
    setUplinkCap: (uplink) => upstream.setUplinkCap(uplink),
    reconcile: ({ destinationId, broadcastId }) => reconciliation.start(destinationId, broadcastId),
    cancelReconciliation: () => reconciliation.cancel(),
    resendDifferences: () => reconciliation.resendDifferences(),

    configureStudio: async (changes) => {
      await status.configure(changes);
      return done;
    },
    startRehearsal: ({ name, speed }) => rehearsal.start(name, speed),
    controlRehearsal: async ({ action, speed }) => rehearsal.control(action, speed),
  };
}
