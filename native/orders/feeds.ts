/** The configured feeds: who may deliver orders, with which secret, and what has come from each. */
import { accepted, type RefusalCode, refused, type Result } from '../contract/refusal.ts';
import type { FeedState } from '../contract/sales.ts';
import type { FeedConfig } from '../contract/settings.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Disposable, type LiveState, MutableState } from '../kernel/live-state.ts';
import type { SecretStore } from '../kernel/secret-store.ts';
import { replaceFile } from '../store/whole-file.ts';
import type { FeedAdapter } from './feed-adapter.ts';
import { readFeedsFile } from './feeds-file.ts';
import { createGenericFeed } from './generic-feed.ts';
import { keyOfSecret } from './standard-webhooks.ts';

export interface FeedsOptions {
  /** Path of `feeds.json`. */
  path: string;
  secrets: SecretStore;
  environment: Readonly<Record<string, string | undefined>>;
  clock: Clock;
}

/** A feed with its adapter, or with the reason why it has none: `feed-secret-missing` or `feed-secret-invalid`. */
export interface Feed {
  config: FeedConfig;
  adapter: Result<FeedAdapter>;
}

/** What one delivery brought, in events. */
export interface FeedTally {
  accepted: number;
  duplicate: number;
  refused: number;
  lastRefusal: RefusalCode | null;
}

const secretName = (source: string) => `feed:${source}`;
const pullSecretName = (source: string) => `feed:${source}:pull`;

export class Feeds {
  readonly #options: FeedsOptions;
  readonly #state = new MutableState<{ feeds: FeedState[] }>({ feeds: [] });
  readonly #configuredListeners = new Set<() => void>();
  #feeds = new Map<string, Feed>();

  private constructor(options: FeedsOptions, configs: readonly FeedConfig[]) {
    this.#options = options;
    this.#use(configs);
  }

  /** Reads `feeds.json`; refuses with `config-invalid` when it cannot be understood. */
  static open(options: FeedsOptions): Result<Feeds> {
    const configs = readFeedsFile(options.path);
    return configs.ok ? accepted(new Feeds(options, configs.value)) : configs;
  }

  get state(): LiveState<{ feeds: FeedState[] }> {
    return this.#state;
  }

  get configs(): FeedConfig[] {
    return [...this.#feeds.values()].map(({ config }) => config);
  }

  /** Hears of every change of a feed's configuration or secrets. */
  onConfigured(listener: () => void): Disposable {
    this.#configuredListeners.add(listener);
    return { dispose: () => void this.#configuredListeners.delete(listener) };
  }

  /** The secret of pulling; of a generic feed its only one, where it has no other. Null when there is none. */
  pullSecret(source: string): string | null {
    const config = this.#feeds.get(source)?.config;
    if (!config) return null;
    const { environment, secrets } = this.#options;
    const own = config.pullSecretEnv === undefined ? secrets.get(pullSecretName(source)) : environment[config.pullSecretEnv];
    const secret = own ?? (config.type === 'generic' ? this.#secretOf(config) : null);
    return secret?.trim() || null;
  }

  find(source: string): Feed | null {
    return this.#feeds.get(source) ?? null;
  }

  /**
   * Adds a feed or changes it; a secret given here goes into the secret store and wins over one from the environment.
   * Throws file system errors.
   */
  save({ source, type }: Pick<FeedConfig, 'source' | 'type'>, secret?: string): Result<object> {
    const { secrets } = this.#options;
    const known = this.#feeds.get(source)?.config;
    const given = secret?.trim();
    if (given) {
      if (!keyOfSecret(given)) return refused('feed-secret-invalid', { source });
      secrets.set(secretName(source), given);
    } else if (!known && secrets.get(secretName(source)) === null) {
      return refused('feed-secret-missing', { source });
    }
    const config: FeedConfig = known?.secretEnv && !given ? { ...known, type } : { source, type };
    this.#store([...this.configs.filter((other) => other.source !== source), config]);
    return accepted({});
  }

  /** Takes a feed and its secret away; what it delivered stays. */
  remove(source: string): Result<object> {
    if (!this.#feeds.has(source)) return refused('feed-unknown', { source });
    this.#store(this.configs.filter((config) => config.source !== source));
    this.#options.secrets.remove(secretName(source));
    return accepted({});
  }

  /** Puts what was learned elsewhere beside the counts; sources that are no feeds are passed over. */
  show(learned: ReadonlyMap<string, Partial<FeedState>>): void {
    const feeds = this.#state.get().feeds;
    const isNews = (feed: FeedState) =>
      Object.entries(learned.get(feed.source) ?? {}).some(([field, value]) => feed[field as keyof FeedState] !== value);
    if (feeds.some(isNews)) this.#state.patch({ feeds: feeds.map((feed) => ({ ...feed, ...learned.get(feed.source) })) });
  }

  /** Adds to what is shown of a feed. */
  count(source: string, tally: FeedTally): void {
    const atMs = this.#options.clock.nowMs();
    const feeds = this.#state.get().feeds.map((feed): FeedState => {
      if (feed.source !== source) return feed;
      return {
        ...feed,
        acceptedCount: feed.acceptedCount + tally.accepted,
        duplicateCount: feed.duplicateCount + tally.duplicate,
        refusedCount: feed.refusedCount + tally.refused,
        lastAcceptedAtMs: tally.accepted > 0 ? atMs : feed.lastAcceptedAtMs,
        lastRefusal: tally.lastRefusal ? { code: tally.lastRefusal, atMs } : feed.lastRefusal,
      };
    });
    this.#state.patch({ feeds });
  }

  #store(configs: readonly FeedConfig[]): void {
    replaceFile(this.#options.path, `${JSON.stringify(configs, null, 2)}\n`);
    this.#use(configs);
  }

  #use(configs: readonly FeedConfig[]): void {
    this.#feeds = new Map(configs.map((config) => [config.source, { config, adapter: this.#adapterOf(config) }]));
    const before = new Map(this.#state.get().feeds.map((feed) => [feed.source, feed]));
    this.#state.patch({
      feeds: [...this.#feeds.values()].map(({ config: { source, type }, adapter }) => ({
        ...(before.get(source) ?? NOTHING_YET),
        source,
        type,
        ready: adapter.ok,
      })),
    });
    for (const listener of this.#configuredListeners) listener();
  }

  #secretOf({ source, secretEnv }: FeedConfig): string | null {
    const { environment, secrets } = this.#options;
    return (secretEnv === undefined ? secrets.get(secretName(source)) : environment[secretEnv])?.trim() || null;
  }

  #adapterOf(config: FeedConfig): Result<FeedAdapter> {
    const { source } = config;
    const secret = this.#secretOf(config);
    if (!secret) return refused('feed-secret-missing', { source });
    const key = keyOfSecret(secret);
    return key ? accepted(createGenericFeed(source, key)) : refused('feed-secret-invalid', { source });
  }
}

const NOTHING_YET = {
  acceptedCount: 0,
  duplicateCount: 0,
  refusedCount: 0,
  lastAcceptedAtMs: null,
  lastRefusal: null,
  thinCount: 0,
  usualSilenceMs: null,
  stale: false,
};
