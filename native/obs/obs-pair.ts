/** Two OBS as one: everybody talks to the one that counts, and its loss, or a person, makes the other count at once. */
import type { ObsState, SourcesState } from '../contract/obs.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { ObsRole } from '../contract/standby.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import { type Disposable, type LiveState, MutableState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import type { ObsFact } from './facts.ts';
import type { ObsData, ObsRequest } from './link.ts';
import { Obs, type ObsOptions } from './obs.ts';
import type { SideLinkWish } from './side-link.ts';
import type { StudioObs } from './studio-obs.ts';

export interface PairState {
  counts: ObsRole;
  lastSwitch: { atMs: number; to: ObsRole; reason: 'operator' | 'lost' } | null;
}

interface ObsPairOptions extends ObsOptions {
  /** True while a main OBS that is not found at all shall not be waited for, because a broadcast is on air. */
  isOnAir?: () => boolean;
}

type Done = Result<Record<string, never>>;

/** A second loss within this time makes the other one prove itself first, so that two bad links do not throw the picture to and fro. */
const FLAPPING_WITHIN_MS = 60_000;
const STEADY_MS = 5_000;
/** How long a main OBS is looked for after the studio's start, on air, before its standby counts. */
const NEVER_FOUND_MS = 10_000;

export class ObsPair implements StudioObs {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #isOnAir: () => boolean;
  readonly #both: Record<ObsRole, Obs>;
  readonly #state: MutableState<ObsState>;
  readonly #sources: MutableState<SourcesState>;
  readonly #pair = new MutableState<PairState>({ counts: 'main', lastSwitch: null });
  readonly #factListeners = new Set<(fact: ObsFact) => void>();
  readonly #switchListeners = new Set<(to: ObsRole, before: ObsState['mirror']) => void>();
  readonly #eventListeners = new Set<(eventType: string, data: ObsData) => void>();
  /** When each became ready, on the monotonic clock; null while it is not. */
  readonly #readySinceMs: Record<ObsRole, number | null> = { main: null, standby: null };
  #automatic = false;
  /** The one that counts was ready, and went without being asked to. */
  #lost = false;
  #lastLossMs: number | null = null;
  /** The newest mirror of the one that counts, to tell what is different on the other. */
  #lastMirror: ObsState['mirror'] = null;
  /** Somebody is ending the stream of the one that counts, which may take long on a bad line: it must not go on elsewhere. */
  #streamEnds = false;
  #looking: Timer | null = null;

  constructor(options: ObsPairOptions) {
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#isOnAir = options.isOnAir ?? (() => false);
    this.#both = { main: new Obs(options), standby: new Obs(options) };
    this.#state = new MutableState(this.counting.state.get());
    this.#sources = new MutableState(this.counting.sources.get());
    for (const role of ['main', 'standby'] as const) this.#hear(role);
  }

  get state(): LiveState<ObsState> {
    return this.#state;
  }

  get sources(): LiveState<SourcesState> {
    return this.#sources;
  }

  /** Which one counts, and since when. */
  get pair(): LiveState<PairState> {
    return this.#pair;
  }

  get counting(): Obs {
    return this.#both[this.#pair.get().counts];
  }

  /** The one that does not count now. */
  get other(): Obs {
    return this.#both[otherOf(this.#pair.get().counts)];
  }

  /** Connects the main OBS; see `Obs.connect`. */
  connect(url: string, password: string | null, simulated = false): void {
    this.#both.main.connect(url, password, simulated);
  }

  disconnect(): void {
    this.#both.main.disconnect();
  }

  /** `automatic`: the loss of the one that counts makes the other count. */
  connectStandby(url: string, password: string | null, automatic: boolean): void {
    this.#automatic = automatic;
    this.#both.standby.connect(url, password);
  }

  setAutomatic(automatic: boolean): void {
    this.#automatic = automatic;
    this.#consider();
  }

  disconnectStandby(): void {
    this.#automatic = false;
    this.#both.standby.disconnect();
  }

  /** After a restart of the studio: what counted before it counts again, and nothing is told. */
  restore(pair: PairState): void {
    if (pair.counts !== this.#pair.get().counts) this.#become(pair);
    else this.#pair.patch(pair);
  }

  /** Makes this one count. One that is not ready is refused, since nothing could be done with it. */
  countOn(role: ObsRole, actor: string): Done {
    if (this.#pair.get().counts === role) return accepted({});
    if (this.#readySinceMs[role] === null) return refused(role === 'standby' ? 'standby-not-ready' : 'obs-not-connected');
    this.#switchTo(role, 'operator', actor);
    return accepted({});
  }

  async dispose(): Promise<void> {
    this.#looking?.cancel();
    this.#factListeners.clear();
    await Promise.all([this.#both.main.dispose(), this.#both.standby.dispose()]);
  }

  onFact(listener: (fact: ObsFact) => void): Disposable {
    this.#factListeners.add(listener);
    return { dispose: () => void this.#factListeners.delete(listener) };
  }

  onEvent(listener: (eventType: string, data: ObsData) => void): Disposable {
    this.#eventListeners.add(listener);
    return { dispose: () => void this.#eventListeners.delete(listener) };
  }

  /** Hears which one counts from now on, with the last mirror of the one that did, whose stream is off if it was being ended; not after a restart. */
  onSwitch(listener: (to: ObsRole, before: ObsState['mirror']) => void): Disposable {
    this.#switchListeners.add(listener);
    return { dispose: () => void this.#switchListeners.delete(listener) };
  }

  request(requestType: string, requestData?: ObsData, options?: { timeoutMs?: number }): Promise<Result<ObsData>> {
    if (requestType === 'StopStream') this.#streamEnds = true;
    if (requestType === 'StartStream') this.#streamEnds = false;
    return this.#ask(requestType, (obs) => obs.request(requestType, requestData, options));
  }

  requestAll(requests: ObsRequest[], options?: { timeoutMs?: number }): Promise<Result<ObsData[]>> {
    return this.#ask('RequestBatch', (obs) => obs.requestAll(requests, options));
  }

  setProgramScene(sceneName: string): Promise<Done> {
    return this.#ask('SetCurrentProgramScene', (obs) => obs.setProgramScene(sceneName));
  }

  setPreviewScene(sceneName: string): Promise<Done> {
    return this.#ask('SetCurrentPreviewScene', (obs) => obs.setPreviewScene(sceneName));
  }

  runTransition(): Promise<Done> {
    return this.#ask('TriggerStudioModeTransition', (obs) => obs.runTransition());
  }

  setStudioMode(enabled: boolean): Promise<Done> {
    return this.#ask('SetStudioModeEnabled', (obs) => obs.setStudioMode(enabled));
  }

  /** Moves to the other OBS when that one begins to count. */
  sideLink(wish: SideLinkWish): Disposable {
    let asked = this.counting;
    let link = asked.sideLink(wish);
    const switches = this.#pair.subscribe(() => {
      if (asked === this.counting) return;
      link.dispose();
      asked = this.counting;
      link = asked.sideLink(wish);
    });
    return {
      dispose: () => {
        switches.dispose();
        link.dispose();
      },
    };
  }

  /** What was asked of one that counts no more has not happened on the one that does, whatever the former answers. */
  async #ask<T>(request: string, call: (obs: Obs) => Promise<Result<T>>): Promise<Result<T>> {
    const asked = this.counting;
    const answer = await call(asked);
    return answer.ok && asked !== this.counting ? refused('obs-connection-lost', { request }) : answer;
  }

  #hear(role: ObsRole): void {
    const obs = this.#both[role];
    obs.state.subscribe((patch) => {
      if (obs !== this.counting) return;
      if (patch.mirror) this.#lastMirror = patch.mirror;
      this.#state.patch(patch);
    });
    obs.sources.subscribe((patch) => {
      if (obs === this.counting) this.#sources.patch(patch);
    });
    obs.onEvent((eventType, data) => {
      if (obs !== this.counting) return;
      if (eventType === 'StreamStateChanged') this.#followStream(String(data.outputState));
      for (const listener of this.#eventListeners) this.#guarded(() => listener(eventType, data), eventType);
    });
    obs.onFact((fact) => this.#onFact(role, fact));
  }

  #followStream(outputState: string): void {
    if (outputState.endsWith('_STOPPING')) this.#streamEnds = true;
    if (outputState.endsWith('_STARTED')) this.#streamEnds = false;
  }

  /** The state comes before its fact, so that whoever hears the fact finds the state. */
  #onFact(role: ObsRole, fact: ObsFact): void {
    const counts = role === this.#pair.get().counts;
    if (fact.kind === 'obs.ready') this.#readySinceMs[role] = this.#clock.monotonicMs();
    if (fact.kind === 'obs.lost') this.#readySinceMs[role] = null;
    if (counts && fact.kind === 'obs.ready') this.#lost = false;
    if (counts && fact.kind === 'obs.lost') this.#lost = this.counting.state.get().connection.state !== 'off';
    if (counts) this.#tell(fact);
    else if (fact.kind === 'obs.ready') {
      this.#tell({ kind: 'standby.ready', body: { url: fact.body.url, outageMs: fact.body.outageMs } });
    } else if (fact.kind === 'obs.lost') this.#tell({ kind: 'standby.lost', body: fact.body });
    if (fact.kind === 'obs.ready' || fact.kind === 'obs.lost') this.#consider();
  }

  /** Whether the other one shall count now, or when to look again. */
  #consider(): void {
    this.#looking?.cancel();
    this.#looking = null;
    const { counts } = this.#pair.get();
    const to = otherOf(counts);
    const readySinceMs = this.#readySinceMs[to];
    const left = this.counting.state.get().connection.state === 'off';
    if (!this.#automatic || this.#readySinceMs[counts] !== null || readySinceMs === null || left) return;
    const nowMs = this.#clock.monotonicMs();
    const neededMs = this.#lost ? (this.#isFlapping(nowMs) ? STEADY_MS : 0) : NEVER_FOUND_MS;
    const restMs = readySinceMs + neededMs - nowMs;
    if (restMs <= 0 && (this.#lost || this.#isOnAir())) {
      this.#lastLossMs = nowMs;
      this.#switchTo(to, 'lost', 'studio');
    } else this.#looking = this.#clock.after(restMs > 0 ? restMs : NEVER_FOUND_MS, () => this.#consider());
  }

  #isFlapping(nowMs: number): boolean {
    return this.#lastLossMs !== null && nowMs - this.#lastLossMs < FLAPPING_WITHIN_MS;
  }

  #switchTo(to: ObsRole, reason: 'operator' | 'lost', actor: string): void {
    const mirrored = this.#lastMirror;
    const before = mirrored && this.#streamEnds ? { ...mirrored, stream: { ...mirrored.stream, active: false } } : mirrored;
    this.#become({ counts: to, lastSwitch: { atMs: Math.round(this.#clock.nowMs()), to, reason } });
    this.#tell({ kind: 'standby.switched', body: { to, reason }, actor });
    const { mirror } = this.#state.get();
    if (before && mirror) for (const fact of changesBetween(before, mirror)) this.#tell(fact);
    for (const listener of this.#switchListeners) this.#guarded(() => listener(to, before), 'switch');
  }

  /** First the end of the one, then the whole of the other, so that whoever keeps something of OBS begins anew as after a loss. */
  #become(pair: PairState): void {
    this.#looking?.cancel();
    this.#looking = null;
    this.#lost = false;
    this.#streamEnds = false;
    const { connection } = this.#both[pair.counts].state.get();
    if (this.#state.get().mirror) this.#state.patch({ connection: { ...connection, state: 'connecting' }, mirror: null });
    this.#pair.patch(pair);
    this.#sources.patch(this.counting.sources.get());
    this.#lastMirror = this.counting.state.get().mirror;
    this.#state.patch(this.counting.state.get());
  }

  #tell(fact: ObsFact): void {
    for (const listener of this.#factListeners) this.#guarded(() => listener(fact), fact.kind);
  }

  /** A fault of a listener must not keep the other OBS from counting. */
  #guarded(listen: () => void, what: string): void {
    try {
      listen();
    } catch (error) {
      this.#logger.error({ err: error, what }, 'a listener to OBS failed');
    }
  }
}

function otherOf(role: ObsRole): ObsRole {
  return role === 'main' ? 'standby' : 'main';
}

/** What is on program on the one that counts now, where it is not what was on program on the one that counted. */
function changesBetween(before: NonNullable<ObsState['mirror']>, after: NonNullable<ObsState['mirror']>): ObsFact[] {
  const { programSceneName: sceneName } = after;
  if (sceneName === null || sceneName === before.programSceneName) return [];
  return [{ kind: 'scene.changed', body: { sceneName, byStudio: false } }];
}
