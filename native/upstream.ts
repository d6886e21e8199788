/** Upstream as it is set up: joins `upstream.json`, the secrets and the deliveries. */
import { join } from 'node:path';
import { z } from 'zod';
import { accepted, type Refusal, refused, refusedInput, type Result } from './contract/refusal.ts';
import {
  type ConnectionTest,
  type DestinationConfig,
  isRobotType,
  type Summary,
  type SyncState,
  type UplinkConfig,
  type UpstreamFile,
  upstreamFileSchema,
} from './contract/upstream.ts';
import type { Clock } from './kernel/clock.ts';
import type { LiveState } from './kernel/live-state.ts';
import type { Logger } from './kernel/logger.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { StreamHealth } from './obs/outputs/stream-watch.ts';
import type { DestinationSetup, UpstreamControl } from './server/command-table.ts';
import type { Storage } from './storage.ts';
import type { Outbox } from './sync/outbox.ts';
import { forgetRobot, type RobotSources } from './sync/robots/robot-outbox.ts';
import { type Secrets, Sync } from './sync/sync.ts';
import { UplinkGovernor } from './sync/uplink-governor.ts';
import { FIRST_DESTINATION, readUpstreamFile, writeUpstreamFile } from './upstream-file.ts';

export interface UpstreamOptions {
  dataFolder: string;
  environment: Record<string, string | undefined>;
  storage: Storage;
  ledger: Ledger;
  /** The stream that shares the line. */
  stream: LiveState<StreamHealth>;
  studioId(): string;
  /** Where the current broadcast stands. */
  summary(): Summary | null;
  /** What group robots know beside the ledger; they are told how the destinations stand. */
  robots(sync: () => SyncState): RobotSources;
  clock: Clock;
  logger: Logger;
}

type Done = Result<Record<string, never>>;

const done: Done = accepted({});
/** What the console may change of the destination that the environment names. */
const ENVIRONMENT_SETTING = 'upstreamEnvironment';
const environmentSettingSchema = z.object({ paused: z.boolean() });
/** Where version 0.1 kept the one secret. */
const FIRST_SECRET = 'upstream';

export class Upstream implements UpstreamControl {
  readonly #options: UpstreamOptions;
  readonly #path: string;
  readonly #sync: Sync;
  readonly #governor: UplinkGovernor;
  /** As the file has it; what the environment names is not in it. */
  #file: UpstreamFile;
  #fromEnvironment: DestinationConfig | null = null;

  private constructor(options: UpstreamOptions, path: string, file: UpstreamFile) {
    const { storage, ledger, stream, studioId, summary, clock, logger } = options;
    const { reader, writer, settings } = storage;
    const robots = options.robots(() => this.#sync.state.get());
    this.#options = options;
    this.#path = path;
    this.#file = file;
    this.#governor = new UplinkGovernor({ clock, picture: stream, capKbps: file.uplink?.capKbps ?? null });
    this.#sync = new Sync({ ledger, reader, writer, settings, studioId, summary, uplink: this.#governor, robots, clock, logger });
  }

  /** Reads `upstream.json` and `STUDIO_UPSTREAM_URL` and begins to deliver. */
  static open(options: UpstreamOptions): Result<Upstream> {
    const path = join(options.dataFolder, 'upstream.json');
    const file = readUpstreamFile(path);
    if (!file.ok) return file;
    const upstream = new Upstream(options, path, file.value);
    const started = upstream.#start();
    return started.ok ? accepted(upstream) : started;
  }

  /** For what compares and sends again. */
  get destinations(): Sync {
    return this.#sync;
  }

  get state(): LiveState<SyncState> {
    return this.#sync.state;
  }

  async save({ destination, secret, login }: DestinationSetup): Promise<Done> {
    const { destinationId } = destination;
    if (destinationId === this.#fromEnvironment?.destinationId) return refused('destination-fixed', { destinationId });
    const before = this.#known(destinationId);
    if (before && before.type !== destination.type) return refused('destination-exists', { destinationId });
    const file = { ...this.#file, destinations: [...this.#file.destinations.filter((other) => other !== before), destination] };
    // What the next start would refuse, such as one too many, is not kept.
    const fits = upstreamFileSchema.safeParse(file);
    if (!fits.success) return refusedInput(fits.error);
    const given = { secret: secret?.trim() ?? null, login: login?.trim() ?? null };
    const kept = this.#secretsOf(destination);
    const way = this.#sync.open(destination, { secret: given.secret ?? kept.secret, login: given.login ?? kept.login });
    if (!way.ok) return way;
    const restore = this.#keepSecrets({ [secretName(destinationId)]: given.secret, [loginName(destinationId)]: given.login });
    try {
      this.#write(file);
    } catch (error) {
      await way.value.transport.dispose();
      restore();
      throw error;
    }
    this.#sync.set(destination, true, way);
    return done;
  }

  async remove(destinationId: string): Promise<Done> {
    if (destinationId === this.#fromEnvironment?.destinationId) return refused('destination-fixed', { destinationId });
    const before = this.#known(destinationId);
    if (!before) return refused('destination-unknown', { destinationId });
    this.#replace(this.#file.destinations.filter((other) => other.destinationId !== destinationId));
    // At once, so that a disk that cannot forget the secrets does not leave it delivering.
    const ended = this.#sync.remove(destinationId);
    try {
      const { secrets } = this.#options.storage;
      secrets.remove(secretName(destinationId));
      secrets.remove(loginName(destinationId));
    } finally {
      await ended;
    }
    // The next robot of this name is a new one and has nothing to make up for.
    if (isRobotType(before.type)) await forgetRobot(this.#options.storage.settings, before.type, destinationId);
    return done;
  }

  async pause(destinationId: string, paused: boolean): Promise<Done> {
    if (destinationId === this.#fromEnvironment?.destinationId) {
      await this.#options.storage.settings.set(ENVIRONMENT_SETTING, { paused });
      this.#fromEnvironment = { ...this.#fromEnvironment, paused };
      this.#sync.setPaused(this.#fromEnvironment);
      return done;
    }
    const before = this.#known(destinationId);
    if (!before) return refused('destination-unknown', { destinationId });
    const config: DestinationConfig = { ...before, paused };
    this.#replace(this.#file.destinations.map((other) => (other === before ? config : other)));
    this.#sync.setPaused(config);
    return done;
  }

  sendNow(destinationId: string | undefined): Done {
    return this.#sync.sendNow(destinationId);
  }

  test(destinationId: string): Promise<Result<ConnectionTest>> {
    return this.#sync.test(destinationId);
  }

  retryParked(destinationId: string, seq: number | undefined): Promise<Result<{ retried: number }>> {
    return this.#withOutbox(destinationId, (outbox) => ({ retried: outbox.retryParked?.(seq) ?? 0 }));
  }

  async rewind(destinationId: string, afterSeq: number): Promise<Done> {
    return this.#withOutbox(destinationId, async (outbox) => {
      await outbox.rewind?.(afterSeq);
      return {};
    });
  }

  async setUplinkCap(uplink: UplinkConfig): Promise<Done> {
    this.#write({ ...this.#file, uplink });
    this.#governor.setCap(uplink.capKbps);
    return done;
  }

  async dispose(): Promise<void> {
    await this.#sync.dispose();
    this.#governor.dispose();
  }

  #start(): Done {
    this.#moveFirstSecret();
    const baseUrl = this.#options.environment['STUDIO_UPSTREAM_URL'];
    if (baseUrl) {
      const { paused = false } = this.#options.storage.settings.get(ENVIRONMENT_SETTING, environmentSettingSchema) ?? {};
      const secretEnv = 'STUDIO_UPSTREAM_SECRET';
      this.#fromEnvironment = { type: 'https', destinationId: FIRST_DESTINATION, baseUrl, secretEnv, paused };
      const set = this.#set(this.#fromEnvironment, false);
      if (!set.ok) return refused('config-invalid', { file: 'STUDIO_UPSTREAM_URL', at: '', problem: set.refusal.code });
    }
    for (const [at, config] of this.#file.destinations.entries()) {
      if (config.destinationId === this.#fromEnvironment?.destinationId) continue;
      const set = this.#set(config, true);
      if (!set.ok) return refused('config-invalid', { file: this.#path, at: `destinations.${at}`, problem: set.refusal.code });
    }
    return done;
  }

  /** A destination that only wants a secret is shown with that; one that is set up wrongly is refused. */
  #set(config: DestinationConfig, editable: boolean): Done {
    const way = this.#sync.open(config, this.#secretsOf(config));
    if (!way.ok && !isAboutSecrets(way.refusal)) return way;
    this.#sync.set(config, editable, way);
    return done;
  }

  #known(destinationId: string): DestinationConfig | undefined {
    return this.#file.destinations.find((config) => config.destinationId === destinationId);
  }

  #secretsOf(config: DestinationConfig): Secrets {
    const { environment, storage } = this.#options;
    const { destinationId, secretEnv } = config;
    const loginEnv = config.type === 'nats' || isRobotType(config.type) ? (config as { loginEnv?: string }).loginEnv : undefined;
    const find = (variable: string | undefined, name: string) =>
      (variable === undefined ? storage.secrets.get(name) : environment[variable])?.trim() || null;
    return { secret: find(secretEnv, secretName(destinationId)), login: find(loginEnv, loginName(destinationId)) };
  }

  /** Null leaves what is kept. Gives the way back to what was there before. */
  #keepSecrets(given: Record<string, string | null>): () => void {
    const { secrets } = this.#options.storage;
    const changed = Object.entries(given).filter((pair): pair is [string, string] => pair[1] !== null);
    const before = changed.map(([name]) => [name, secrets.get(name)] as const);
    for (const [name, value] of changed) secrets.set(name, value);
    return () => {
      for (const [name, value] of before) {
        if (value === null) secrets.remove(name);
        else secrets.set(name, value);
      }
    };
  }

  #moveFirstSecret(): void {
    const { secrets } = this.#options.storage;
    const secret = secrets.get(FIRST_SECRET);
    if (secret === null) return;
    if (secrets.get(secretName(FIRST_DESTINATION)) === null) secrets.set(secretName(FIRST_DESTINATION), secret);
    secrets.remove(FIRST_SECRET);
  }

  #replace(destinations: DestinationConfig[]): void {
    this.#write({ ...this.#file, destinations });
  }

  #write(file: UpstreamFile): void {
    writeUpstreamFile(this.#path, file);
    this.#file = file;
  }

  #withOutbox<T>(destinationId: string, act: (outbox: Outbox) => T | Promise<T>): Promise<Result<T>> {
    return this.#sync.withOutbox(destinationId, act);
  }
}

function isAboutSecrets({ code }: Refusal): boolean {
  return code === 'secret-missing' || code === 'secret-invalid';
}

function secretName(destinationId: string): string {
  return `upstream:${destinationId}`;
}

function loginName(destinationId: string): string {
  return `upstream:${destinationId}:login`;
}
