/** The code by which a producer is known: kept as a salted hash in the secret store, never told, and guessed at only slowly. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { Clock } from '../kernel/clock.ts';
import type { SecretStore } from '../kernel/secret-store.ts';
import { WrongTries } from '../kernel/wrong-tries.ts';

const SECRET = 'gate:producer-code';
/** OWASP password storage cheat sheet: scrypt with N = 2^15, r = 8, p = 3. */
const COST = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const HASH_BYTES = 32;
const TRIES = { tries: 5, windowMs: 60_000 };
/** One code, so one count, whoever tries. */
const EVERYBODY = 'producer';

export class ProducerCode {
  readonly #secrets: SecretStore;
  readonly #wrong: WrongTries;
  /** One after the other, so that many tries at once cannot get past the count. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(secrets: SecretStore, clock: Clock) {
    this.#secrets = secrets;
    this.#wrong = new WrongTries(clock, TRIES);
  }

  get isSet(): boolean {
    return this.#secrets.get(SECRET) !== null;
  }

  /** Refused with `producer-code-missing`, `producer-code-wrong` or `producer-code-too-often`. */
  check(code: string): Promise<Result<Record<string, never>>> {
    return this.#inTurn(() => this.#check(code));
  }

  /** The former code is asked for where there is one. */
  set(code: string, former: string | undefined): Promise<Result<Record<string, never>>> {
    return this.#inTurn(async () => {
      if (this.isSet) {
        const known = await this.#check(former ?? '');
        if (!known.ok) return known;
      }
      const salt = randomBytes(16);
      const hash = await hashOf(code, salt);
      this.#secrets.set(SECRET, `${salt.toString('base64')}.${hash.toString('base64')}`);
      return accepted({});
    });
  }

  async #check(code: string): Promise<Result<Record<string, never>>> {
    const kept = this.#secrets.get(SECRET);
    if (kept === null) return refused('producer-code-missing');
    const waitMs = this.#wrong.waitMs(EVERYBODY);
    if (waitMs > 0) return refused('producer-code-too-often', { seconds: Math.ceil(waitMs / 1000) });
    const [salt = '', expected = ''] = kept.split('.');
    const given = await hashOf(code, Buffer.from(salt, 'base64'));
    const wanted = Buffer.from(expected, 'base64');
    if (wanted.length === given.length && timingSafeEqual(wanted, given)) return accepted({});
    this.#wrong.count(EVERYBODY);
    return refused('producer-code-wrong');
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

function hashOf(code: string, salt: Buffer): Promise<Buffer> {
  // Typed by hand: what looks the same is the same.
  const text = code.normalize('NFKC');
  return new Promise((resolve, reject) => scrypt(text, salt, HASH_BYTES, COST, (error, hash) => (error ? reject(error) : resolve(hash))));
}
