/** Asks OBS once a second how it fares, its stream and its recording, as one message; everything that watches outputs hears it from here. */
import type { ObsState } from '../../contract/obs.ts';
import type { Result } from '../../contract/refusal.ts';
import type { Clock, Timer } from '../../kernel/clock.ts';
import type { Disposable, LiveState } from '../../kernel/live-state.ts';
import type { ObsData, ObsRequest } from '../link.ts';

/** One look at OBS; a part that this OBS cannot tell is empty. */
export interface OutputSample {
  stats: ObsData;
  stream: ObsData;
  record: ObsData;
}

interface PollPorts {
  clock: Clock;
  obs: { readonly state: LiveState<ObsState>; requestAll(requests: ObsRequest[]): Promise<Result<ObsData[]>> };
}

const ASK_EVERY_MS = 1_000;
const ASKED = ['GetStats', 'GetStreamStatus', 'GetRecordStatus'] as const;

export class OutputPoll {
  readonly #ports: PollPorts;
  readonly #watching: Disposable;
  readonly #listeners = new Set<(sample: OutputSample) => void>();
  /** One time of asking, from when OBS is ready until it no longer is; an answer from before is thrown away. */
  #round: { timer: Timer | null } | null = null;

  constructor(ports: PollPorts) {
    this.#ports = ports;
    this.#watching = ports.obs.state.subscribe(() => this.#follow());
    this.#follow();
  }

  onSample(listener: (sample: OutputSample) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  dispose(): void {
    this.#watching.dispose();
    this.#endRound();
  }

  #follow(): void {
    const { connection, mirror } = this.#ports.obs.state.get();
    if (connection.state !== 'ready' || !mirror) this.#endRound();
    else if (!this.#round) {
      this.#round = { timer: null };
      this.#askSoon(this.#round);
    }
  }

  /** Not at once: who else follows the connection shall hear of it first. */
  #askSoon(round: { timer: Timer | null }): void {
    round.timer = this.#ports.clock.after(0, () => void this.#ask(round));
  }

  /** One question at a time; each settles within the deadline of a request. */
  async #ask(round: { timer: Timer | null }): Promise<void> {
    const { clock, obs } = this.#ports;
    const available = obs.state.get().mirror?.availableRequests ?? [];
    const asked = ASKED.filter((requestType) => available.includes(requestType));
    const answers = await obs.requestAll(asked.map((requestType) => ({ requestType })));
    if (round !== this.#round) return;
    if (answers.ok) {
      const answer = (requestType: (typeof ASKED)[number]) => answers.value[asked.indexOf(requestType)] ?? {};
      const sample = { stats: answer('GetStats'), stream: answer('GetStreamStatus'), record: answer('GetRecordStatus') };
      for (const listener of this.#listeners) listener(sample);
    }
    if (round === this.#round) round.timer = clock.after(ASK_EVERY_MS, () => void this.#ask(round));
  }

  #endRound(): void {
    this.#round?.timer?.cancel();
    this.#round = null;
  }
}

export function amount(value: unknown): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}
