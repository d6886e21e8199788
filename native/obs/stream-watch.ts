/** Watches how the stream fares while it runs: asks OBS each second for congestion and frames, and learns whether this output tells them. */
import type { ObsState } from '../contract/obs.ts';
import type { Result } from '../contract/refusal.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import { type Disposable, type LiveState, MutableState } from '../kernel/live-state.ts';
import type { ObsData } from './link.ts';

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
}

const ASK_EVERY_MS = 1_000;
const COUNTED = ['skippedFrames', 'totalFrames', 'bytes'] as const;
type Counts = Record<(typeof COUNTED)[number], number>;

const NOTHING: Counts = { skippedFrames: 0, totalFrames: 0, bytes: 0 };
/** One time of asking, from the start of a stream or of a connection to its end. `reports` is null until OBS has told its service. */
interface Round {
  reports: boolean | null;
  timer: Timer | null;
}
const QUIET: StreamHealth = {
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
  readonly #state = new MutableState<StreamHealth>(QUIET);
  readonly #watching: Disposable;
  #round: Round | null = null;
  /** What OBS counted before it last began again at 0, and what it said last. */
  #carried: Counts = { ...NOTHING };
  #said: { counts: Counts; first: boolean } | null = null;

  constructor(ports: WatchPorts) {
    this.#ports = ports;
    this.#watching = ports.obs.state.subscribe(() => this.#follow());
    this.#follow();
  }

  get state(): LiveState<StreamHealth> {
    return this.#state;
  }

  dispose(): void {
    this.#watching.dispose();
    this.#endRound();
  }

  #follow(): void {
    const { connection, mirror } = this.#ports.obs.state.get();
    if (connection.state !== 'ready' || !mirror) {
      this.#endRound();
      const before = this.#state.get();
      this.#state.patch({ unsure: connection.state === 'connecting' || before.active });
      return;
    }
    const { active, reconnecting } = mirror.stream;
    if (!active) {
      this.#endRound();
      this.#carried = { ...NOTHING };
      this.#said = null;
      this.#state.patch(QUIET);
      return;
    }
    this.#state.patch({ active, reconnecting, unsure: false });
    if (this.#round) return;
    this.#round = { reports: null, timer: null };
    void this.#ask(this.#round);
  }

  /** One request at a time; each settles within the deadline of `obs.request`. */
  async #ask(round: Round): Promise<void> {
    const { clock, obs } = this.#ports;
    if (round.reports === null) {
      const service = await obs.request('GetStreamServiceSettings');
      if (round !== this.#round) return;
      round.reports = service.ok ? tellsCongestion(service.value) : null;
      this.#state.patch({ reports: round.reports ?? false });
    }
    const status = await obs.request('GetStreamStatus');
    if (round !== this.#round) return;
    if (status.ok) this.#hear(status.value);
    round.timer = clock.after(ASK_EVERY_MS, () => void this.#ask(round));
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

  #endRound(): void {
    this.#round?.timer?.cancel();
    this.#round = null;
  }
}

/** Reads nothing but the scheme: the settings also hold the stream's key. A known service may name its server by a word such as `auto`. */
function tellsCongestion({ streamServiceType, streamServiceSettings }: ObsData): boolean {
  const server = (streamServiceSettings as ObsData | undefined)?.server;
  const scheme = typeof server === 'string' ? /^\s*([a-z][a-z0-9+.-]*):\/\//iu.exec(server)?.[1]?.toLowerCase() : undefined;
  return scheme === undefined ? String(streamServiceType).startsWith('rtmp') : scheme === 'rtmp' || scheme === 'rtmps';
}

function amount(value: unknown): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}

function sum(one: Counts, other: Counts): Counts {
  return {
    skippedFrames: one.skippedFrames + other.skippedFrames,
    totalFrames: one.totalFrames + other.totalFrames,
    bytes: one.bytes + other.bytes,
  };
}
