/** Keeps the host process running: starts it, hears it, restarts it after a crash, and gives up when it crashes again and again. */
import type { UtilityProcess } from 'electron';
import type { DrawingAnswer, DrawingOrder } from '../native/contract/drawing.ts';
import { isHostMessage, type ShellMessage } from './host-protocol.ts';

export interface SupervisorEvents {
  ready(url: string): void;
  onAir(onAir: boolean): void;
  /** The host wants something drawn; the answer goes to the process that asked. */
  draw(order: DrawingOrder): Promise<DrawingAnswer>;
  /** The process has ended, and nobody waits for pictures any more. */
  gone(): void;
  /** It ended before it was ever ready. `sentence` is its own reason, or null. */
  failedToStart(sentence: string | null, status: number): void;
  crashedTooOften(times: number): void;
}

export const MOST_CRASHES = 3;
/** Crashes further apart than this are told by the log alone. */
export const CRASH_WINDOW_MS = 60_000;
const STOP_LIMIT_MS = 8000;

export class HostSupervisor {
  readonly #fork: () => UtilityProcess;
  readonly #events: SupervisorEvents;
  readonly #nowMs: () => number;
  #process: UtilityProcess | null = null;
  #wasReady = false;
  #sentence: string | null = null;
  #stopping = false;
  #crashesAtMs: number[] = [];
  #stopped: (() => void) | null = null;

  constructor(fork: () => UtilityProcess, events: SupervisorEvents, nowMs: () => number = () => performance.now()) {
    this.#fork = fork;
    this.#events = events;
    this.#nowMs = nowMs;
  }

  start(): void {
    this.#sentence = null;
    const host = this.#fork();
    this.#process = host;
    host.on('message', (message: unknown) => this.#hear(message, host));
    host.on('exit', (status: number) => this.#ended(status));
  }

  /** Asks the host to end cleanly and waits for it; one that hangs is killed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const host = this.#process;
    if (!host) return;
    const ended = new Promise<void>((resolve) => (this.#stopped = resolve));
    const timer = setTimeout(() => host.kill(), STOP_LIMIT_MS);
    host.postMessage({ type: 'stop' } satisfies ShellMessage);
    await ended;
    clearTimeout(timer);
  }

  #hear(message: unknown, host: UtilityProcess): void {
    if (!isHostMessage(message)) return;
    switch (message.type) {
      case 'onAir':
        return this.#events.onAir(message.onAir);
      case 'refused':
        this.#sentence = message.sentence;
        return;
      case 'ready':
        this.#wasReady = true;
        return this.#events.ready(message.url);
      default:
        void this.#draw(message, host);
    }
  }

  async #draw(order: DrawingOrder, host: UtilityProcess): Promise<void> {
    const answer = await this.#events.draw(order);
    if (this.#process === host) host.postMessage(answer satisfies ShellMessage);
  }

  #ended(status: number): void {
    this.#process = null;
    this.#events.gone();
    if (this.#stopping) {
      this.#stopped?.();
      return;
    }
    // A host that says why it cannot start would say so again.
    if (!this.#wasReady || this.#sentence !== null) {
      this.#events.failedToStart(this.#sentence, status);
      return;
    }
    const nowMs = this.#nowMs();
    this.#crashesAtMs = [...this.#crashesAtMs.filter((atMs) => nowMs - atMs < CRASH_WINDOW_MS), nowMs];
    if (this.#crashesAtMs.length > MOST_CRASHES) this.#events.crashedTooOften(this.#crashesAtMs.length);
    else this.start();
  }
}
