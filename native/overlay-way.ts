/** The overlay's way into OBS, wired: what is prepared there, and the pictures that are drawn where OBS has no browser source. */
import { join } from 'node:path';
import { z } from 'zod';
import type { EntryBody, EntryDraft } from './contract/entry.ts';
import type { Desk } from './desk.ts';
import type { Clock } from './kernel/clock.ts';
import type { Logger } from './kernel/logger.ts';
import { pageStanding, refreshOverlayPage, switchOverlay } from './obs/overlay-switch.ts';
import { hasOverlayPicture, setOverlayPicture } from './obs/overlay-picture.ts';
import type { ObsPreparation } from './obs/preparation/obs-preparation.ts';
import { OverlayPages } from './overlays/overlay-pages.ts';
import { ChromiumRenderer } from './overlays/chromium-renderer.ts';
import type { PictureRenderer } from './overlays/picture-renderer.ts';
import { OverlayDelivery } from './playout/overlay-delivery.ts';
import { OverlayPictures } from './playout/overlay-pictures.ts';
import { OverlayWatch } from './playout/overlay-watch.ts';
import { openPreparing } from './preparing.ts';
import type { Storage } from './storage.ts';

const SETTING = 'overlay-way';

export interface OverlayWayOptions {
  desk: Desk;
  settings: Storage['settings'];
  dataFolder: string;
  version: string;
  /** Address of the overlay page with this query. */
  overlayAddress(query: string): string;
  renderer: PictureRenderer | undefined;
  isRehearsal: boolean;
  /** Told of each new picture, for whoever shows it besides the OBS that counts. */
  onPicture(path: string): void;
  clock: Clock;
  logger: Logger;
}

export interface OverlayWay {
  delivery: OverlayDelivery;
  preparation: ObsPreparation;
  pages: OverlayPages;
  watch: OverlayWatch;
  /** Begins to follow OBS and its page; the pages must be served by then. */
  start(): void;
  stop(): Promise<void>;
}

export function openOverlayWay(options: OverlayWayOptions): OverlayWay {
  const { desk, settings, dataFolder, version, overlayAddress, clock, logger } = options;
  const { obs, overlay, status, playout, ledger } = desk;
  const pictures = new OverlayPictures({
    overlay: overlay.state,
    renderer: options.renderer ?? new ChromiumRenderer(logger),
    url: () => overlayAddress('still=1&'),
    folder: join(dataFolder, 'pictures'),
    async show(path) {
      const shown = await setOverlayPicture(obs, path);
      options.onPicture(path);
      return shown;
    },
    onProblem: (problem) => status.setProblem('picture', problem),
    clock,
    logger,
  });
  let watch: OverlayWatch | null = null;
  const preparation = openPreparing({
    desk,
    dataFolder,
    version,
    overlayAddress,
    blankPicture: () => pictures.blankPath(),
    overlayRoute: () => watch?.preferredRoute ?? null,
    drawsSlates: !options.isRehearsal,
    clock,
    logger,
  });
  const record = <K extends 'overlay.routed' | 'overlay.refreshed'>(kind: K, body: EntryBody<K>, actor: string) =>
    ledger.append([{ kind, body, actor, broadcastId: playout.broadcastId, atMs: clock.nowMs() } as EntryDraft]);
  const route = playout.state.get().overlayRoute;
  const delivery = new OverlayDelivery(
    {
      obs: {
        state: obs.state,
        hasOverlayPicture: () => hasOverlayPicture(obs),
        pageWorks: () => pageStanding(obs.sources.get(), obs.state.get().mirror?.inputKinds ?? []) === 'works',
        addOverlay: (way, actor) => preparation.addOverlay(way, actor),
        switchOverlay: (way) => switchOverlay(obs, way),
        prepare: (comparisonId, actor) => preparation.prepare(comparisonId, actor),
        undo: (actor) => preparation.undo(actor),
      },
      pictures,
      async onRouted(way, reason) {
        await record('overlay.routed', { route: way, reason }, 'studio');
        watch?.routed(way);
      },
      onProblem: (problem) => status.setProblem('picture', problem),
      logger,
    },
    route,
  );
  const pages = new OverlayPages({
    newestSeq: (view) => (view === 'program' ? overlay.state : overlay.preview).get().ledgerSeq,
    clock,
  });
  watch = new OverlayWatch(
    {
      obs,
      pages,
      changeTo: (way, reason) => delivery.changeTo(way, reason),
      refreshPage: () => refreshOverlayPage(obs),
      isOnAir: () => playout.state.get().broadcast.phase === 'onAir' || obs.state.get().mirror?.stream.active === true,
      store: { load: () => settings.get(SETTING, z.unknown()), save: (kept) => settings.set(SETTING, kept) },
      onRefreshed: (reason, actor) => record('overlay.refreshed', { reason }, actor),
      onProblem: (problem) => status.setProblem('overlay-page', problem),
      clock,
      logger,
    },
    route,
  );
  return {
    delivery,
    preparation,
    pages,
    watch,
    start() {
      delivery.start();
      watch.start();
    },
    async stop() {
      watch.stop();
      await delivery.stop();
      pages.dispose();
      preparation.dispose();
    },
  };
}
