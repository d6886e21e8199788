/** Chooses how the overlay reaches OBS and keeps that way open: browser source where OBS has one, else pictures. */
import type { CommandOutput } from '../contract/commands.ts';
import type { ObsMirror } from '../contract/obs.ts';
import type { OverlayRoute } from '../contract/overlay.ts';
import { accepted, type Refusal, refused, type Result } from '../contract/refusal.ts';
import type { Disposable, LiveState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';

/** The picture way: draws the overlay off screen and hands each new picture to OBS. */
export interface PictureWay {
  /** Resolves when OBS has taken the first picture, or with what stands in the way. */
  start(size: { width: number; height: number }): Promise<Result<unknown>>;
  stop(): Promise<void>;
}

export interface OverlayDeliveryPorts {
  obs: {
    state: LiveState<{ mirror: ObsMirror | null }>;
    /** Whether OBS already holds the overlay's image source. */
    hasOverlayPicture(): Promise<boolean>;
    /** Whether the overlay's browser source is there and can show a page. */
    pageWorks(): boolean;
    /** Makes a way ready, switched off, where the overlay is shown without it. */
    addOverlay(route: 'browser' | 'picture', actor: string): Promise<Result<unknown>>;
    /** Shows the overlay by this way wherever it is shown. */
    switchOverlay(route: 'browser' | 'picture'): Promise<Result<{ lacking: string[] }>>;
    prepare(comparisonId: string | undefined, actor: string): Promise<Result<CommandOutput<'prepareObs'>>>;
    undo(actor: string): Promise<Result<CommandOutput<'undoPreparation'>>>;
  };
  pictures: PictureWay;
  /** Puts a change of the way on record. */
  onRouted(route: OverlayRoute, reason: string): Promise<void>;
  onProblem(problem: Refusal | null): void;
  logger: Logger;
}

export class OverlayDelivery {
  readonly #ports: OverlayDeliveryPorts;
  #watch: Disposable | null = null;
  #route: OverlayRoute;
  #drawing = false;
  #wasReady = false;
  #work: Promise<unknown> = Promise.resolve();

  /** `route` is the way on record, so that a restart writes no entry when nothing changed. */
  constructor(ports: OverlayDeliveryPorts, route: OverlayRoute) {
    this.#ports = ports;
    this.#route = route;
  }

  /** Begins to follow OBS; the pages must be served by then. */
  start(): void {
    this.#watch = this.#ports.obs.state.subscribe(() => this.#follow());
    this.#follow();
  }

  /** Creates what the rundown needs in OBS, the overlay on top of it, and opens the way that was made. */
  prepare(comparisonId?: string, actor = 'studio'): Promise<Result<CommandOutput<'prepareObs'>>> {
    return this.#inTurn(async () => {
      const { mirror } = this.#ports.obs.state.get();
      if (!mirror) return refused('obs-not-connected');
      const prepared = await this.#ports.obs.prepare(comparisonId, actor);
      if (!prepared.ok) return prepared;
      // OBS may list a browser source that does not work; what was made decides.
      const { route } = prepared.value;
      if (route === 'browser') await this.#closePictures();
      const opened = route === 'picture' ? await this.#openPictures(mirror) : accepted({});
      if (!opened.ok) return opened;
      await this.#become(route, 'prepared');
      return prepared;
    });
  }

  /** Goes over to the other way in OBS, with the newest picture where that is the picture; nothing to do where it goes that way already. */
  changeTo(route: 'browser' | 'picture', reason: string): Promise<Result<unknown>> {
    return this.#inTurn(async () => {
      const { obs } = this.#ports;
      const { mirror } = obs.state.get();
      if (!mirror) return refused('obs-not-connected');
      if (route === 'picture') {
        const added = await obs.addOverlay('picture', 'studio');
        if (!added.ok) return added;
        const opened = await this.#openPictures(mirror);
        if (!opened.ok) return opened;
      }
      const switched = await obs.switchOverlay(route);
      if (!switched.ok) return switched;
      if (route === 'browser') await this.#closePictures();
      await this.#become(route, reason);
      return accepted({});
    });
  }

  /** Takes the studio's things out of OBS; pictures are drawn on only where something still shows them. */
  undo(actor: string): Promise<Result<CommandOutput<'undoPreparation'>>> {
    return this.#inTurn(async () => {
      const undone = await this.#ports.obs.undo(actor);
      if (this.#drawing && this.#ports.obs.state.get().mirror && !(await this.#ports.obs.hasOverlayPicture())) {
        await this.#closePictures();
        await this.#become('none', 'preparation undone');
      }
      return undone;
    });
  }

  async stop(): Promise<void> {
    this.#watch?.dispose();
    await this.#inTurn(() => this.#ports.pictures.stop());
  }

  /** After each connect: what this OBS offers decides the way; pictures are drawn only where OBS shows them. */
  #follow(): void {
    const { mirror } = this.#ports.obs.state.get();
    const ready = mirror !== null;
    if (ready === this.#wasReady) return;
    this.#wasReady = ready;
    if (!mirror) return;
    const followed = this.#inTurn(async () => {
      const hasPicture = await this.#ports.obs.hasOverlayPicture();
      if (possibleRoute(mirror) === 'browser' && !(hasPicture && this.#route === 'picture')) {
        await this.#closePictures();
        if (this.#ports.obs.pageWorks()) await this.#show('browser');
        return this.#become('browser', 'browser source available');
      }
      if (!hasPicture) return this.#become('none', 'overlay not in OBS yet');
      const opened = await this.#openPictures(mirror);
      if (opened.ok) await this.#show('picture');
      return this.#become(opened.ok ? 'picture' : 'none', opened.ok ? 'pictures' : opened.refusal.code);
    });
    followed.catch((error: unknown) => this.#ports.logger.error({ err: error }, 'the overlay could not follow OBS'));
  }

  /** A collection that OBS did not save may show the other way than the one on record. */
  async #show(route: 'browser' | 'picture'): Promise<void> {
    const switched = await this.#ports.obs.switchOverlay(route);
    if (!switched.ok) this.#ports.logger.warn({ route, code: switched.refusal.code }, 'the overlay’s way could not be shown in OBS');
  }

  async #openPictures(mirror: ObsMirror): Promise<Result<unknown>> {
    if (this.#drawing) return accepted({});
    const opened = await this.#ports.pictures.start(mirror.canvas);
    this.#ports.onProblem(opened.ok ? null : opened.refusal);
    this.#drawing = opened.ok;
    if (!opened.ok) await this.#ports.pictures.stop();
    return opened;
  }

  async #closePictures(): Promise<void> {
    if (!this.#drawing) return;
    this.#drawing = false;
    await this.#ports.pictures.stop();
  }

  async #become(route: OverlayRoute, reason: string): Promise<void> {
    if (route === this.#route) return;
    this.#route = route;
    await this.#ports.onRouted(route, reason);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#work.then(work);
    this.#work = turn.catch(() => undefined);
    return turn;
  }
}

function possibleRoute(mirror: ObsMirror): 'browser' | 'picture' {
  return mirror.inputKinds.includes('browser_source') ? 'browser' : 'picture';
}
