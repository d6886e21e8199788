/** Once each: the same press sent again gets its first answer, a bouncing button is one press, and nobody presses without end. */
import { createHash } from 'node:crypto';
import { refused, type Result } from '../contract/refusal.ts';
import type { Clock } from '../kernel/clock.ts';

export interface Press {
  surface: string;
  action: string;
  /** As it was sent, with its defaults. */
  body: unknown;
  /** Names the press; null where the surface does not name any. */
  id: string | null;
}

/** How long a named press is remembered. */
const REMEMBERED_MS = 10 * 60_000;
const REMEMBERED_LIMIT = 10_000;
/** Two contacts of one press of a worn button or pedal lie within this time. */
const BOUNCE_MS = 300;
/** Presses that a surface may send at once, and how many a second in the long run. */
const BURST = 30;
const PER_SECOND = 10;
/** Names of surfaces are the sender's to choose; more than these at once share their presses. */
const SURFACES_LIMIT = 200;

interface Remembered<T> {
  what: string;
  atMs: number;
  answer: Promise<Result<T>>;
}

export interface PressAnswer<T> {
  result: Result<T>;
  /** It was done before, and this is what was answered then. */
  replayed: boolean;
}

export class ActionPresses<T> {
  readonly #clock: Clock;
  /** In the order of their first press. */
  readonly #named = new Map<string, Remembered<T>>();
  readonly #latest = new Map<string, Remembered<T>>();
  readonly #allowances = new Map<string, { left: number; atMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Does it, unless it was done: `act` runs at most once for a press, also while the first answer is still on its way. */
  async once(press: Press, act: () => Promise<Result<T>>, bounces: boolean): Promise<PressAnswer<T>> {
    const nowMs = this.#clock.monotonicMs();
    const what = digestOf(press);
    const known = this.#known(press, what, nowMs, bounces);
    if (known && known.what !== what) return { result: refused('action-key-reused'), replayed: false };
    if (known) return { result: await known.answer, replayed: true };
    const waitS = this.#waitS(press.surface, nowMs);
    if (waitS > 0) return { result: refused('action-too-often', { seconds: waitS }), replayed: false };
    const answer = act();
    this.#remember(press, { what, atMs: nowMs, answer });
    return { result: await answer, replayed: false };
  }

  #known({ surface, action, id }: Press, what: string, nowMs: number, bounces: boolean): Remembered<T> | null {
    this.#forget(nowMs);
    if (id !== null) return this.#named.get(`${surface} ${id}`) ?? null;
    const last = this.#latest.get(`${surface} ${action}`);
    return bounces && last && last.what === what && nowMs < last.atMs + BOUNCE_MS ? last : null;
  }

  #remember({ surface, action, id }: Press, remembered: Remembered<T>): void {
    if (id === null) this.#latest.set(`${surface} ${action}`, remembered);
    else this.#named.set(`${surface} ${id}`, remembered);
    if (this.#named.size > REMEMBERED_LIMIT) this.#named.delete(this.#named.keys().next().value!);
  }

  #forget(nowMs: number): void {
    for (const [key, { atMs }] of this.#named) {
      if (nowMs < atMs + REMEMBERED_MS) break;
      this.#named.delete(key);
    }
    for (const [key, { atMs }] of this.#latest) if (nowMs >= atMs + BOUNCE_MS) this.#latest.delete(key);
  }

  /** Seconds until the surface may press again; 0 when it may now, and then this press counts. */
  #waitS(surface: string, nowMs: number): number {
    // A surface that could press freely again needs no remembering.
    if (this.#allowances.size >= SURFACES_LIMIT) {
      for (const [name, { atMs }] of this.#allowances) if (nowMs >= atMs + (BURST * 1000) / PER_SECOND) this.#allowances.delete(name);
    }
    const key = this.#allowances.has(surface) || this.#allowances.size < SURFACES_LIMIT ? surface : '';
    const allowance = this.#allowances.get(key) ?? { left: BURST, atMs: nowMs };
    const left = Math.min(BURST, allowance.left + ((nowMs - allowance.atMs) * PER_SECOND) / 1000);
    if (left < 1) return Math.max(1, Math.ceil((1 - left) / PER_SECOND));
    this.#allowances.set(key, { left: left - 1, atMs: nowMs });
    return 0;
  }
}

function digestOf({ action, body }: Press): string {
  return createHash('sha256')
    .update(`${action} ${JSON.stringify(body)}`)
    .digest('base64url');
}
