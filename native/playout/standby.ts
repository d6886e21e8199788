/** The standby OBS as the operator sets it up: connected, kept in step, and made the one that counts. */
import { z } from 'zod';
import type { ObsRole, StandbyConfig, StandbyState } from '../contract/standby.ts';
import { noStandby, obsRoleSchema, standbyConfigSchema } from '../contract/standby.ts';
import type { ObsMirror } from '../contract/obs.ts';
import type { OverlayRoute } from '../contract/overlay.ts';
import { accepted, type Refusal, refused, type Result } from '../contract/refusal.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Disposable, type LiveState, MutableState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import type { SecretStore } from '../kernel/secret-store.ts';
import { isSameObs, obsAddress } from '../obs/connection-problem.ts';
import { OutputCommands } from '../obs/outputs/output-commands.ts';
import type { ObsPair } from '../obs/obs-pair.ts';
import type { StandbyDifference } from './standby-differences.ts';
import { StandbyFollow } from './standby-follow.ts';
import { StandbyOverlay } from './standby-overlay.ts';

/** Outlives a restart. */
const keptSchema = z.object({
  config: standbyConfigSchema.nullable(),
  counts: obsRoleSchema,
  lastSwitch: z.object({ atMs: z.number(), to: obsRoleSchema, reason: z.enum(['operator', 'lost']) }).nullable(),
});
const SETTING = 'standby';
const SECRET = 'obs:standby';

export interface StandbyPorts {
  pair: ObsPair;
  settings: { get<S extends z.ZodType>(key: string, schema: S): z.output<S> | null; set(key: string, value: unknown): Promise<void> };
  secrets: SecretStore;
  /** A rehearsal leads one OBS alone. */
  rehearses(): boolean;
  /** Address of the main OBS as it is set up; null before it is. */
  mainUrl(): string | null;
  /** How the overlay reaches OBS, and the address of its page. */
  overlayRoute(): OverlayRoute;
  overlayAddress(): string;
  /** A standing problem of the stream that should have gone on here. */
  onProblem(problem: Refusal | null): void;
  clock: Clock;
  logger: Logger;
}

type Done = Result<Record<string, never>>;
const done: Done = accepted({});

export class Standby {
  readonly #ports: StandbyPorts;
  readonly #state = new MutableState<StandbyState>(noStandby);
  readonly #overlay: StandbyOverlay;
  readonly #watches: Disposable[] = [];
  #follow: StandbyFollow | null = null;
  #followWatches: Disposable[] = [];
  #found: StandbyDifference[] = [];
  #inStep = false;
  /** That the stream did not go on here is standing. */
  #streamFailed = false;

  /** Connects to what was set up before; what counted counts again. */
  constructor(ports: StandbyPorts) {
    const { pair, settings } = ports;
    this.#ports = ports;
    this.#overlay = new StandbyOverlay({ ...ports, onChange: () => this.#tellOther() });
    this.#watches.push(
      pair.pair.subscribe(() => {
        void this.#keep(this.#state.get().config);
        this.#followOther();
      }),
      pair.onSwitch((to, before) => void this.#goOnStreaming(to, before)),
      pair.state.subscribe(({ mirror }) => mirror?.stream.active && this.#streamFailed && this.#tellStream(null)),
    );
    const kept = settings.get(SETTING, keptSchema);
    if (kept?.config) {
      this.#state.patch({ config: kept.config });
      pair.restore({ counts: kept.counts, lastSwitch: kept.lastSwitch });
      this.#connect(kept.config);
    }
    this.#followOther();
  }

  get state(): LiveState<StandbyState> {
    return this.#state;
  }

  /** A picture that the OBS that counts shows now; the standby shows it too, where it can reach it. */
  showPicture(path: string): void {
    this.#overlay.showPicture(path);
  }

  /** The overlay goes another way into the OBS that counts. */
  routeChanged(): void {
    this.#overlay.look();
  }

  async connect({ password, ...config }: StandbyConfig & { password?: string | undefined }): Promise<Done> {
    const { secrets, mainUrl, pair, rehearses } = this.#ports;
    if (rehearses()) return refused('rehearsal-stays-inside');
    const address = obsAddress(config.url);
    if (!address) return refused('obs-bad-address', { url: config.url });
    const main = mainUrl();
    if (main !== null && isSameObs(main, address)) return refused('standby-same-address', { url: address });
    if (password !== undefined) secrets.set(SECRET, password);
    const before = this.#state.get().config;
    await this.#keep(config);
    this.#state.patch({ config });
    if (before && password === undefined && before.url === config.url) pair.setAutomatic(config.automatic);
    else this.#connect(config);
    this.#followOther();
    return done;
  }

  /** The main one counts again; where it is not ready and the standby counts, that one cannot be let go. */
  async remove(actor: string): Promise<Done> {
    const { pair, secrets } = this.#ports;
    if (!this.#state.get().config) return refused('standby-not-configured');
    const back = pair.countOn('main', actor);
    if (!back.ok) return back;
    await this.#keep(null);
    this.#state.patch({ config: null });
    this.#followOther();
    pair.disconnectStandby();
    secrets.remove(SECRET);
    return done;
  }

  countOn(role: ObsRole, actor: string): Done {
    if (!this.#state.get().config) return refused('standby-not-configured');
    return this.#ports.pair.countOn(role, actor);
  }

  async stopOtherStream(): Promise<Done> {
    const { other } = this.#ports.pair;
    if (!other.state.get().mirror?.stream.active) return refused('obs-output-not-running', { output: 'stream' });
    const commands = new OutputCommands({ clock: this.#ports.clock, obs: other });
    const stopped = await commands.stopStream();
    commands.dispose();
    return stopped;
  }

  stop(): void {
    this.#unfollow();
    for (const watch of this.#watches) watch.dispose();
  }

  #connect({ url, automatic }: StandbyConfig): void {
    this.#ports.pair.connectStandby(url, this.#ports.secrets.get(SECRET), automatic);
  }

  async #keep(config: StandbyConfig | null): Promise<void> {
    const { settings, pair, logger } = this.#ports;
    try {
      await settings.set(SETTING, { config, ...pair.pair.get() });
    } catch (error) {
      logger.error({ err: error }, 'which OBS counts could not be kept');
    }
  }

  /** From now on the one that does not count follows the one that does. */
  #followOther(): void {
    const { pair, clock, logger } = this.#ports;
    this.#unfollow();
    const { counts, lastSwitch } = pair.pair.get();
    this.#state.patch({ counts, lastSwitch });
    this.#found = [];
    this.#inStep = false;
    if (this.#state.get().config) {
      const { other, counting } = pair;
      this.#overlay.follow(other);
      this.#follow = new StandbyFollow({
        clock,
        logger,
        leader: counting,
        follower: other,
        onOutcome: (outcome) => this.#onOutcome(outcome),
      });
      this.#followWatches.push(other.state.subscribe(() => this.#tellOther()));
    }
    this.#tellOther();
  }

  #unfollow(): void {
    this.#follow?.stop();
    this.#follow = null;
    this.#overlay.stop();
    for (const watch of this.#followWatches.splice(0)) watch.dispose();
  }

  #onOutcome(outcome: { differences: StandbyDifference[]; inStep: boolean } | null): void {
    this.#found = outcome?.differences ?? [];
    this.#inStep = outcome?.inStep ?? false;
    this.#tellOther();
  }

  #tellOther(): void {
    const { config, differences: before, inStepAtMs } = this.#state.get();
    const { connection, mirror } = this.#ports.pair.other.state.get();
    const picture = this.#overlay.difference;
    if (!mirror) this.#inStep = false;
    const differences = !config || !mirror ? [] : picture ? [...this.#found, picture] : this.#found;
    const same = JSON.stringify(differences) === JSON.stringify(before);
    const inStep = config !== null && mirror !== null && this.#inStep && differences.length === 0;
    this.#state.patch({
      connection: config ? connection : null,
      differences: same ? before : differences,
      inStepAtMs: inStep ? (inStepAtMs ?? Math.round(this.#ports.clock.nowMs())) : null,
      otherStreams: config !== null && mirror?.stream.active === true,
    });
  }

  /** The platform must accept a second push; whether it does shows in the stream. */
  async #goOnStreaming(to: ObsRole, before: ObsMirror | null): Promise<void> {
    const { pair, clock, logger } = this.#ports;
    this.#tellStream(null);
    if (to !== 'standby' || !this.#state.get().config?.streams || !before?.stream.active) return;
    const commands = new OutputCommands({ clock, obs: pair });
    const started = await commands.startStream().catch((error: unknown) => {
      logger.error({ err: error }, 'the standby OBS could not be asked to stream');
      return refused('internal', { command: 'startStream' });
    });
    commands.dispose();
    if (!started.ok) this.#tellStream(started.refusal);
  }

  #tellStream(problem: Refusal | null): void {
    this.#streamFailed = problem !== null;
    this.#ports.onProblem(problem);
  }
}
