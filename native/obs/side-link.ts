/** A second connection to the same OBS for events of high volume: open while the first is ready, and gone with it. */
import type { ObsState } from '../contract/obs.ts';
import { backOff } from '../kernel/back-off.ts';
import { type Clock, delay } from '../kernel/clock.ts';
import type { Disposable, LiveState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import { type ObsData, ObsLink } from './link.ts';

export interface SideLinkWish {
  /** Bits of `EventSubscription`. */
  subscriptions: number;
  onEvent(eventType: string, data: ObsData): void;
}

interface SideLinkPorts {
  clock: Clock;
  logger: Logger;
  random: () => number;
  timing: { connectMs: number; retryFirstMs: number; slowRetryLimitMs: number };
  /** Of the first connection, which finds out whether OBS is there: this one only follows. */
  state: LiveState<ObsState>;
  address(): { url: string; password: string | null } | null;
}

export class SideLink {
  readonly #wish: SideLinkWish;
  readonly #ports: SideLinkPorts;
  readonly #watching: Disposable;
  /** Runs as long as the first connection stays ready. */
  #life: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(wish: SideLinkWish, ports: SideLinkPorts) {
    this.#wish = wish;
    this.#ports = ports;
    this.#watching = ports.state.subscribe(({ connection }) => connection && this.#follow());
    this.#follow();
  }

  /** Ends for good; resolves when the socket is gone. */
  close(): Promise<void> {
    this.#watching.dispose();
    this.#life?.abort();
    this.#life = null;
    return this.#running;
  }

  #follow(): void {
    const ready = this.#ports.state.get().connection.state === 'ready';
    if (ready === (this.#life !== null)) return;
    this.#life?.abort();
    this.#life = ready ? new AbortController() : null;
    if (this.#life) this.#running = Promise.all([this.#running, this.#live(this.#life.signal)]).then(() => undefined);
  }

  async #live(signal: AbortSignal): Promise<void> {
    const { clock, logger, random, timing } = this.#ports;
    const pause = backOff(timing.retryFirstMs, timing.slowRetryLimitMs, random);
    while (!signal.aborted) {
      const address = this.#ports.address();
      if (!address) return;
      const opened = await ObsLink.open({
        ...address,
        clock,
        signal,
        limitMs: timing.connectMs,
        subscriptions: this.#wish.subscriptions,
        acknowledges: false,
        onEvent: (eventType, data) => this.#hear(eventType, data, signal),
      });
      if (opened.ok) {
        pause.reset();
        await this.#untilOver(opened.link, signal);
      } else if (!signal.aborted) logger.warn({ code: opened.failure.code }, 'the second connection to OBS could not be opened');
      await delay(clock, pause.nextMs(), signal);
    }
  }

  async #untilOver(link: ObsLink, signal: AbortSignal): Promise<void> {
    const aborted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([link.ended, aborted]);
    if (link.isOpen) await link.close({ code: 'obs-not-connected', context: {} });
  }

  #hear(eventType: string, data: ObsData, signal: AbortSignal): void {
    if (signal.aborted) return;
    try {
      this.#wish.onEvent(eventType, data);
    } catch (error) {
      this.#ports.logger.error({ err: error, eventType }, 'a listener to OBS failed');
    }
  }
}
