/** Pictures of program and preview from OBS itself: one at a time, shared by all who look, and none when nobody does. */
import type { ObsMirror } from '../../contract/obs.ts';
import type { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Disposable } from '../../kernel/live-state.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { StudioObs } from '../studio-obs.ts';
import { PictureBudget } from './picture-budget.ts';

export const monitorViews = ['program', 'preview'] as const;
export type MonitorView = (typeof monitorViews)[number];

export interface MonitorPicture {
  view: MonitorView;
  /** Rises with every picture of either view. */
  revision: number;
  sceneName: string;
  media: 'image/jpeg' | 'image/png';
  bytes: Buffer;
  /** By the clock that never runs backwards. */
  takenAt: number;
}

/** For each view that is looked at, the revision of the picture that is there already; 0 without one. */
export interface MonitorWish {
  after: Partial<Record<MonitorView, number>>;
  /** Pixels across that are of use. */
  width: number;
}

export interface MonitorPorts {
  obs: Pick<StudioObs, 'request' | 'state'>;
  /** The scene that the next take would switch to; null when it would stay. */
  preparedScene(): string | null;
  clock: Clock;
  logger: Logger;
}

interface Waiting {
  wish: MonitorWish;
  settle(picture: MonitorPicture | null): void;
}

/** A page asks again as soon as it has its picture; so long is it still counted as looking. */
const STILL_LOOKS_MS = 1_000;
const FRESH_MS = 1_000;
/** Program is looked at more than preview. */
const WEIGHTS: Record<MonitorView, number> = { program: 2, preview: 1 };
const REQUEST_LIMIT_MS = 1_000;
const SLOW_MS = 500;
/** How long pictures rest when OBS was too slow, or could not make one. */
const REST_SLOW_MS = 5_000;
const REST_FAILED_MS = 1_000;
const QUALITY = 70;
/** OBS's code for an image format that it does not have. */
const INVALID_FIELD = 400;

export class Monitor {
  readonly #ports: MonitorPorts;
  readonly #waiting = new Set<Waiting>();
  readonly #latest = new Map<MonitorView, MonitorPicture>();
  readonly #lookedAt = new Map<MonitorView, { atMs: number; width: number }>();
  /** The scene that was last tried for a view, with or without success. */
  readonly #tried = new Map<MonitorView, { sceneName: string; atMs: number }>();
  readonly #watch: Disposable;
  #budget = new PictureBudget();
  #format: 'jpg' | 'png' = 'jpg';
  #revision = 0;
  #running = false;
  #disposed = false;
  #wake: () => void = () => {};

  constructor(ports: MonitorPorts) {
    this.#ports = ports;
    let wasReady = ports.obs.state.get().mirror !== null;
    this.#watch = ports.obs.state.subscribe(({ mirror }) => {
      if (mirror === undefined) return;
      if ((mirror === null) === wasReady) this.#startOver();
      wasReady = mirror !== null;
      this.#wake();
    });
  }

  /** The next picture that is newer than what the asker has; null when the asker goes away or the monitor ends. */
  next(wish: MonitorWish, signal: AbortSignal): Promise<MonitorPicture | null> {
    const now = this.#ports.clock.monotonicMs();
    for (const view of viewsOf(wish)) this.#lookedAt.set(view, { atMs: now, width: wish.width });
    const ready = this.#readyFor(wish, now);
    if (ready || signal.aborted || this.#disposed) return Promise.resolve(ready);
    return new Promise((resolve) => {
      const waiting: Waiting = {
        wish,
        settle: (picture) => {
          this.#waiting.delete(waiting);
          signal.removeEventListener('abort', onAbort);
          resolve(picture);
        },
      };
      const onAbort = () => waiting.settle(null);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(waiting);
      if (this.#running) this.#wake();
      else void this.#run();
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#watch.dispose();
    for (const waiting of this.#waiting) waiting.settle(null);
    this.#wake();
  }

  /** Of those that the asker lacks, the one taken first, so that no view starves. */
  #readyFor({ after }: MonitorWish, now: number): MonitorPicture | null {
    const newer = [...this.#latest.values()].filter(
      ({ view, revision, takenAt }) => after[view] !== undefined && revision > after[view] && now - takenAt < FRESH_MS,
    );
    return newer.toSorted((a, b) => a.revision - b.revision)[0] ?? null;
  }

  /** Another OBS, or the same one anew: what it showed before is over. */
  #startOver(): void {
    this.#latest.clear();
    this.#budget = new PictureBudget();
    this.#format = 'jpg';
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (!this.#disposed && this.#views().length > 0) {
        const { mirror } = this.#ports.obs.state.get();
        const due = mirror && this.#due(mirror);
        await this.#rest(due ? await this.#take(due.view, due.sceneName) : null);
      }
    } catch (error) {
      this.#ports.logger.error({ err: error }, 'taking pictures from OBS ended by a fault of the studio');
    } finally {
      this.#running = false;
    }
  }

  /** Waits, at most until OBS or a page has something new to say; null waits for just that. */
  #rest(restMs: number | null): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#ports.clock.after(restMs ?? STILL_LOOKS_MS, () => resolve());
      this.#wake = () => {
        if (restMs !== null && !this.#disposed) return;
        timer.cancel();
        resolve();
      };
    });
  }

  #views(): MonitorView[] {
    const waited = new Set([...this.#waiting].flatMap(({ wish }) => viewsOf(wish)));
    return monitorViews.filter((view) => waited.has(view) || this.#justLookedAt(view) !== null);
  }

  /** The width that was wished for it a moment ago; null when nobody looked. */
  #justLookedAt(view: MonitorView): number | null {
    const looked = this.#lookedAt.get(view);
    return looked && this.#ports.clock.monotonicMs() - looked.atMs < STILL_LOOKS_MS ? looked.width : null;
  }

  /** The view whose picture is the oldest by its weight; one that shows another scene than it should is due at once. */
  #due(mirror: ObsMirror): { view: MonitorView; sceneName: string } | null {
    const now = this.#ports.clock.monotonicMs();
    const urgency = (view: MonitorView, sceneName: string) => {
      const tried = this.#tried.get(view);
      return tried?.sceneName === sceneName ? (now - tried.atMs) * WEIGHTS[view] : Infinity;
    };
    const wanted = this.#views().flatMap((view) => {
      const sceneName = this.#sceneOf(view, mirror);
      return sceneName === null ? [] : [{ view, sceneName, urgency: urgency(view, sceneName) }];
    });
    return wanted.toSorted((a, b) => (a.urgency === b.urgency ? 0 : b.urgency - a.urgency))[0] ?? null;
  }

  /** Preview is OBS's own in studio mode, else the scene that a take would switch to, else the one that stays. */
  #sceneOf(view: MonitorView, mirror: ObsMirror): string | null {
    if (view === 'program') return mirror.programSceneName;
    const prepared = this.#ports.preparedScene();
    if (mirror.studioMode && mirror.previewSceneName !== null) return mirror.previewSceneName;
    return prepared !== null && mirror.sceneNames.includes(prepared) ? prepared : mirror.programSceneName;
  }

  /** Takes one picture and answers with how long to wait before the next. */
  async #take(view: MonitorView, sceneName: string): Promise<number> {
    const { obs, clock } = this.#ports;
    const width = this.#budget.widthFor(this.#width());
    const budget = this.#budget;
    const format = this.#format;
    const beganAt = clock.monotonicMs();
    this.#tried.set(view, { sceneName, atMs: beganAt });
    const answer = await obs.request(
      'GetSourceScreenshot',
      { sourceName: sceneName, imageFormat: format, imageWidth: width, imageCompressionQuality: format === 'jpg' ? QUALITY : -1 },
      { timeoutMs: REQUEST_LIMIT_MS },
    );
    const tookMs = clock.monotonicMs() - beganAt;
    // OBS was lost or changed meanwhile: its picture is of a time that is over.
    if (budget !== this.#budget) return 0;
    if (!answer.ok) return this.#afterFailure(answer.refusal, view);
    const bytes = bytesOf(answer.value['imageData']);
    if (!bytes) return REST_FAILED_MS;
    budget.took(width, tookMs);
    this.#publish(view, sceneName, { media: format === 'jpg' ? 'image/jpeg' : 'image/png', bytes, takenAt: beganAt });
    return tookMs > SLOW_MS ? REST_SLOW_MS : budget.gapMs(width);
  }

  #afterFailure(refusal: Refusal, view: MonitorView): number {
    if (refusal.context['obsCode'] === INVALID_FIELD && this.#format === 'jpg') {
      this.#format = 'png';
      return 0;
    }
    this.#latest.delete(view);
    return refusal.code === 'obs-timeout' ? REST_SLOW_MS : REST_FAILED_MS;
  }

  /** One picture serves both views where they show the same scene. */
  #publish(view: MonitorView, sceneName: string, picture: Pick<MonitorPicture, 'media' | 'bytes' | 'takenAt'>): void {
    const { mirror } = this.#ports.obs.state.get();
    for (const each of monitorViews) {
      if (each !== view && (!mirror || this.#sceneOf(each, mirror) !== sceneName)) continue;
      this.#tried.set(each, { sceneName, atMs: picture.takenAt });
      this.#revision += 1;
      this.#latest.set(each, { ...picture, view: each, sceneName, revision: this.#revision });
    }
    const now = this.#ports.clock.monotonicMs();
    for (const waiting of this.#waiting) {
      const ready = this.#readyFor(waiting.wish, now);
      if (ready) waiting.settle(ready);
    }
  }

  /** The widest that is of use to anyone who looks. */
  #width(): number {
    const waited = [...this.#waiting].map(({ wish }) => wish.width);
    return Math.max(0, ...waited, ...monitorViews.map((view) => this.#justLookedAt(view) ?? 0));
  }
}

function viewsOf({ after }: MonitorWish): MonitorView[] {
  return monitorViews.filter((view) => after[view] !== undefined);
}

/** OBS answers with a data address, `data:image/jpg;base64,…`. */
function bytesOf(imageData: unknown): Buffer | null {
  if (typeof imageData !== 'string') return null;
  const comma = imageData.indexOf(',');
  return comma < 0 ? null : Buffer.from(imageData.slice(comma + 1), 'base64');
}
