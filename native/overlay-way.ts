/** The overlay's way into OBS, wired: what is prepared there, and the pictures that are drawn where OBS has no browser source. */
import { join } from 'node:path';
import type { OverlayPagesState } from './contract/overlay-pages.ts';
import type { Desk } from './desk.ts';
import type { Clock } from './kernel/clock.ts';
import { type LiveState, MutableState } from './kernel/live-state.ts';
import type { Logger } from './kernel/logger.ts';
import { hasOverlayPicture, setOverlayPicture } from './obs/overlay-picture.ts';
import type { ObsPreparation } from './obs/preparation/obs-preparation.ts';
import { OverlayPages } from './overlays/overlay-pages.ts';
import { ChromiumRenderer } from './overlays/chromium-renderer.ts';
import type { PictureRenderer } from './overlays/picture-renderer.ts';
import { OverlayDelivery } from './playout/overlay-delivery.ts';
import { OverlayPictures } from './playout/overlay-pictures.ts';
import { openPreparing } from './preparing.ts';

export interface OverlayWayOptions {
  desk: Desk;
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
  state: LiveState<OverlayPagesState>;
  stop(): Promise<void>;
}

export function openOverlayWay(options: OverlayWayOptions): OverlayWay {
  const { desk, dataFolder, version, overlayAddress, clock, logger } = options;
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
  const preparation = openPreparing({
    desk,
    dataFolder,
    version,
    overlayAddress,
    blankPicture: () => pictures.blankPath(),
    drawsSlates: !options.isRehearsal,
    clock,
    logger,
  });
  const delivery = new OverlayDelivery(
    {
      obs: {
        state: obs.state,
        hasOverlayPicture: () => hasOverlayPicture(obs),
        prepare: (comparisonId, actor) => preparation.prepare(comparisonId, actor),
        undo: (actor) => preparation.undo(actor),
      },
      pictures,
      async onRouted(route, reason) {
        const { broadcastId } = playout;
        await ledger.append([{ kind: 'overlay.routed', broadcastId, atMs: clock.nowMs(), actor: 'studio', body: { route, reason } }]);
      },
      onProblem: (problem) => status.setProblem('picture', problem),
      logger,
    },
    playout.state.get().overlayRoute,
  );
  const pages = new OverlayPages({
    newestSeq: (view) => (view === 'program' ? overlay.state : overlay.preview).get().ledgerSeq,
    clock,
  });
  const state = new MutableState<OverlayPagesState>({
    pages: [],
    wish: 'auto',
    route: playout.state.get().overlayRoute,
    problem: null,
    routedAtMs: null,
  });
  pages.state.subscribe((changed) => state.patch(changed));
  return {
    delivery,
    preparation,
    pages,
    state,
    async stop() {
      await delivery.stop();
      pages.dispose();
      preparation.dispose();
    },
  };
}
