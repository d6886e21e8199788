/** The connection to OBS through all its lives: tries, identifies, watches the heartbeat, finds the loss and tries again. */
import type { ObsConnection } from '../contract/obs.ts';
import { refused, type Result } from '../contract/refusal.ts';
import { type BackOff, backOff } from '../kernel/back-off.ts';
import { type Clock, delay } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { type ConnectionProblem, obsAddress, problemOf, shownAddress } from './connection-problem.ts';
import { isLoopback, type LineProbe } from './line-probe.ts';
import { type ObsData, ObsLink, type ObsRequest } from './link.ts';
import { type ObsRuns, PortlessObs } from './portless-obs.ts';

/** Limits and waits in milliseconds. */
export interface ObsTiming {
  /** From the first packet to Identified; a silent port must be found in less than 5 s. */
  connectMs: number;
  requestMs: number;
  /** A hang is found after at most `heartbeatEveryMs + heartbeatLimitMs + probeMs`; 2 s is 15 times the slowest answer measured under load. */
  heartbeatEveryMs: number;
  heartbeatLimitMs: number;
  /** How long it is waited for a second connection, when the first is silent: a hung OBS still gets one, over a cut line there is none. */
  probeMs: number;
  retryFirstMs: number;
  /** Low, because the studio shall be back within 2 s of OBS. */
  retryLimitMs: number;
  slowRetryFirstMs: number;
  slowRetryLimitMs: number;
  /** How long an OBS that answers "not ready" is asked again before the connection counts as failed. */
  notReadyLimitMs: number;
  /** Video settings, transitions and the like change in OBS's windows without an event: how often they are looked at. */
  settingsEveryMs: number;
}

export const obsTiming: ObsTiming = {
  connectMs: 4_000,
  requestMs: 2_000,
  heartbeatEveryMs: 1_000,
  heartbeatLimitMs: 2_000,
  probeMs: 700,
  retryFirstMs: 250,
  retryLimitMs: 1_500,
  slowRetryFirstMs: 2_000,
  slowRetryLimitMs: 15_000,
  notReadyLimitMs: 30_000,
  settingsEveryMs: 5_000,
};

export interface ObsVersions {
  obsVersion: string;
  websocketVersion: string;
}

export interface ConnectionPorts {
  clock: Clock;
  logger: Logger;
  random: () => number;
  timing: ObsTiming;
  probe: LineProbe;
  obsRuns: ObsRuns;
  /** Reads what is to be known of OBS; the connection becomes ready only when it was read. */
  read(link: ObsLink): Promise<Result<ObsVersions>>;
  onEvent: (link: ObsLink, eventType: string, eventData: ObsData) => void;
  /** Every change of the connection; `ready` comes after a successful read. */
  onChange(connection: ObsConnection): void;
}

export class Connection {
  readonly #ports: ConnectionPorts;
  #current: ObsConnection;
  /** Aborting it ends the life of this address and password; whatever still arrives from it is thrown away. */
  #life = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #link: ObsLink | null = null;

  constructor(ports: ConnectionPorts) {
    this.#ports = ports;
    this.#current = {
      state: 'off',
      url: '',
      simulated: false,
      sinceAtMs: Math.round(ports.clock.nowMs()),
      problem: null,
      nextTryAtMs: null,
      obsVersion: null,
      websocketVersion: null,
    };
  }

  get current(): ObsConnection {
    return this.#current;
  }

  /** Begins a new life with this address; the one before is ended. An unusable address is said in the state, like every other problem. */
  connect(url: string, password: string | null, simulated: boolean): void {
    void this.#endLife();
    const life = new AbortController();
    this.#life = life;
    const address = obsAddress(url);
    if (!address) {
      const shown = shownAddress(url);
      this.#change({ ...this.#blank('stopped', shown, simulated), problem: { code: 'obs-bad-address', context: { url: shown } } });
      return;
    }
    this.#change(this.#blank('connecting', address, simulated));
    const running = this.#live(address, password || null, life.signal).catch((error: unknown) => {
      this.#ports.logger.error({ err: error }, 'the connection to OBS ended by a fault of the studio');
      void this.#endLife();
      this.#change({ ...this.#blank('stopped', address, simulated), problem: { code: 'internal', context: {} } });
    });
    this.#running = Promise.all([this.#running, running]).then(() => undefined);
  }

  disconnect(): void {
    void this.#endLife();
    this.#change(this.#blank('off', this.#current.url, this.#current.simulated));
  }

  /** Ends for good; resolves when the socket is gone. */
  async dispose(): Promise<void> {
    const gone = this.#endLife();
    this.#change(this.#blank('off', this.#current.url, this.#current.simulated));
    await gone;
    await this.#running;
  }

  /** Sends only while ready; a refused request was not sent and never will be, unless the code says that its fate is unknown. */
  async request(requestType: string, requestData: ObsData | undefined, limitMs: number): Promise<Result<ObsData>> {
    if (this.#current.state !== 'ready' || !this.#link?.isOpen) return refused('obs-not-connected', { request: requestType });
    return this.#link.ask(requestType, requestData, limitMs);
  }

  /** As `request`, for several as one message. */
  async requestAll(requests: ObsRequest[], limitMs: number): Promise<Result<ObsData[]>> {
    if (this.#current.state !== 'ready' || !this.#link?.isOpen) return refused('obs-not-connected', { request: 'RequestBatch' });
    return this.#link.askAll(requests, limitMs);
  }

  /** From here on nothing of this life is heard; resolves when its socket is gone. */
  async #endLife(): Promise<void> {
    this.#life.abort();
    const link = this.#link;
    this.#link = null;
    await link?.close({ code: 'obs-not-connected', context: {} });
  }

  async #live(url: string, password: string | null, signal: AbortSignal): Promise<void> {
    const { clock, random, timing } = this.#ports;
    const soon = backOff(timing.retryFirstMs, timing.retryLimitMs, random);
    const slowly = backOff(timing.slowRetryFirstMs, timing.slowRetryLimitMs, random);
    const portless = new PortlessObs(clock, this.#ports.obsRuns);
    let hangs = false;
    while (!signal.aborted) {
      const problem = await this.#explained(await this.#once(url, password, signal, soon), url, portless);
      if (signal.aborted) return;
      // An OBS that was seen to hang is silent to whoever connects, and still hangs.
      if (hangs && problem.refusal.code === 'obs-silent') problem.refusal = { code: 'obs-unresponsive', context: {} };
      hangs = problem.refusal.code === 'obs-unresponsive';
      if (problem.retry === 'never') {
        this.#change({ ...this.#blank('stopped', url, this.#current.simulated), problem: problem.refusal });
        return;
      }
      const waitMs = (problem.retry === 'soon' ? soon : slowly).nextMs();
      this.#change({
        ...this.#blank('reconnecting', url, this.#current.simulated),
        problem: problem.refusal,
        nextTryAtMs: Math.round(clock.nowMs() + waitMs),
      });
      await delay(clock, waitMs, signal);
    }
  }

  /** Where OBS itself cannot say why, the line and the list of processes may. */
  async #explained(problem: ConnectionProblem, url: string, portless: PortlessObs): Promise<ConnectionProblem> {
    const { code } = problem.refusal;
    if (code === 'obs-silent') {
      const line = await this.#ports.probe(url, this.#ports.timing.probeMs);
      return line === 'no-answer' ? { ...problem, refusal: { code: 'obs-unplugged', context: { url } } } : problem;
    }
    if (code !== 'obs-unreachable' || !isLoopback(url)) portless.reset();
    else if (await portless.isPortless()) return { ...problem, refusal: { code: 'obs-safe-mode', context: { url } } };
    return problem;
  }

  /** One try and, if it succeeds, the whole time until the connection is lost. Answers with why it ended. */
  async #once(url: string, password: string | null, signal: AbortSignal, soon: BackOff): Promise<ConnectionProblem> {
    const { clock, timing, onEvent } = this.#ports;
    let link: ObsLink | null = null;
    const opened = await ObsLink.open({
      clock,
      url,
      password,
      signal,
      limitMs: timing.connectMs,
      onEvent: (eventType, eventData) => {
        if (link && link === this.#link) onEvent(link, eventType, eventData);
      },
    });
    if (!opened.ok) return problemOf(opened.failure, url, password !== null);
    link = opened.link;
    if (signal.aborted) link.end({ code: 'obs-not-connected', context: {} });
    else this.#link = link;
    const read = await this.#ports.read(link);
    if (!read.ok) link.end(read.refusal.code === 'obs-timeout' ? { code: 'obs-unresponsive', context: {} } : read.refusal);
    else if (link.isOpen) {
      soon.reset();
      this.#change({ ...this.#blank('ready', url, this.#current.simulated), ...read.value });
      void this.#watchHeartbeat(link, url, signal);
    }
    const refusal = await link.ended;
    if (this.#link === link) this.#link = null;
    return { refusal, retry: refusal.code === 'obs-session-ended' ? 'never' : 'soon' };
  }

  /** One at a time and bound to this link: a heartbeat of an older link could otherwise cut the new one. */
  async #watchHeartbeat(link: ObsLink, url: string, signal: AbortSignal): Promise<void> {
    const { clock, timing, logger, probe } = this.#ports;
    for (;;) {
      await delay(clock, timing.heartbeatEveryMs, signal);
      if (signal.aborted || !link.isOpen) return;
      const answer = await link.ask('GetStats', undefined, timing.heartbeatLimitMs);
      if (answer.ok || answer.refusal.code !== 'obs-timeout') continue;
      const line = await probe(url, timing.probeMs);
      logger.warn({ limitMs: timing.heartbeatLimitMs, line }, 'OBS stopped answering');
      link.end(line === 'no-answer' ? { code: 'obs-unplugged', context: { url } } : { code: 'obs-unresponsive', context: {} });
      return;
    }
  }

  #blank(state: ObsConnection['state'], url: string, simulated: boolean): ObsConnection {
    const sinceAtMs = state === this.#current.state ? this.#current.sinceAtMs : Math.round(this.#ports.clock.nowMs());
    return { state, url, simulated, sinceAtMs, problem: null, nextTryAtMs: null, obsVersion: null, websocketVersion: null };
  }

  #change(next: ObsConnection): void {
    this.#current = next;
    this.#ports.onChange(next);
  }
}
