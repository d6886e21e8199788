/** Watches the overlay's page in OBS: goes over to pictures when it fails, loads it anew off air, and comes back when it has been well. */
import { isIP } from 'node:net';
import { z } from 'zod';
import type { ObsState, SourcesState } from '../contract/obs.ts';
import { type OverlayPageInfo, type OverlayPagesState, overlayPagesStateSchema } from '../contract/overlay-pages.ts';
import type { OverlayRoute } from '../contract/overlay.ts';
import { accepted, type Refusal, refused, type Result } from '../contract/refusal.ts';
import { backOff } from '../kernel/back-off.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import { type Disposable, type LiveState, MutableState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import { isOnThisComputer } from '../obs/connection-problem.ts';
import { pageStanding } from '../obs/overlay-switch.ts';
import { BEHIND_MS, SILENT_MS } from '../overlays/watched-page.ts';

export interface OverlayWatchPorts {
  obs: { state: LiveState<ObsState>; sources: LiveState<SourcesState> };
  pages: { state: LiveState<{ pages: OverlayPageInfo[] }>; forgetGone(): void };
  changeTo(route: 'browser' | 'picture', reason: string): Promise<Result<unknown>>;
  /** Loads the page in OBS anew. */
  refreshPage(): Promise<Result<unknown>>;
  /** The broadcast is on air, or OBS streams. */
  isOnAir(): boolean;
  /** Outlives a restart; `save` resolves when it is durable. */
  store: { load(): unknown; save(kept: unknown): Promise<void> };
  onRefreshed(reason: string, actor: string): Promise<unknown>;
  onProblem(problem: Refusal | null): void;
  clock: Clock;
  logger: Logger;
}

const keptSchema = overlayPagesStateSchema.pick({ wish: true, problem: true });
const LOOK_MS = 500;
/** So long a page must have been well before OBS shows it again. */
export const WELL_MS = 10_000;
/** A source that was loaded, or just made, may take so long until its page speaks. */
export const LOADING_MS = 20_000;
const ASKED = 'asked for';

export class OverlayWatch {
  readonly #ports: OverlayWatchPorts;
  readonly #state: MutableState<OverlayPagesState>;
  readonly #watches: Disposable[] = [];
  readonly #refreshes = backOff(30_000, 600_000);
  readonly #tries = backOff(2_000, 60_000);
  #timer: Timer | null = null;
  #busy = false;
  /** A person has asked for the page: it may come back on air. */
  #asked = false;
  #collection: string | null = null;
  /** Of the clock that never runs backwards. */
  #loadingSince = 0;
  #wellSince: number | null = null;
  #refreshedAt: number | null = null;
  #nextRefreshAt = 0;
  #nextTryAt = 0;

  constructor(ports: OverlayWatchPorts, route: OverlayRoute) {
    this.#ports = ports;
    const kept = keptSchema.extend({ wish: keptSchema.shape.wish.catch('auto') }).safeParse(ports.store.load());
    const { wish, problem } = kept.success ? kept.data : { wish: 'auto' as const, problem: null };
    this.#state = new MutableState<OverlayPagesState>({
      pages: [],
      wish,
      route,
      problem: route === 'picture' ? problem : null,
      routedAtMs: null,
    });
    this.#watches.push(ports.pages.state.subscribe((changed) => this.#state.patch(changed)));
    if (this.#state.get().problem) ports.onProblem(this.#state.get().problem);
  }

  get state(): LiveState<OverlayPagesState> {
    return this.#state;
  }

  /** The way that preparing OBS must take; null leaves it to what OBS offers. */
  get preferredRoute(): 'picture' | null {
    const { wish, problem } = this.#state.get();
    return wish === 'picture' || (wish === 'auto' && problem !== null) ? 'picture' : null;
  }

  start(): void {
    this.#timer ??= this.#ports.clock.after(LOOK_MS, () => this.#tick());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    for (const watch of this.#watches) watch.dispose();
  }

  /** The overlay goes this way now. */
  routed(route: OverlayRoute): void {
    this.#state.patch({ route, routedAtMs: this.#ports.clock.nowMs() });
  }

  async setWish(wish: OverlayPagesState['wish']): Promise<Result<Record<string, never>>> {
    await this.#keep({ wish });
    this.#asked = true;
    this.#nextTryAt = 0;
    await this.look();
    return accepted({});
  }

  /** By a person. While OBS shows the page on air it must be confirmed, because viewers may see it blink. */
  async refresh(confirmed: boolean, actor: string): Promise<Result<Record<string, never>>> {
    const { obs, isOnAir } = this.#ports;
    const { mirror } = obs.state.get();
    if (!mirror) return refused('obs-not-connected');
    if (pageStanding(obs.sources.get(), mirror.inputKinds) !== 'works') return refused('overlay-not-in-browser');
    if (this.#state.get().route === 'browser' && isOnAir() && !confirmed) return refused('overlay-refresh-on-air');
    const refreshed = await this.#refresh(ASKED, actor);
    if (!refreshed.ok) return refreshed;
    this.#asked = true;
    return accepted({});
  }

  /** Looks once and does what follows; never twice at a time. */
  async look(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#look();
    } catch (error) {
      this.#ports.logger.error({ err: error }, 'the overlay’s page could not be watched');
    } finally {
      this.#busy = false;
    }
  }

  #tick(): void {
    void this.look();
    this.#timer = this.#ports.clock.after(LOOK_MS, () => this.#tick());
  }

  async #look(): Promise<void> {
    const { obs, pages, clock } = this.#ports;
    const { mirror, connection } = obs.state.get();
    const nowMs = clock.monotonicMs();
    // Another collection, or OBS after it was away, loads its pages anew.
    if (mirror?.sceneCollection !== this.#collection) {
      this.#collection = mirror?.sceneCollection ?? null;
      this.#loadingSince = nowMs;
      this.#wellSince = null;
      pages.forgetGone();
    }
    if (!mirror) return;
    const standing = pageStanding(obs.sources.get(), mirror.inputKinds);
    if (standing === 'none') {
      this.#loadingSince = nowMs;
      pages.forgetGone();
    }
    const seen = pages.state.get().pages.filter((page) => page.view === 'program' && page.inObs && isOf(connection.url, page));
    const isLoading = nowMs - this.#loadingSince < LOADING_MS;
    const problem = standing === 'broken' ? refused('obs-no-browser-source').refusal : this.#problemOf(seen, isLoading);
    const isWell = standing === 'works' && problem === null && seen.some(({ gone, trouble }) => !gone && trouble === null);
    if (!isWell) this.#wellSince = null;
    else this.#wellSince ??= nowMs;
    // A picture is a file on this computer, and a simulated OBS never opens a page.
    const isNeverSeen = seen.length === 0 && standing === 'works' && !isLoading && !connection.simulated;
    const failed = problem ?? (isNeverSeen ? silent() : null);
    await this.#act(standing, isOnThisComputer(connection.url) ? failed : null);
  }

  async #act(standing: 'none' | 'works' | 'broken', failed: Refusal | null): Promise<void> {
    const { clock } = this.#ports;
    const { wish, route, problem } = this.#state.get();
    if (standing === 'none' || clock.monotonicMs() < this.#nextTryAt) return;
    if (wish === 'picture') {
      if (route !== 'picture') await this.#change('picture', ASKED, null);
      return;
    }
    if (wish === 'browser') {
      if (route !== 'browser' && standing === 'works') await this.#change('browser', ASKED, null);
      return;
    }
    if (route !== 'picture') {
      if (failed) await this.#change('picture', failed.code, failed);
      return;
    }
    if (standing === 'works' && (problem || this.#asked)) await this.#comeBack(problem !== null);
  }

  /** On air only when a person has asked for it: a page that failed once may fail again before viewers. */
  async #comeBack(hasFailed: boolean): Promise<void> {
    const { clock, isOnAir, logger } = this.#ports;
    if (isOnAir() && !this.#asked) return;
    const nowMs = clock.monotonicMs();
    const wellMs = this.#wellSince === null ? null : nowMs - this.#wellSince;
    if (hasFailed && (this.#refreshedAt === null || (wellMs === null && nowMs >= this.#nextRefreshAt))) {
      this.#nextRefreshAt = nowMs + this.#refreshes.nextMs();
      const refreshed = await this.#refresh('page failed', 'studio');
      if (!refreshed.ok) logger.warn({ code: refreshed.refusal.code }, 'the overlay’s page could not be loaded anew');
      return;
    }
    if (hasFailed && (wellMs === null || wellMs < WELL_MS)) return;
    await this.#change('browser', hasFailed ? 'page well again' : ASKED, null);
  }

  async #change(route: 'browser' | 'picture', reason: string, problem: Refusal | null): Promise<void> {
    const { changeTo, clock, logger } = this.#ports;
    // Known before OBS changes: after a crash between the two the page still has to prove itself.
    if (problem) await this.#keep({ problem });
    const changed = await changeTo(route, reason);
    if (!changed.ok) {
      this.#nextTryAt = clock.monotonicMs() + this.#tries.nextMs();
      logger.warn({ route, code: changed.refusal.code }, 'the overlay could not change its way into OBS');
      return;
    }
    this.#tries.reset();
    this.#asked = false;
    this.#refreshedAt = null;
    this.#nextRefreshAt = 0;
    if (route === 'browser') {
      this.#refreshes.reset();
      this.#loadingSince = clock.monotonicMs();
    }
    if (!problem) await this.#keep({ problem: null });
  }

  async #refresh(reason: string, actor: string): Promise<Result<unknown>> {
    const { refreshPage, onRefreshed, clock } = this.#ports;
    const pressed = await refreshPage();
    if (!pressed.ok) return pressed;
    this.#refreshedAt = clock.monotonicMs();
    this.#loadingSince = this.#refreshedAt;
    this.#wellSince = null;
    await onRefreshed(reason, actor);
    return pressed;
  }

  /** What makes the overlay leave its page. A slow one, or one with a failed layer, would be no better as a picture. */
  #problemOf(pages: readonly OverlayPageInfo[], isLoading: boolean): Refusal | null {
    for (const { trouble, gone, heapBytes } of pages) {
      if (trouble === 'silent' && !(gone && isLoading)) return silent();
      if (trouble === 'behind') return refused('overlay-page-behind', { seconds: BEHIND_MS / 1_000 }).refusal;
      if (trouble === 'swollen') {
        return refused('overlay-page-swollen', { megabytes: Math.round((heapBytes ?? 0) / 1_048_576) }).refusal;
      }
    }
    return null;
  }

  async #keep(changes: Partial<z.infer<typeof keptSchema>>): Promise<void> {
    const { wish, problem } = { ...this.#state.get(), ...changes };
    await this.#ports.store.save({ wish, problem });
    this.#state.patch({ wish, problem });
    this.#ports.onProblem(problem);
  }
}

function silent(): Refusal {
  return refused('overlay-page-silent', { seconds: SILENT_MS / 1_000 }).refusal;
}

/** A page of this OBS, or, where another OBS runs on the same computer, perhaps of that one. A name may stand for any other computer. */
function isOf(obsUrl: string, { address }: OverlayPageInfo): boolean {
  if (isOnThisComputer(obsUrl)) return address === null;
  const host = URL.canParse(obsUrl) ? new URL(obsUrl).hostname : '';
  return isIP(host) === 0 ? address !== null : address === host;
}
