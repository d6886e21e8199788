/** OBS as the studio uses it: one connection, one mirror, commands that resolve when OBS has acted, and facts for the ledger. */
import { noSources, type ObsConnection, type ObsMirror, type ObsState, type SourcesState } from '../contract/obs.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Disposable, type LiveState, MutableState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import { Connection, type ObsTiming, obsTiming } from './connection.ts';
import { type ObsFact, ObsFacts } from './facts.ts';
import type { ObsData, ObsLink, ObsRequest } from './link.ts';
import { type LineProbe, lineProbe } from './line-probe.ts';
import { MirrorKeeper } from './mirror-keeper.ts';
import { type ObsRuns, obsInProcessList } from './portless-obs.ts';
import { SceneWishes } from './scene-wishes.ts';
import { SideLink, type SideLinkWish } from './side-link.ts';
import type { StudioObs } from './studio-obs.ts';

export interface ObsOptions {
  clock: Clock;
  logger: Logger;
  /** 0 ≤ r < 1, for the jitter of the waits between tries. */
  random?: () => number;
  timing?: Partial<ObsTiming>;
  /** Looks whether the line to OBS is there. */
  probe?: LineProbe;
  /** Looks whether OBS runs on this computer. */
  obsRuns?: ObsRuns;
}

type Done = Result<Record<string, never>>;

const UNKNOWN_REQUEST = 204;
const NO_SUCH_SOURCE = 600;
const NOT_A_SCENE = 602;

export class Obs implements StudioObs {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #random: () => number;
  readonly #timing: ObsTiming;
  readonly #sideLinks = new Set<SideLink>();
  #address: { url: string; password: string | null } | null = null;
  readonly #connection: Connection;
  readonly #keeper: MirrorKeeper;
  readonly #facts: ObsFacts;
  readonly #state: MutableState<ObsState>;
  readonly #sources = new MutableState<SourcesState>(noSources);
  readonly #wishes: SceneWishes;
  readonly #factListeners = new Set<(fact: ObsFact) => void>();
  readonly #eventListeners = new Set<(eventType: string, data: ObsData) => void>();

  constructor(options: ObsOptions) {
    const { clock, logger, random = Math.random } = options;
    const timing = { ...obsTiming, ...options.timing };
    this.#clock = clock;
    this.#logger = logger;
    this.#random = random;
    this.#timing = timing;
    this.#wishes = new SceneWishes(clock);
    this.#facts = new ObsFacts(clock, this.#wishes, (fact) => this.#tell(fact));
    this.#keeper = new MirrorKeeper({
      clock,
      logger,
      random,
      timing,
      onMirror: (mirror) => this.#onMirror(mirror),
      onSources: (changed) => this.#onSources(changed),
    });
    this.#connection = new Connection({
      clock,
      logger,
      random,
      timing,
      probe: options.probe ?? lineProbe(clock),
      obsRuns: options.obsRuns ?? obsInProcessList(clock),
      read: (link) => this.#keeper.read(link),
      onEvent: (link, eventType, eventData) => this.#onEvent(link, eventType, eventData),
      onChange: (connection) => this.#onConnection(connection),
    });
    this.#state = new MutableState<ObsState>({ connection: this.#connection.current, mirror: null });
  }

  get state(): LiveState<ObsState> {
    return this.#state;
  }

  get sources(): LiveState<SourcesState> {
    return this.#sources;
  }

  /** Begins to connect and keeps trying; what comes of it is in the state. Without a password OBS must not ask for one. */
  connect(url: string, password: string | null, simulated = false): void {
    this.#connection.disconnect();
    this.#keeper.reset();
    this.#facts.reset();
    this.#address = { url, password };
    this.#connection.connect(url, password, simulated);
  }

  disconnect(): void {
    this.#connection.disconnect();
  }

  /** Ends the connection for good and tells nobody; resolves when its socket is gone. */
  async dispose(): Promise<void> {
    this.#factListeners.clear();
    await this.#connection.dispose();
    await Promise.all([...this.#sideLinks].map((link) => link.close()));
  }

  onFact(listener: (fact: ObsFact) => void): Disposable {
    this.#factListeners.add(listener);
    return { dispose: () => void this.#factListeners.delete(listener) };
  }

  onEvent(listener: (eventType: string, data: ObsData) => void): Disposable {
    this.#eventListeners.add(listener);
    return { dispose: () => void this.#eventListeners.delete(listener) };
  }

  sideLink(wish: SideLinkWish): Disposable {
    const link = new SideLink(wish, {
      clock: this.#clock,
      logger: this.#logger,
      random: this.#random,
      timing: this.#timing,
      state: this.#state,
      address: () => this.#address,
    });
    this.#sideLinks.add(link);
    return {
      dispose: () => void link.close().then(() => this.#sideLinks.delete(link)),
    };
  }

  async request(requestType: string, requestData?: ObsData, options: { timeoutMs?: number } = {}): Promise<Result<ObsData>> {
    const unknown = this.#unknownRequest([requestType]);
    return unknown ?? this.#connection.request(requestType, requestData, options.timeoutMs ?? this.#timing.requestMs);
  }

  async requestAll(requests: ObsRequest[], options: { timeoutMs?: number } = {}): Promise<Result<ObsData[]>> {
    const unknown = this.#unknownRequest(requests.map(({ requestType }) => requestType));
    return unknown ?? this.#connection.requestAll(requests, options.timeoutMs ?? this.#timing.requestMs);
  }

  setProgramScene(sceneName: string): Promise<Done> {
    return this.#wished(sceneName, () => this.#setScene('SetCurrentProgramScene', sceneName));
  }

  async runTransition(): Promise<Done> {
    const run = async () => done(await this.request('TriggerStudioModeTransition'));
    const previewSceneName = this.#keeper.mirror?.previewSceneName ?? null;
    return previewSceneName === null ? run() : this.#wished(previewSceneName, run);
  }

  setPreviewScene(sceneName: string): Promise<Done> {
    return this.#setScene('SetCurrentPreviewScene', sceneName);
  }

  async setStudioMode(enabled: boolean): Promise<Done> {
    return done(await this.request('SetStudioModeEnabled', { studioModeEnabled: enabled }));
  }

  /** The program scene that comes of it was asked for; after a timeout it may still come. */
  async #wished(sceneName: string, ask: () => Promise<Done>): Promise<Done> {
    const takeBack = this.#wishes.add(sceneName, this.#keeper.mirror?.programSceneName ?? null);
    const answer = await ask();
    if (!answer.ok && answer.refusal.code !== 'obs-timeout') takeBack();
    return answer;
  }

  async #setScene(requestType: string, sceneName: string): Promise<Done> {
    const answer = await this.request(requestType, { sceneName });
    if (answer.ok) return accepted({});
    const { obsCode } = answer.refusal.context;
    return obsCode === NO_SUCH_SOURCE || obsCode === NOT_A_SCENE ? refused('obs-scene-missing', { sceneName }) : answer;
  }

  /** What this OBS does not have is never sent. */
  #unknownRequest(requestTypes: readonly string[]): ReturnType<typeof refused> | null {
    const known = this.#keeper.mirror?.availableRequests;
    if (this.#connection.current.state !== 'ready' || !known) return null;
    const request = requestTypes.find((requestType) => !known.includes(requestType));
    if (request === undefined) return null;
    return refused('obs-request-failed', { request, obsCode: UNKNOWN_REQUEST, comment: `this OBS has no request ${request}` });
  }

  #tell(fact: ObsFact): void {
    for (const listener of this.#factListeners) this.#guarded(() => listener(fact), fact.kind);
  }

  /** A fault of a listener must not cost the connection. */
  #guarded(listen: () => void, what: string): void {
    try {
      listen();
    } catch (error) {
      this.#logger.error({ err: error, what }, 'a listener to OBS failed');
    }
  }

  #onConnection(connection: ObsConnection): void {
    const before = this.#state.get().connection;
    const { mirror } = this.#keeper;
    if (connection.state === 'ready' && mirror) {
      // First, so that whoever hears of a ready OBS finds its sources too.
      this.#sources.patch(this.#keeper.sources);
      this.#state.patch({ connection, mirror });
      this.#facts.ready(connection, mirror);
      return;
    }
    this.#keeper.forget();
    this.#state.patch({ connection, mirror: null });
    this.#sources.patch(noSources);
    if (before.state === 'ready') this.#facts.lost(before.url, connection.problem?.code ?? 'disconnected');
  }

  #onMirror(mirror: ObsMirror): void {
    if (this.#connection.current.state !== 'ready') return;
    this.#state.patch({ mirror });
    this.#facts.mirrored(mirror);
  }

  #onSources(changed: Partial<SourcesState>): void {
    if (this.#connection.current.state === 'ready') this.#sources.patch(changed);
  }

  /** The client library swallows what an event's listener throws; a fault of ours must not leave a wrong mirror behind unseen. */
  #onEvent(link: ObsLink, eventType: string, eventData: ObsData): void {
    try {
      this.#keeper.hear(link, eventType, eventData);
      if (this.#connection.current.state !== 'ready') return;
      for (const listener of this.#eventListeners) this.#guarded(() => listener(eventType, eventData), eventType);
    } catch (error) {
      this.#logger.error({ err: error, eventType }, 'an event of OBS met a fault of the studio; connecting anew');
      link.end({ code: 'internal', context: {} });
    }
  }
}

function done(answer: Result<unknown>): Done {
  return answer.ok ? accepted({}) : answer;
}
