/** The picture way into OBS: the overlay drawn off screen, each change handed to OBS as a new file. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OverlayState } from '../contract/overlay.ts';
import { accepted, type Refusal, type Result } from '../contract/refusal.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Disposable, LiveState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import type { PictureRenderer } from '../overlays/picture-renderer.ts';
import { PictureRoute, type PictureRouteState } from '../overlays/picture-route.ts';
import type { PictureWay } from './overlay-delivery.ts';

export interface OverlayPicturesOptions {
  overlay: LiveState<OverlayState>;
  renderer: PictureRenderer;
  /** Address of the overlay page without motion. */
  url(): string;
  folder: string;
  show(path: string): Promise<Result<unknown>>;
  /** Told when pictures stop arriving and when they arrive again. */
  onProblem(problem: Refusal | null): void;
  clock: Clock;
  logger: Logger;
}

/** One transparent pixel. */
const BLANK = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

export class OverlayPictures implements PictureWay {
  readonly #options: OverlayPicturesOptions;
  #route: PictureRoute | null = null;
  #watch: Disposable | null = null;

  constructor(options: OverlayPicturesOptions) {
    this.#options = options;
  }

  async blankPath(): Promise<string> {
    const path = join(this.#options.folder, 'blank.png');
    await mkdir(this.#options.folder, { recursive: true });
    await writeFile(path, BLANK);
    return path;
  }

  async start(size: { width: number; height: number }): Promise<Result<unknown>> {
    const { overlay, renderer, folder, show, clock, logger, onProblem } = this.#options;
    const route = new PictureRoute({ overlay, renderer, url: this.#options.url(), size, folder, show, clock, logger });
    this.#route = route;
    route.start();
    const first = await firstOutcome(route.state);
    this.#watch = route.state.subscribe(({ problem }) => {
      if (problem !== undefined) onProblem(problem);
    });
    return first.problem ? { ok: false, refusal: first.problem } : accepted({});
  }

  async stop(): Promise<void> {
    this.#watch?.dispose();
    const route = this.#route;
    this.#route = null;
    await route?.stop();
  }
}

/** The state once the first picture is shown or a problem is known. */
function firstOutcome(state: LiveState<PictureRouteState>): Promise<PictureRouteState> {
  const settled = () => state.get().shownCount > 0 || state.get().problem !== null;
  if (settled()) return Promise.resolve(state.get());
  return new Promise((resolve) => {
    const watch = state.subscribe(() => {
      if (!settled()) return;
      watch.dispose();
      resolve(state.get());
    });
  });
}
