/** Remembers when all was last well after an act of the operator, and brings exactly that back. */
import type { Entry, EntryDraft } from '../contract/entry.ts';
import type { PlayoutState } from '../contract/playout.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import type { LiveState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import type { StudioObs } from '../obs/studio-obs.ts';
import { type GoodState, goodStateOf, goodStateSchema, stepsBackTo } from './good-state.ts';
import type { Playout } from './playout.ts';
import type { FollowStep } from './standby-differences.ts';

export interface LastGoodPorts {
  obs: Pick<StudioObs, 'state' | 'sources' | 'requestAll'>;
  playout: { state: LiveState<PlayoutState> } & Pick<Playout, 'bringBack'>;
  /** Mutes in the name of who asks, so that the record does not take it for a hand in OBS. */
  setMute(inputName: string, muted: boolean, actor: string): Promise<Result<unknown>>;
  /** True while something raises an alarm. */
  hasAlarm(): boolean;
  /** True while sound is lowered for whoever speaks: that is not how it shall stay. */
  isTalkedOver(): boolean;
  settings: { load(key: string): unknown; save(key: string, value: unknown): Promise<void> };
  append(drafts: EntryDraft[]): Promise<unknown>;
  clock: Clock;
  logger: Logger;
}

const SETTING = 'last-good';
/** So long must all be well after the operator's last act. */
const WELL_FOR_MS = 10_000;
const LOOK_EVERY_MS = 1_000;

export class LastGood {
  readonly #ports: LastGoodPorts;
  #good: GoodState | null;
  /** The scene that the operator chose last, by a segment or by itself; null before, and once a scene was switched to by hand. */
  #chosenScene: string | null = null;
  #timer: Timer | null = null;
  /** How long it has been well, as far as was looked. */
  #wellMs = 0;

  /** `entries` of the current broadcast tell what was chosen before a restart; what was good then is kept beside them. */
  constructor(ports: LastGoodPorts, entries: readonly Entry[]) {
    this.#ports = ports;
    const kept = goodStateSchema.safeParse(ports.settings.load(SETTING));
    const { broadcastId } = ports.playout.state.get().broadcast;
    this.#good = kept.success && kept.data.broadcastId === broadcastId ? kept.data : null;
    if (this.#hear(entries) && !this.#good) this.#lookFromNow();
  }

  /** Follows the ledger; called with entries that are durable, in their order. */
  apply(entries: readonly Entry[]): void {
    if (this.#hear(entries)) this.#lookFromNow();
  }

  dispose(): void {
    this.#timer?.cancel();
  }

  /** Items and sounds before the scene, as one message, because it may not be seen yet; then scene, card and lower third. */
  async repeat(actor: string): Promise<Result<{ atMs: number; changed: number }>> {
    const { obs, playout, append, clock } = this.#ports;
    const good = this.#good;
    const { mirror } = obs.state.get();
    if (!good) return refused('nothing-good-yet');
    if (!mirror) return refused('obs-not-connected', { request: 'RequestBatch' });
    const steps = stepsBackTo(good, mirror, obs.sources.get());
    const brought = await playout.bringBack(good, () => this.#mend(steps, actor), actor);
    if (!brought.ok) return brought;
    const changed = steps.length + brought.value.changed;
    const body = { goodAtMs: good.atMs, changed };
    await append([{ kind: 'last-good.repeated', broadcastId: good.broadcastId, atMs: clock.nowMs(), actor, body }]);
    return accepted({ atMs: good.atMs, changed });
  }

  async #mend(steps: readonly FollowStep[], actor: string): Promise<Result<unknown>> {
    const mutes = steps.filter(({ requestType }) => requestType === 'SetInputMute');
    const others = steps.filter((step) => !mutes.includes(step));
    if (others.length > 0) {
      const sent = await this.#ports.obs.requestAll(others.map(({ requestType, requestData }) => ({ requestType, requestData })));
      if (!sent.ok) return sent;
    }
    for (const { requestData } of mutes) {
      const muted = await this.#ports.setMute(String(requestData['inputName']), requestData['inputMuted'] === true, actor);
      if (!muted.ok) return muted;
    }
    return accepted({});
  }

  /** Whether the operator did something on purpose, after which a new good state may be found. */
  #hear(entries: readonly Entry[]): boolean {
    let acted = false;
    for (const entry of entries) {
      switch (entry.kind) {
        case 'broadcast.opened':
          this.#good = null;
          this.#chosenScene = null;
          acted = false;
          break;
        case 'segment.taken':
          this.#chosenScene = entry.body.sceneName;
          acted = true;
          break;
        case 'scene.changed':
          this.#chosenScene = entry.body.byStudio ? entry.body.sceneName : null;
          acted ||= entry.body.byStudio;
          break;
        case 'audio.muted':
          acted ||= entry.body.byStudio;
          break;
        case 'card.shown':
        case 'card.cleared':
        case 'lower-third.shown':
        case 'lower-third.cleared':
        case 'slate.released':
          acted = true;
          break;
        default:
          break;
      }
    }
    return acted;
  }

  #lookFromNow(): void {
    this.#wellMs = 0;
    this.#timer?.cancel();
    this.#timer = this.#ports.clock.after(LOOK_EVERY_MS, () => this.#look());
  }

  #look(): void {
    const { obs, playout, clock, settings, logger } = this.#ports;
    const scene = this.#chosenScene;
    this.#timer = null;
    if (scene === null) return;
    const program = obs.state.get().mirror?.programSceneName;
    const isWell = program === scene && playout.state.get().slateHeld === null && !this.#ports.hasAlarm() && !this.#ports.isTalkedOver();
    this.#wellMs = isWell ? this.#wellMs + LOOK_EVERY_MS : 0;
    if (this.#wellMs < WELL_FOR_MS) {
      this.#timer = clock.after(LOOK_EVERY_MS, () => this.#look());
      return;
    }
    const good = goodStateOf(Math.round(clock.nowMs()), scene, obs.sources.get(), playout.state.get());
    this.#good = good;
    settings.save(SETTING, good).catch((error: unknown) => logger.error({ err: error }, 'the last good state could not be kept'));
  }
}
