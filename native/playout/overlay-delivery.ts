/** Chooses how the overlay reaches OBS and keeps that way open: browser source where OBS has one, else pictures. */
import type { ObsMirror } from '../contract/obs.ts';
import type { OverlayRoute } from '../contract/overlay.ts';
import { accepted, type Refusal, refused, type Result } from '../contract/refusal.ts';
import type { Disposable, LiveState } from '../kernel/live-state.ts';

/** The picture way: keeps a PNG of the overlay current and tells each new file. */
export interface PictureWay {
  start(size: { width: number; height: number }): Promise<Result<{ path: string }>>;
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
    }): Promise<Result<{ createdScenes: string[]; overlayAddedTo: string[] }>>;
  };
  pictures: PictureWay;
  browserUrl(): string;
  sceneNames(): string[];
  /** Puts a change of the way on record. */
  onRouted(route: OverlayRoute, reason: string): Promise<void>;
  onProblem(problem: Refusal | null): void;
}

export class OverlayDelivery {
  readonly #ports: OverlayDeliveryPorts;
  readonly #watch: Disposable;
  #route: OverlayRoute;
  #picturePath: string | null = null;
  #wasReady = false;
  #work: Promise<unknown> = Promise.resolve();

  /** `route` is the way on record, so that a restart writes no entry when nothing changed. */
  constructor(ports: OverlayDeliveryPorts, route: OverlayRoute) {
    this.#ports = ports;
    this.#route = route;
    this.#watch = ports.obs.state.subscribe(() => this.#follow());
    this.#follow();
  }

  /** Creates what the rundown needs in OBS and puts the overlay on top of it. */
  prepare(): Promise<Result<{ createdScenes: string[]; overlayAddedTo: string[]; route: 'browser' | 'picture' }>> {
    return this.#inTurn(async () => {
      const { mirror } = this.#ports.obs.state.get();
      if (!mirror) return refused('obs-not-connected');
      const route = possibleRoute(mirror);
      const opened = route === 'picture' ? await this.#openPictures(mirror) : accepted({ path: '' });
      if (!opened.ok) return opened;
      const prepared = await this.#ports.obs.prepare({
        sceneNames: this.#ports.sceneNames(),
        route,
        browserUrl: this.#ports.browserUrl(),
        picturePath: opened.value.path,
      });
      if (!prepared.ok) return prepared;
      await this.#become(route, 'prepared');
      return accepted({ ...prepared.value, route });
    });
  }

  async stop(): Promise<void> {
    this.#watch.dispose();
    await this.#inTurn(() => this.#ports.pictures.stop());
  }

  /** After each connect: what this OBS offers decides the way; pictures are drawn only where OBS shows them. */
  #follow(): void {
    const { mirror } = this.#ports.obs.state.get();
    const ready = mirror !== null;
    if (ready === this.#wasReady) return;
    this.#wasReady = ready;
    void this.#inTurn(async () => {
      if (!mirror) return;
      if (possibleRoute(mirror) === 'browser') {
        await this.#closePictures();
        return this.#become('browser', 'browser source available');
      }
      if (!(await this.#ports.obs.hasOverlayPicture())) return this.#become('none', 'overlay not in OBS yet');
      const opened = await this.#openPictures(mirror);
      return this.#become(opened.ok ? 'picture' : 'none', opened.ok ? 'no browser source in this OBS' : opened.refusal.code);
    });
  }

  async #openPictures(mirror: ObsMirror): Promise<Result<{ path: string }>> {
    if (this.#picturePath !== null) return accepted({ path: this.#picturePath });
    const opened = await this.#ports.pictures.start(mirror.canvas);
    this.#ports.onProblem(opened.ok ? null : opened.refusal);
    if (opened.ok) this.#picturePath = opened.value.path;
    return opened;
  }

  async #closePictures(): Promise<void> {
    if (this.#picturePath === null) return;
    this.#picturePath = null;
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
