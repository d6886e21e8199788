/** The checklist with everything it looks at: reads what must be asked for, says it, and mends what the studio can. */
import type { AudioState, MetersState } from './contract/audio.ts';
import type { GateState } from './contract/gate.ts';
import type { MediaState } from './contract/media.ts';
import type { OutputsState } from './contract/outputs.ts';
import type { Readiness, ReadinessCheck, ReadinessItem } from './contract/readiness.ts';
import { accepted, refused, type Result } from './contract/refusal.ts';
import type { SalesState } from './contract/sales.ts';
import type { StandbyState } from './contract/standby.ts';
import type { SyncState } from './contract/upstream.ts';
import type { Desk } from './desk.ts';
import { type Clock, delay } from './kernel/clock.ts';
import type { LiveState } from './kernel/live-state.ts';
import { type ReadinessInput, readinessItem, readinessOf } from './playout/readiness-checks.ts';

export interface ReadinessPorts {
  desk: Desk;
  /** The name that OBS has for a scene of the plan. */
  obsSceneName(planned: string): string;
  overlayPages(): number;
  audio: LiveState<AudioState>;
  meters: LiveState<MetersState>;
  outputs: LiveState<OutputsState>;
  media: LiveState<MediaState>;
  standby: LiveState<StandbyState>;
  feeds(): SalesState['feeds'];
  sync(): SyncState;
  gate(): GateState;
  /** What the studio does about a check that failed; a check without one is for a person. */
  mend: Partial<Record<ReadinessCheck, (actor: string) => Promise<Result<unknown>>>>;
  clock: Clock;
}

/** How long is listened to the microphones: levels come twenty times a second. */
const LISTEN_MS = 1_000;
/** OBS tells of what it did within a few frames. */
const SETTLE_MS = 300;

export class ReadinessDesk {
  readonly #ports: ReadinessPorts;

  constructor(ports: ReadinessPorts) {
    this.#ports = ports;
  }

  /** Goes on record, so that the review can tell what was known before going live. */
  async check(actor: string): Promise<Result<Readiness>> {
    const { desk, clock } = this.#ports;
    const input = await this.#read();
    const items = readinessOf(input);
    const checksWith = (verdict: ReadinessItem['verdict']) => items.filter((item) => item.verdict === verdict).map(({ check }) => check);
    const body = { failed: checksWith('failed'), warnings: checksWith('warning') };
    const { broadcastId } = desk.playout;
    await desk.ledger.append([{ kind: 'readiness.checked', broadcastId, atMs: clock.nowMs(), actor, body }]);
    return accepted({ atMs: Math.round(input.nowMs), items });
  }

  async fix(check: ReadinessCheck, actor: string): Promise<Result<ReadinessItem>> {
    const { clock, mend } = this.#ports;
    if (!mend[check] || !readinessItem(check, await this.#read()).fixable) return refused('readiness-not-fixable', { check });
    const done = await mend[check](actor);
    if (!done.ok) return done;
    await delay(clock, SETTLE_MS);
    return accepted(readinessItem(check, await this.#read()));
  }

  async #read(): Promise<ReadinessInput> {
    const { desk, audio, outputs, media, standby, feeds, sync, gate, overlayPages, obsSceneName, clock } = this.#ports;
    const { obs, status, rundown, catalogue, playout, overlay } = desk;
    const [streamService, heardDb] = await Promise.all([this.#streamService(), this.#listen()]);
    return {
      nowMs: clock.nowMs(),
      studio: status.state.get(),
      obs: obs.state.get(),
      sources: obs.sources.get(),
      obsSceneName,
      rundown: rundown.state.get().rundown,
      catalogue: catalogue.state.get(),
      playout: playout.state.get(),
      locale: overlay.state.get().locale,
      overlayPages: overlayPages(),
      microphones: audio.get().microphones,
      heardDb,
      outputs: outputs.get(),
      streamService,
      feeds: feeds(),
      sync: sync(),
      media: media.get(),
      gate: gate(),
      standby: standby.get(),
    };
  }

  /** The key itself is looked at and not kept. */
  async #streamService(): Promise<ReadinessInput['streamService']> {
    const answer = await this.#ports.desk.obs.request('GetStreamServiceSettings');
    if (!answer.ok) return null;
    const settings = (answer.value['streamServiceSettings'] ?? {}) as Record<string, unknown>;
    const has = (name: string) => typeof settings[name] === 'string' && settings[name] !== '';
    return { hasServer: has('server') || has('service'), hasKey: has('key') || has('bearer_token') };
  }

  async #listen(): Promise<ReadonlyMap<string, number>> {
    const { meters, audio, clock, desk } = this.#ports;
    const heard = new Map<string, number>();
    if (audio.get().microphones.length === 0 || desk.obs.state.get().mirror === null) return heard;
    const listening = meters.subscribe(({ levels }) => {
      for (const { inputName, peakDb } of levels ?? []) heard.set(inputName, Math.max(heard.get(inputName) ?? -100, ...peakDb));
    });
    await delay(clock, LISTEN_MS);
    listening.dispose();
    return heard;
  }
}
