/** Chooses how the overlay reaches OBS and keeps that way open: browser source where OBS has one, else pictures. */
import type { ObsMirror } from '../contract/obs.ts';
import type { OverlayRoute } from '../contract/overlay.ts';
import { accepted, type Refusal, refused, type Result } from '../contract/refusal.ts';
import type { Disposable, LiveState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';

/** The picture way: draws the overlay off screen and hands each new picture to OBS. */
export interface PictureWay {
  /** An empty picture for a source that is being made. */
  blankPath(): Promise<string>;
  /** Resolves when OBS has taken the first picture, or with what stands in the way. */
  start(size: { width: number; height: number }): Promise<Result<unknown>>;
  stop(): Promise<void>;
}

export interface OverlayDeliveryPorts {
  obs: {
    state: LiveState<{ mirror: ObsMirror | null }>;
    /** Whether OBS already holds the overlay's image source. */
    hasOverlayPicture(): Promise<boolean>;
    prepare(plan: {
      sceneNames: string[];
      route: 'browser' | 'picture';
      browserUrl: string;
      picturePath: string;
    }): Promise<Result<{ createdScenes: string[]; overlayAddedTo: string[]; route: 'browser' | 'picture' }>>;
  };
  pictures: PictureWay;
  browserUrl(): string;
  sceneNames(): string[];
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

  /** Creates what the rundown needs in OBS and puts the overlay on top of it. */
  prepare(): Promise<Result<{ createdScenes: string[]; overlayAddedTo: string[]; route: 'browser' | 'picture' }>> {
    return this.#inTurn(async () => {
      const { mirror } = this.#ports.obs.state.get();
      if (!mirror) return refused('obs-not-connected');
      const prepared = await this.#ports.obs.prepare({
        sceneNames: this.#ports.sceneNames(),
        route: possibleRoute(mirror),
        browserUrl: this.#ports.browserUrl(),
        picturePath: await this.#ports.pictures.blankPath(),
      });
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
        return this.#become('browser', 'browser source available');
      }
      if (!hasPicture) return this.#become('none', 'overlay not in OBS yet');
      const opened = await this.#openPictures(mirror);
      return this.#become(opened.ok ? 'picture' : 'none', opened.ok ? 'pictures' : opened.refusal.code);
    });
    followed.catch((error: unknown) => this.#ports.logger.error({ err: error }, 'the overlay could not follow OBS'));
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
