/** Keeps the OBS that does not count in the state of the one that does: one request at a time, and only while both are ready. */
import type { ObsState, SourcesState } from '../contract/obs.ts';
import type { Result } from '../contract/refusal.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import type { Disposable, LiveState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import { type FollowedSide, type FollowStep, type StandbyDifference, standbyDifferences } from './standby-differences.ts';

interface FollowedObs {
  readonly state: LiveState<ObsState>;
  readonly sources: LiveState<SourcesState>;
}

interface FollowPorts {
  clock: Clock;
  logger: Logger;
  leader: FollowedObs;
  follower: FollowedObs & { request(requestType: string, requestData: Record<string, unknown>): Promise<Result<unknown>> };
  /** What differs and could not be made the same; `inStep` only when nothing differs and nothing is under way. Null: it cannot be told now. */
  onOutcome(outcome: { differences: StandbyDifference[]; inStep: boolean } | null): void;
}

interface Sent {
  atMs: number;
  tries: number;
}

/** Changes that come together are followed together. */
const SETTLE_MS = 60;
/** An OBS that has accepted a request tells of the change within a frame, or after the transition. */
const PATIENCE_MS = 1_000;
const TRIES = 3;
/** What could not be made the same is tried again after so long: a person may have mended it. */
const FORGET_MS = 30_000;

export class StandbyFollow {
  readonly #ports: FollowPorts;
  readonly #watches: Disposable[];
  readonly #sent = new Map<string, Sent>();
  #timer: Timer | null = null;
  #busy = false;
  #again = false;
  #ended = false;

  constructor(ports: FollowPorts) {
    const { leader, follower } = ports;
    this.#ports = ports;
    this.#watches = [leader.state, leader.sources, follower.state, follower.sources].map((live: LiveState<object>) =>
      live.subscribe(() => this.#soon(SETTLE_MS)),
    );
    this.#soon(0);
  }

  /** From here on nothing more is asked of the follower. */
  stop(): void {
    this.#ended = true;
    this.#timer?.cancel();
    for (const watch of this.#watches) watch.dispose();
  }

  #soon(waitMs: number): void {
    if (this.#ended) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#timer?.cancel();
    this.#timer = this.#ports.clock.after(waitMs, () => void this.#look());
  }

  async #look(): Promise<void> {
    this.#busy = true;
    this.#again = false;
    let waitMs: number | null = null;
    try {
      waitMs = await this.#follow();
    } catch (error) {
      this.#ports.logger.error({ err: error }, 'the standby OBS could not be kept in step');
      waitMs = PATIENCE_MS;
    }
    this.#busy = false;
    if (this.#again) this.#soon(SETTLE_MS);
    else if (waitMs !== null) this.#soon(waitMs);
  }

  /** One round; says after how long another must follow though nothing is heard, or null. */
  async #follow(): Promise<number | null> {
    const { leader, follower, onOutcome } = this.#ports;
    const [here, there] = [sideOf(leader), sideOf(follower)];
    if (!here || !there) {
      this.#sent.clear();
      if (!there) onOutcome(null);
      return null;
    }
    const { steps, differences } = standbyDifferences(here, there);
    const keys = new Set(steps.map((step) => keyOf(step)));
    for (const key of this.#sent.keys()) if (!keys.has(key)) this.#sent.delete(key);
    const waitMs = PATIENCE_MS + (there.mirror.transition.durationMs ?? 0);
    let waiting = false;
    for (const step of steps) {
      if (this.#ended) return null;
      const turn = this.#turnOf(step, waitMs);
      if (turn === 'given up') {
        differences.push(step.mends);
        continue;
      }
      waiting = true;
      if (turn === 'wait') continue;
      const answer = await follower.request(step.requestType, step.requestData);
      if (!answer.ok) this.#ports.logger.info({ step, code: answer.refusal.code }, 'the standby OBS did not follow');
      if (!sideOf(follower)) return null;
    }
    if (this.#ended) return null;
    onOutcome({ differences, inStep: !waiting && differences.length === 0 });
    return waiting ? waitMs : steps.length > 0 ? FORGET_MS : null;
  }

  /** Whether this step is to be sent now. */
  #turnOf(step: FollowStep, waitMs: number): 'send' | 'wait' | 'given up' {
    const key = keyOf(step);
    const nowMs = this.#ports.clock.monotonicMs();
    const sent = this.#sent.get(key);
    if (sent && nowMs - sent.atMs < waitMs) return 'wait';
    if (sent && sent.tries >= TRIES && nowMs - sent.atMs < FORGET_MS) return 'given up';
    this.#sent.set(key, { atMs: nowMs, tries: sent && sent.tries < TRIES ? sent.tries + 1 : 1 });
    return 'send';
  }
}

function sideOf({ state, sources }: FollowedObs): FollowedSide | null {
  const { mirror } = state.get();
  return mirror ? { mirror, sources: sources.get() } : null;
}

function keyOf({ requestType, requestData }: FollowStep): string {
  return `${requestType} ${JSON.stringify(requestData)}`;
}
