/** The configured feeds: who may deliver orders, with which secret, and what has come from each. */
import { accepted, type RefusalCode, refused, type Result } from '../contract/refusal.ts';
import type { FeedState } from '../contract/sales.ts';
import type { FeedConfig } from '../contract/settings.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Disposable, type LiveState, MutableState } from '../kernel/live-state.ts';
import type { SecretStore } from '../kernel/secret-store.ts';
import { replaceFile } from '../store/whole-file.ts';
import { createBuyerRecorder } from './buyer-record.ts';
import type { AdapterSetup, BuyerRecorder, FeedAdapter } from './feed-adapter.ts';
import { FeedSecrets, type GivenSecrets } from './feed-secrets.ts';
import { createAdapter } from './feed-types.ts';
import { readFeedsFile } from './feeds-file.ts';

export interface FeedsOptions {
  /** Path of `feeds.json`. */
  path: string;
  secrets: SecretStore;
  environment: Readonly<Record<string, string | undefined>>;
  clock: Clock;
}

/** A feed with its adapter, or with the reason why it has none, such as `feed-secret-missing`. */
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

export interface PullSetup extends Pick<AdapterSetup, 'source' | 'appId' | 'recordBuyer'> {
  secret: string | null;
  pullSecret: string | null;
}

/** A feed as it is set up in the console; a secret that is not given stays as it is. */
export type FeedSetup = Omit<FeedConfig, 'secretEnv' | 'secondSecretEnv' | 'pullSecretEnv'> & GivenSecrets;

export class Feeds {
  readonly #options: FeedsOptions;
  readonly #secrets: FeedSecrets;
  readonly #state = new MutableState<{ feeds: FeedState[] }>({ feeds: [] });
  readonly #configuredListeners = new Set<() => void>();
  #feeds = new Map<string, Feed>();

  private constructor(options: FeedsOptions, configs: readonly FeedConfig[]) {
    this.#options = options;
    this.#secrets = new FeedSecrets(options.secrets, options.environment);
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

  /** What asking for orders needs to know of a feed. A generic feed without a secret for it asks with its own. */
  pullSetup(config: FeedConfig): PullSetup {
    const { source, type, appId = '' } = config;
    const secret = this.#secrets.find(config, 'secret');
    const pullSecret = this.#secrets.find(config, 'pullSecret') ?? (type === 'generic' ? secret : null);
    return { source, appId: appId.trim(), secret, pullSecret, recordBuyer: this.buyerRecorder(config) };
  }

  /** Records what may be kept of a buyer, by whatever way the order came. */
  buyerRecorder({ source, keepBuyers = false }: Pick<FeedConfig, 'source' | 'keepBuyers'>): BuyerRecorder {
    return createBuyerRecorder(source, this.#secrets.buyerKey(), keepBuyers);
  }

  find(source: string): Feed | null {
    return this.#feeds.get(source) ?? null;
  }

  /**
   * Adds a feed or changes it; a secret given here goes into the secret store and wins over one from the environment.
   * Refuses what could not be used. Throws file system errors.
   */
  save({ secret, secondSecret, pullSecret, ...setup }: FeedSetup): Result<object> {
    const { source } = setup;
    const given: GivenSecrets = { secret, secondSecret, pullSecret };
    const known = this.#feeds.get(source)?.config;
    // It stands in the file only.
    const byHand = known?.pullTimestamps === undefined ? {} : { pullTimestamps: known.pullTimestamps };
    const config: FeedConfig = { ...byHand, ...setup, ...this.#secrets.variablesLeft(known, given) };
    const adapter = this.#adapterOf(config, given);
    // A feed whose secret comes from the environment may be set up before that is there.
    const isAwaited = !adapter.ok && adapter.refusal.code === 'feed-secret-missing' && config.secretEnv !== undefined;
    if (!adapter.ok && !isFilesOnly(adapter) && !isAwaited) return adapter;
    this.#secrets.keep(source, given);
    this.#store([...this.configs.filter((other) => other.source !== source), config]);
    return accepted({});
  }

  /** Takes a feed and its secrets away; what it delivered stays. */
  remove(source: string): Result<object> {
    if (!this.#feeds.has(source)) return refused('feed-unknown', { source });
    this.#store(this.configs.filter((config) => config.source !== source));
    this.#secrets.forget(source);
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
    this.#state.patch({ feeds: [...this.#feeds.values()].map((feed) => stateOf(feed, before.get(feed.config.source))) });
    for (const listener of this.#configuredListeners) listener();
  }

  #adapterOf(config: FeedConfig, given?: GivenSecrets): Result<FeedAdapter> {
    const { source, type, appId = '' } = config;
    return createAdapter(type, {
      source,
      appId: appId.trim(),
      secret: this.#secrets.find(config, 'secret', given),
      secondSecret: this.#secrets.find(config, 'secondSecret', given),
      recordBuyer: this.buyerRecorder(config),
    });
  }
}

function stateOf({ config, adapter }: Feed, before: FeedState | undefined): FeedState {
  const { source, type, appId, keepBuyers, watchFolder, pullUrl, pullFrom } = config;
  const problem = adapter.ok || isFilesOnly(adapter) ? undefined : adapter.refusal.code;
  const setup = { source, type, appId, keepBuyers, watchFolder, pullUrl, pullFrom };
  return { ...(before ?? NOTHING_YET), ...setup, ready: problem === undefined, notReady: problem };
}

function isFilesOnly(adapter: Result<FeedAdapter>): boolean {
  return !adapter.ok && adapter.refusal.code === 'feed-takes-files-only';
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
