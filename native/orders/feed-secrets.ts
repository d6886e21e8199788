/** The secrets of feeds: from the environment where a feed's configuration says so, else from the secret store. */
import type { FeedConfig } from '../contract/settings.ts';
import { newToken } from '../kernel/new-id.ts';
import type { SecretStore } from '../kernel/secret-store.ts';

const KINDS = {
  secret: { suffix: '', variable: 'secretEnv' },
  secondSecret: { suffix: ':second', variable: 'secondSecretEnv' },
  pullSecret: { suffix: ':pull', variable: 'pullSecretEnv' },
} as const;
type SecretKind = keyof typeof KINDS;
const kinds = Object.keys(KINDS) as readonly SecretKind[];

/** Secrets as they were entered; an empty one counts as not given. */
export type GivenSecrets = Partial<Record<SecretKind, string | undefined>>;

/** Under this name the secret store keeps the key of all buyers' digests. */
const BUYER_KEY = 'buyer-key';

export class FeedSecrets {
  readonly #store: SecretStore;
  readonly #environment: Readonly<Record<string, string | undefined>>;

  constructor(store: SecretStore, environment: Readonly<Record<string, string | undefined>>) {
    this.#store = store;
    this.#environment = environment;
  }

  /** The given one, else the kept one; null when there is none. */
  find(config: FeedConfig, kind: SecretKind, given: GivenSecrets = {}): string | null {
    const variable = config[KINDS[kind].variable];
    const kept = variable === undefined ? this.#store.get(nameOf(config.source, kind)) : this.#environment[variable];
    return given[kind]?.trim() || kept?.trim() || null;
  }

  keep(source: string, given: GivenSecrets): void {
    for (const kind of kinds) {
      const secret = given[kind]?.trim();
      if (secret) this.#store.set(nameOf(source, kind), secret);
    }
  }

  forget(source: string): void {
    for (const kind of kinds) this.#store.remove(nameOf(source, kind));
  }

  /** Names of the variables that go on holding a secret, because none was given in their place. */
  variablesLeft(known: FeedConfig | undefined, given: GivenSecrets): Partial<FeedConfig> {
    const left = kinds.filter((kind) => known?.[KINDS[kind].variable] !== undefined && !given[kind]?.trim());
    return Object.fromEntries(left.map((kind) => [KINDS[kind].variable, known![KINDS[kind].variable]]));
  }

  /** This studio's own, made up when first asked for. */
  buyerKey(): string {
    const key = this.#store.get(BUYER_KEY) ?? newToken();
    if (this.#store.get(BUYER_KEY) === null) this.#store.set(BUYER_KEY, key);
    return key;
  }
}

function nameOf(source: string, kind: SecretKind): string {
  return `feed:${source}${KINDS[kind].suffix}`;
}
