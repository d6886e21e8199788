/** Upstream as configured: joins `upstream.json`, the secret and the delivery. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accepted, refused, refusedInput, type Result } from './contract/refusal.ts';
import { type UpstreamConfig, upstreamConfigSchema } from './contract/settings.ts';
import type { SyncState } from './contract/upstream.ts';
import type { Clock } from './kernel/clock.ts';
import type { LiveState } from './kernel/live-state.ts';
import type { Logger } from './kernel/logger.ts';
import type { Ledger } from './ledger/ledger.ts';
import { keyOfSecret, sign } from './orders/standard-webhooks.ts';
import type { UpstreamControl } from './server/command-table.ts';
import type { Storage } from './storage.ts';
import { replaceFile } from './store/whole-file.ts';
import { Sync } from './sync/sync.ts';

export interface UpstreamOptions {
  dataFolder: string;
  environment: Record<string, string | undefined>;
  storage: Storage;
  ledger: Ledger;
  studioId(): string;
  clock: Clock;
  logger: Logger;
}

const SECRET_NAME = 'upstream';

export class Upstream implements UpstreamControl {
  readonly #options: UpstreamOptions;
  readonly #path: string;
  readonly #sync: Sync;

  private constructor(options: UpstreamOptions, path: string) {
    const { storage, ledger, studioId, clock, logger } = options;
    this.#options = options;
    this.#path = path;
    this.#sync = new Sync({
      entries: {
        readAfter: (seq, limit) => ledger.readAfter(seq, limit),
        headSeq: () => ledger.headSeq,
        onAppended: (listener) => ledger.onAppended(listener),
      },
      cursor: {
        load: (destination) =>
          storage.reader.get<{ seq: number }>('SELECT acknowledged_seq AS seq FROM destination_cursor WHERE destination = ?', destination)
            ?.seq ?? 0,
        save: (destination, seq) =>
          storage.writer.run([
            {
              sql: 'INSERT INTO destination_cursor (destination, acknowledged_seq) VALUES (?, ?) ON CONFLICT (destination) DO UPDATE SET acknowledged_seq = excluded.acknowledged_seq',
              params: [destination, seq],
            },
          ]),
      },
      studioId,
      sign(id, timestampS, body, secret) {
        const key = keyOfSecret(secret);
        if (!key) throw new Error('the upstream secret was not checked');
        return sign(key, id, timestampS, body);
      },
      clock,
      logger,
    });
  }

  /** Reads `upstream.json` (or `STUDIO_UPSTREAM_URL` and `STUDIO_UPSTREAM_SECRET`) and begins to deliver. */
  static open(options: UpstreamOptions): Result<Upstream> {
    const path = join(options.dataFolder, 'upstream.json');
    const config = readConfig(path, options.environment);
    if (!config.ok) return config;
    const upstream = new Upstream(options, path);
    const started = config.value ? upstream.#configure(config.value) : accepted({});
    return started.ok ? accepted(upstream) : started;
  }

  get state(): LiveState<SyncState> {
    return this.#sync.state;
  }

  async save(baseUrl: string, secret: string | undefined): Promise<Result<Record<string, never>>> {
    const config = upstreamConfigSchema.safeParse({ baseUrl });
    if (!config.success) return refused('upstream-bad-address', { baseUrl });
    const { secrets } = this.#options.storage;
    const kept = secrets.get(SECRET_NAME);
    if (secret !== undefined) secrets.set(SECRET_NAME, secret.trim());
    const configured = this.#configure(config.data);
    if (!configured.ok) {
      if (secret !== undefined) restore(secrets, kept);
      return configured;
    }
    replaceFile(this.#path, `${JSON.stringify(config.data, null, 2)}\n`);
    return configured;
  }

  async remove(): Promise<Result<Record<string, never>>> {
    this.#sync.remove();
    replaceFile(this.#path, 'null\n');
    this.#options.storage.secrets.remove(SECRET_NAME);
    return accepted({});
  }

  sendNow(): void {
    this.#sync.sendNow();
  }

  dispose(): Promise<void> {
    return this.#sync.dispose();
  }

  #configure({ baseUrl, secretEnv }: UpstreamConfig): Result<Record<string, never>> {
    const { environment, storage } = this.#options;
    const secret = (secretEnv === undefined ? storage.secrets.get(SECRET_NAME) : environment[secretEnv])?.trim();
    if (!secret) return refused('upstream-not-configured', { baseUrl });
    if (!keyOfSecret(secret)) return refused('feed-secret-invalid', { source: 'upstream' });
    return this.#sync.configure({ baseUrl, secret });
  }
}

function restore(secrets: Storage['secrets'], kept: string | null): void {
  if (kept === null) secrets.remove(SECRET_NAME);
  else secrets.set(SECRET_NAME, kept);
}

function readConfig(path: string, environment: UpstreamOptions['environment']): Result<UpstreamConfig | null> {
  const fromEnvironment = environment['STUDIO_UPSTREAM_URL'];
  if (fromEnvironment) return parse({ baseUrl: fromEnvironment, secretEnv: 'STUDIO_UPSTREAM_SECRET' }, 'STUDIO_UPSTREAM_URL');
  try {
    const json = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    return json === null ? accepted(null) : parse(json, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return accepted(null);
    return refused('config-invalid', { file: path, at: '', problem: (error as Error).message });
  }
}

function parse(json: unknown, file: string): Result<UpstreamConfig> {
  const config = upstreamConfigSchema.safeParse(json);
  if (config.success) return accepted(config.data);
  const { refusal } = refusedInput(config.error, 'config-invalid');
  return refused(refusal.code, { ...refusal.context, file });
}
