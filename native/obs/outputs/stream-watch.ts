/** How the stream fares, over the loss of its server too: its counts, its congestion, and whether this output tells congestion at all. */
import type { ObsState } from '../../contract/obs.ts';
import type { Result } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type Disposable, type LiveState, MutableState } from '../../kernel/live-state.ts';
import type { ObsData } from '../link.ts';
import { amount, type OutputPoll } from './output-poll.ts';

export interface StreamHealth {
  active: boolean;
  reconnecting: boolean;
  /** OBS cannot be asked now, and may well be streaming: it is being looked for, or streamed when it was lost. */
  unsure: boolean;
  /** Whether this output tells congestion. RTMP does; SRT, RIST, WHIP and the others always say 0. */
  reports: boolean;
  /** As OBS said last, 0 to 1: how full its queue towards the server is. Jumps. */
  congestion: number;
  /** Since the stream began, or since the studio first saw it; they go on where the server was lost and found again. */
  skippedFrames: number;
  totalFrames: number;
  bytes: number;
  /** When OBS said so; null before it has. */
  atMonotonicMs: number | null;
}

interface WatchPorts {
  clock: Clock;
  obs: { readonly state: LiveState<ObsState>; request(requestType: string): Promise<Result<ObsData>> };
  poll: Pick<OutputPoll, 'onSample'>;
}

const COUNTED = ['skippedFrames', 'totalFrames', 'bytes'] as const;
type Counts = Record<(typeof COUNTED)[number], number>;

const NOTHING: Counts = { skippedFrames: 0, totalFrames: 0, bytes: 0 };
/** One stream, or what one connection sees of it. `reports` is null until OBS has told its service; `asking` while it is asked. */
interface Round {
  reports: boolean | null;
  asking: boolean;
}
/** Of an OBS that does not stream. */
export const noStream: StreamHealth = {
  active: false,
  reconnecting: false,
  unsure: false,
  reports: false,
  congestion: 0,
  ...NOTHING,
  atMonotonicMs: null,
};

export class StreamWatch {
  readonly #ports: WatchPorts;
  readonly #state = new MutableState<StreamHealth>(noStream);
  readonly #watching: Disposable[];
  #round: Round | null = null;
  /** What OBS counted before it last began again at 0, and what it said last. */
  #carried: Counts = { ...NOTHING };
  #said: { counts: Counts; first: boolean } | null = null;
  #url: string | null = null;

  constructor(ports: WatchPorts) {
    this.#ports = ports;
    this.#watching = [ports.obs.state.subscribe(() => this.#follow()), ports.poll.onSample(({ stream }) => this.#sampled(stream))];
    this.#follow();
  }

  get state(): LiveState<StreamHealth> {
    return this.#state;
  }

  dispose(): void {
    for (const watching of this.#watching) watching.dispose();
    this.#round = null;
  }

  #follow(): void {
    const { connection, mirror } = this.#ports.obs.state.get();
    if (this.#url !== null && connection.url !== this.#url) this.#startOver();
    this.#url = connection.url;
    if (connection.state !== 'ready' || !mirror) {
      this.#round = null;
      const before = this.#state.get();
      this.#state.patch({ unsure: connection.state === 'connecting' || before.active });
      return;
    }
    const { active, reconnecting } = mirror.stream;
    if (!active) {
      this.#startOver();
      return;
    }
    this.#state.patch({ active, reconnecting, unsure: false });
    if (this.#round) return;
    this.#round = { reports: null, asking: false };
    void this.#askService(this.#round);
  }

  /** No stream, or that of another OBS: nothing that was counted is of it. */
  #startOver(): void {
    this.#round = null;
    this.#carried = { ...NOTHING };
    this.#said = null;
    this.#state.patch(noStream);
  }

  /** Asked until it is told, once a second. */
  async #askService(round: Round): Promise<void> {
    round.asking = true;
    const service = await this.#ports.obs.request('GetStreamServiceSettings');
    round.asking = false;
    if (round !== this.#round) return;
    round.reports = service.ok ? tellsCongestion(service.value) : null;
    this.#state.patch({ reports: round.reports ?? false });
  }

  #sampled(status: ObsData): void {
    if (!this.#round) return;
    if (this.#round.reports === null && !this.#round.asking) void this.#askService(this.#round);
    this.#hear(status);
  }

  #hear(status: ObsData): void {
    const counts = {
      skippedFrames: amount(status.outputSkippedFrames),
      totalFrames: amount(status.outputTotalFrames),
      bytes: amount(status.outputBytes),
    };
    const said = this.#said;
    // Each begins again on its own: while OBS looks for its server the bytes are 0 and the frames still those of before.
    // The first answer of a stream may still show the one before it; what falls right after it was never this stream's.
    if (said && !said.first) {
      for (const name of COUNTED) if (counts[name] < said.counts[name]) this.#carried[name] += said.counts[name];
    }
    this.#said = { counts, first: said === null };
    this.#state.patch({
      ...sum(this.#carried, counts),
      reconnecting: status.outputReconnecting === true,
      congestion: Math.min(1, amount(status.outputCongestion)),
      atMonotonicMs: this.#ports.clock.monotonicMs(),
    });
  }
}

/** Reads nothing but the scheme: the settings also hold the stream's key. A known service may name its server by a word such as `auto`. */
function tellsCongestion({ streamServiceType, streamServiceSettings }: ObsData): boolean {
  const server = (streamServiceSettings as ObsData | undefined)?.server;
  const scheme = typeof server === 'string' ? /^\s*([a-z][a-z0-9+.-]*):\/\//iu.exec(server)?.[1]?.toLowerCase() : undefined;
  return scheme === undefined ? String(streamServiceType).startsWith('rtmp') : scheme === 'rtmp' || scheme === 'rtmps';
}

function sum(one: Counts, other: Counts): Counts {
  return {
    skippedFrames: one.skippedFrames + other.skippedFrames,
    totalFrames: one.totalFrames + other.totalFrames,
    bytes: one.bytes + other.bytes,
  };
}
