/** Sends where the broadcast stands before anything else: figures first, when the line is thin or was away. */
import type { Summary } from '../contract/upstream.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Abilities } from './abilities.ts';
import type { Parcel } from './outbox.ts';
import type { Transport } from './transport.ts';

export interface SummariesPorts {
  transport: Transport<Parcel>;
  abilities: Abilities;
  summary(): Summary | null;
  clock: Clock;
}

/** Between two summaries to one destination. */
const EVERY_MS = 15_000;

export class Summaries {
  readonly #ports: SummariesPorts;
  /** The figures that arrived last. */
  #arrived = '';
  #triedAtMs = Number.NEGATIVE_INFINITY;

  constructor(ports: SummariesPorts) {
    this.#ports = ports;
  }

  /** The line was away; what is known there is old. */
  lineLost(): void {
    this.#triedAtMs = Number.NEGATIVE_INFINITY;
  }

  /** Sends the summary when it has changed and is due. Whether it arrives or not, entries go on. */
  async send(signal: AbortSignal): Promise<void> {
    const { transport, abilities, clock } = this.#ports;
    if (!transport.sendSummary || !abilities.accepts('summary') || clock.monotonicMs() - this.#triedAtMs < EVERY_MS) return;
    const summary = this.#ports.summary();
    if (!summary) return;
    const { atMs: _at, ledgerSeq: _seq, ...figures } = summary;
    const text = JSON.stringify(figures);
    if (text === this.#arrived) return;
    this.#triedAtMs = clock.monotonicMs();
    if (await transport.sendSummary(summary, signal)) this.#arrived = text;
  }
}
