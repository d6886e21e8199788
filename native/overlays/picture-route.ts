/** Keeps a PNG of the overlay current: draws each change of the state and each of the time, writes it under a new name, and says where it lies. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OverlayState } from '../contract/overlay.ts';
import { refused, type Refusal, type Result } from '../contract/refusal.ts';
import { backOff, type BackOff } from '../kernel/back-off.ts';
import { delay, type Clock } from '../kernel/clock.ts';
import { MutableState, type Disposable, type LiveState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import { newId } from '../kernel/new-id.ts';
import type { PictureRenderer, PictureSize } from './picture-renderer.ts';
import { nextTimedChangeMs } from './timed-changes.ts';

/** While changes keep coming, one picture starts every so many milliseconds at most. */
const SPACING_MS = 250;
/** The page counts from when it heard the studio's time, and its own timer comes a little late: a picture of a moment is taken so long after it. */
const PAGE_LAG_MS = 150;
/** OBS may still be reading the picture before last. */
const KEPT_PICTURES = 4;
const PICTURE_NAME = /^overlay-[0-9a-z]+\.png$/u;

export interface PictureRouteState {
  /** Newest picture that was taken by `show`, or null. */
  path: string | null;
  /** Why pictures do not arrive at present; tries go on by themselves. */
  problem: Refusal | null;
  /** Pictures handed to `show` since the start. */
  shownCount: number;
}

export interface PictureRouteOptions {
  overlay: LiveState<OverlayState>;
  renderer: PictureRenderer;
  /** Address of the overlay page without motion (`still=1`). */
  url: string;
  size: PictureSize;
  /** Where pictures are written; only files named `overlay-….png` are ever removed there. */
  folder: string;
  /** Puts the picture at this absolute path on screen. */
  show: (path: string) => Promise<Result<unknown>>;
  clock: Clock;
  logger: Logger;
}

export class PictureRoute {
  readonly #options: PictureRouteOptions;
  readonly #state = new MutableState<PictureRouteState>({ path: null, problem: null, shownCount: 0 });
  readonly #waits: BackOff = backOff(SPACING_MS, 10_000);
  #shownHash = '';
  #written: string[] = [];
  #started = false;
  #changed = false;
  /** The studio's clock when the last picture was begun. */
  #begunAtMs = 0;
  #wake: (() => void) | null = null;
  #stopping = new AbortController();
  #watch: Disposable | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(options: PictureRouteOptions) {
    this.#options = options;
  }

  get state(): LiveState<PictureRouteState> {
    return this.#state;
  }

  /** Begins to draw. What cannot be drawn or shown now is tried again; `state.problem` says why. */
  start(): void {
    if (this.#watch) return;
    this.#stopping = new AbortController();
    this.#changed = true;
    this.#watch = this.#options.overlay.subscribe(() => this.#mark());
    this.#work = this.#run(this.#stopping.signal);
  }

  /** Ends drawing; resolves when nothing more will be written or shown. */
  async stop(): Promise<void> {
    this.#watch?.dispose();
    this.#watch = null;
    this.#stopping.abort();
    this.#wake?.();
    await this.#work;
    await this.#options.renderer.stop();
    this.#started = false;
    this.#shownHash = '';
    this.#state.patch({ problem: null });
  }

  #mark(): void {
    this.#changed = true;
    this.#wake?.();
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      const isByTime = !this.#changed && (await this.#nextChange()) === 'time';
      if (signal.aborted) return;
      const begunAtMs = clock.monotonicMs();
      const { shownCount } = this.#state.get();
      this.#changed = false;
      this.#begunAtMs = clock.nowMs();
      const problem = await this.#draw(signal).catch((error: unknown): Refusal => {
        this.#options.logger.warn({ error: String(error) }, 'the overlay picture could not be kept current');
        return refused('picture-failed', { step: 'write', problem: String(error) }).refusal;
      });
      if (signal.aborted) return;
      this.#state.patch({ problem });
      if (problem) {
        this.#changed = true;
        await delay(clock, this.#waits.nextMs(), signal);
      } else {
        this.#waits.reset();
        // A page that lags more than most has not counted on yet: once more, not for ever, as the layer may be hidden.
        this.#changed ||= isByTime && this.#state.get().shownCount === shownCount;
        const restMs = SPACING_MS - (clock.monotonicMs() - begunAtMs);
        if (restMs > 0) await delay(clock, restMs, signal);
      }
    }
  }

  /** Resolves when the state changes or the time has changed what is drawn, and says which. */
  async #nextChange(): Promise<'state' | 'time'> {
    const { clock, overlay } = this.#options;
    const { speed } = overlay.get().clock;
    // What changed less than the page's lag before the last picture may not be on it.
    const atMs = speed > 0 ? nextTimedChangeMs(overlay.get(), this.#begunAtMs - PAGE_LAG_MS * speed) : null;
    return new Promise((resolve) => {
      // A timer may come a millisecond early.
      const waitMs = (at: number) => Math.max(0, Math.ceil((at - clock.nowMs()) / speed) + PAGE_LAG_MS + 1);
      const timer = atMs === null ? null : clock.after(waitMs(atMs), () => this.#endWait(() => resolve('time')));
      this.#wake = () => {
        timer?.cancel();
        this.#endWait(() => resolve('state'));
      };
    });
  }

  #endWait(resolve: () => void): void {
    this.#wake = null;
    resolve();
  }

  /** Draws and shows the present state; returns what stood in the way, or null. */
  async #draw(signal: AbortSignal): Promise<Refusal | null> {
    const { overlay, renderer, url, size, show } = this.#options;
    if (!this.#started) {
      const started = await renderer.start(url, size);
      if (!started.ok) return started.refusal;
      this.#started = true;
    }
    if (signal.aborted) return null;
    const picture = await renderer.capture(overlay.get().ledgerSeq);
    if (!picture.ok) return picture.refusal;
    const hash = createHash('sha256').update(picture.value).digest('hex');
    if (hash === this.#shownHash || signal.aborted) return null;
    const path = await this.#write(picture.value);
    const shown = await show(path);
    if (shown.ok) {
      this.#shownHash = hash;
      this.#state.patch({ path, shownCount: this.#state.get().shownCount + 1 });
    }
    await this.#removeOlder();
    return shown.ok ? null : shown.refusal;
  }

  /** Always a new name: an image source in OBS looks at once when its path changes, but only every second at the file. */
  async #write(picture: Buffer): Promise<string> {
    const { folder, clock } = this.#options;
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${newId('overlay', clock.nowMs())}.png`);
    await writeFile(path, picture);
    this.#written = [...this.#written, path].slice(-KEPT_PICTURES);
    return path;
  }

  async #removeOlder(): Promise<void> {
    const { folder, logger } = this.#options;
    const kept = new Set([...this.#written, this.#state.get().path]);
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if (!PICTURE_NAME.test(name) || kept.has(path)) continue;
      // A picture that somebody holds open (Windows) is removed next time.
      await rm(path, { force: true }).catch((error: unknown) => logger.debug({ name, error: String(error) }, 'old picture kept'));
    }
  }
}
