/** The studios that may write, with their keys, in a private file of the data folder; a command line may change it while the receiver runs. */
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { StudioKey } from '../contract/district.ts';
import { idSchema } from '../contract/ids.ts';
import { accepted, type Refusal, refused, refusedInput, type Result } from '../contract/refusal.ts';
import type { Clock } from '../kernel/clock.ts';
import { newToken } from '../kernel/new-id.ts';
import { keyOfSecret, newSecret } from '../orders/standard-webhooks.ts';
import { replaceFile } from '../store/whole-file.ts';

const secretsSchema = z.object({
  /** Opens the board; it outlives a restart, because the office keeps the cookie. */
  officeToken: z.string().min(20),
  studios: z.record(
    idSchema,
    z.object({
      name: z.string(),
      addedAtMs: z.int(),
      /** Null after the key was revoked. Signatures by a shared key need it in the clear. */
      secret: z.string().nullable(),
    }),
  ),
});
type Secrets = z.infer<typeof secretsSchema>;

const FILE = 'district-secrets.json';
/** Readable by the receiver's own user only. */
const MODE = 0o600;

/** Verified against where no studio is known, so that an answer takes as long for an unknown studio as for a wrong key. */
const NOBODY = createSecretKey(randomBytes(32));

export class StudioKeys {
  readonly #path: string;
  readonly #clock: Clock;
  #secrets: Secrets = { officeToken: newToken(), studios: {} };
  #keys = new Map<string, KeyObject>();
  #seen = '';

  private constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
  }

  /** Refuses with `config-invalid` a file that cannot be understood. */
  static open(folder: string, clock: Clock): Result<StudioKeys> {
    const keys = new StudioKeys(join(folder, FILE), clock);
    const problem = keys.#readAgain();
    if (problem) return { ok: false, refusal: problem };
    if (keys.#seen === '') keys.#replace(keys.#secrets);
    return accepted(keys);
  }

  get officeToken(): string {
    this.#readAgain();
    return this.#secrets.officeToken;
  }

  /** The key that a studio signs with; for an unknown or revoked studio one that nobody has. */
  keyOf(studioId: string): { key: KeyObject; known: boolean } {
    this.#readAgain();
    const key = this.#keys.get(studioId);
    return { key: key ?? NOBODY, known: key !== undefined };
  }

  /** Those that may write, with their keys. */
  writers(): { studioId: string; key: KeyObject }[] {
    this.#readAgain();
    return [...this.#keys].map(([studioId, key]) => ({ studioId, key }));
  }

  list(): StudioKey[] {
    this.#readAgain();
    return Object.entries(this.#secrets.studios)
      .map(([studioId, { name, addedAtMs, secret }]) => ({ studioId, name, addedAtMs, revoked: secret === null }))
      .toSorted((one, other) => (one.studioId < other.studioId ? -1 : 1));
  }

  /** Gives the secret, which is not shown again. */
  add(studioId: string, name: string): Result<string> {
    this.#readAgain();
    if (this.#studio(studioId)) return refused('studio-exists', { studioId });
    return this.#withSecret(studioId, { name, addedAtMs: this.#clock.nowMs() });
  }

  /** A new key in place of the old one, also for a revoked studio. */
  rekey(studioId: string): Result<string> {
    this.#readAgain();
    const studio = this.#studio(studioId);
    return studio ? this.#withSecret(studioId, studio) : refused('studio-unknown', { studioId });
  }

  /** What the studio sent stays. */
  revoke(studioId: string): Result<StudioKey> {
    this.#readAgain();
    const studio = this.#studio(studioId);
    if (!studio) return refused('studio-unknown', { studioId });
    this.#replace({ ...this.#secrets, studios: { ...this.#secrets.studios, [studioId]: { ...studio, secret: null } } });
    return accepted({ studioId, name: studio.name, addedAtMs: studio.addedAtMs, revoked: true });
  }

  /** Only its own: `constructor` is an id too. */
  #studio(studioId: string): Secrets['studios'][string] | undefined {
    return Object.hasOwn(this.#secrets.studios, studioId) ? this.#secrets.studios[studioId] : undefined;
  }

  #withSecret(studioId: string, { name, addedAtMs }: { name: string; addedAtMs: number }): Result<string> {
    const secret = newSecret();
    this.#replace({ ...this.#secrets, studios: { ...this.#secrets.studios, [studioId]: { name, addedAtMs, secret } } });
    return accepted(secret);
  }

  #replace(secrets: Secrets): void {
    replaceFile(this.#path, `${JSON.stringify(secrets, null, 2)}\n`, MODE);
    this.#keep(secrets, this.#stamp());
  }

  /** Looks at the file before each use: a revoked key must not open anything for a moment longer. */
  #readAgain(): Refusal | null {
    const stamp = this.#stamp();
    if (stamp === this.#seen) return null;
    let json: unknown;
    try {
      json = JSON.parse(readFileSync(this.#path, 'utf8'));
    } catch (error) {
      // The parser's message would quote the file, which holds secrets.
      return refused('config-invalid', { file: this.#path, at: '', problem: (error as NodeJS.ErrnoException).code ?? 'not JSON' }).refusal;
    }
    const secrets = secretsSchema.safeParse(json);
    if (!secrets.success) {
      const { refusal } = refusedInput(secrets.error, 'config-invalid');
      return { ...refusal, context: { ...refusal.context, file: this.#path } };
    }
    this.#keep(secrets.data, stamp);
    return null;
  }

  #keep(secrets: Secrets, stamp: string): void {
    this.#secrets = secrets;
    this.#seen = stamp;
    this.#keys = new Map();
    for (const [studioId, { secret }] of Object.entries(secrets.studios)) {
      const key = secret === null ? null : keyOfSecret(secret);
      if (key) this.#keys.set(studioId, key);
    }
  }

  /** Empty while there is no file. */
  #stamp(): string {
    const stat = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
    return stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : '';
  }
}
