/**
 * Changes to inputs that are only lent: each is remembered durably before it is made, and given back exactly, unless a hand moved it meanwhile.
 */
import { z } from 'zod';
import { accepted, refused, type Result } from '../../contract/refusal.ts';

const NO_SUCH_SOURCE = 600;
const NO_SOUND = 604;

export interface LoanValue<V> {
  schema: z.ZodType<V>;
  read(inputName: string): Promise<Result<V>>;
  write(inputName: string, value: V): Promise<Result<unknown>>;
  same(one: V, other: V): boolean;
}

export interface LoanPorts<V> {
  value: LoanValue<V>;
  /** The collection that OBS has open, or null while OBS is away: inputs of another one wait until it is back. */
  collection(): string | null;
  load(): unknown;
  /** Durable when it resolves. */
  save(kept: unknown): Promise<void>;
}

interface Lent<V> {
  collection: string;
  inputName: string;
  from: V;
  to: V;
}

export class Loan<V> {
  readonly #ports: LoanPorts<V>;
  #active: boolean;
  #lent: Lent<V>[];
  /** One act after the other: two that overlap would each take the other's value for the original. */
  #turn: Promise<unknown> = Promise.resolve();

  /** What was lent when the studio ended is still known; whether it also still holds, `holds` says. */
  constructor(ports: LoanPorts<V>, holds: 'until-returned' | 'until-restart') {
    this.#ports = ports;
    const lent = z.object({ collection: z.string(), inputName: z.string(), from: ports.value.schema, to: ports.value.schema });
    const kept = z.object({ active: z.boolean(), lent: z.array(lent) }).safeParse(ports.load());
    this.#active = kept.success && kept.data.active && holds === 'until-returned';
    this.#lent = kept.success ? kept.data.lent : [];
  }

  get active(): boolean {
    return this.#active;
  }

  /** Changes the inputs for which `change` has another value. Refused, with nothing changed, when OBS cannot be asked. */
  take(inputNames: readonly string[], change: (value: V) => V): Promise<Result<Record<string, never>>> {
    return this.#inTurn(async () => {
      const collection = this.#ports.collection();
      if (collection === null) return refused('obs-not-connected');
      const { read, same } = this.#ports.value;
      const lent: Lent<V>[] = [];
      for (const inputName of inputNames) {
        if (this.#lent.some((one) => one.collection === collection && one.inputName === inputName)) continue;
        const from = await read(inputName);
        if (!from.ok) {
          if (isGone(from)) continue;
          return from;
        }
        const to = change(from.value);
        if (!same(from.value, to)) lent.push({ collection, inputName, from: from.value, to });
      }
      await this.#keep(true, [...this.#lent, ...lent]);
      for (const one of lent) {
        const written = await this.#ports.value.write(one.inputName, one.to);
        if (written.ok) continue;
        if (isGone(written)) await this.#drop(one);
        // OBS may have acted or not; what is remembered finds out when it is given back.
        else if (written.refusal.code !== 'obs-timeout') {
          await this.#keep(false, this.#lent);
          await this.#settle();
          return written;
        }
      }
      return accepted({});
    });
  }

  /** Ends it. What cannot be given back now, because OBS is away, is given back by `settle` when it has returned. */
  giveBack(): Promise<Result<Record<string, never>>> {
    return this.#inTurn(async () => {
      await this.#keep(false, this.#lent);
      await this.#settle();
      return accepted({});
    });
  }

  /** To be called when OBS has come (back): makes it so again, or gives back what is owed. */
  settle(): Promise<void> {
    return this.#inTurn(() => this.#settle());
  }

  /** A hand has changed this input: from now on its value is nobody else's. */
  forget(inputName: string): Promise<void> {
    return this.#inTurn(async () => {
      const collection = this.#ports.collection();
      const left = this.#lent.filter((one) => one.inputName !== inputName || one.collection !== collection);
      if (left.length < this.#lent.length) await this.#keep(this.#active, left);
    });
  }

  rename(inputName: string, newName: string): Promise<void> {
    return this.#inTurn(async () => {
      const collection = this.#ports.collection();
      const isIt = (one: Lent<V>) => one.inputName === inputName && one.collection === collection;
      if (!this.#lent.some(isIt)) return;
      await this.#keep(
        this.#active,
        this.#lent.map((one) => (isIt(one) ? { ...one, inputName: newName } : one)),
      );
    });
  }

  /** Another OBS took over, which was kept in the state of the one before: what that one owed, this one owes under its own collection. */
  tookOver(from: string, to: string): Promise<void> {
    return this.#inTurn(async () => {
      const isKnown = (inputName: string) => this.#lent.some((one) => one.collection === to && one.inputName === inputName);
      const moves = (one: Lent<V>) => one.collection === from && !isKnown(one.inputName);
      if (from !== to && this.#lent.some((one) => moves(one))) {
        await this.#keep(
          this.#active,
          this.#lent.map((one) => (moves(one) ? { ...one, collection: to } : one)),
        );
      }
      await this.#settle();
    });
  }

  async #settle(): Promise<void> {
    const collection = this.#ports.collection();
    if (collection === null) return;
    const { read, write, same } = this.#ports.value;
    for (const one of this.#lent.filter((lent) => lent.collection === collection)) {
      const now = await read(one.inputName);
      if (!now.ok) {
        if (isGone(now)) await this.#drop(one);
        continue;
      }
      if (this.#active) {
        // An OBS that was killed comes back with what it had saved before.
        if (same(now.value, one.from)) await write(one.inputName, one.to);
        else if (!same(now.value, one.to)) await this.#drop(one);
        continue;
      }
      const done = same(now.value, one.to) ? await write(one.inputName, one.from) : accepted({});
      if (done.ok || isGone(done)) await this.#drop(one);
    }
  }

  #drop(gone: Lent<V>): Promise<void> {
    return this.#keep(
      this.#active,
      this.#lent.filter((one) => one !== gone),
    );
  }

  async #keep(active: boolean, lent: Lent<V>[]): Promise<void> {
    if (active === this.#active && lent.length === 0 && this.#lent.length === 0) return;
    await this.#ports.save({ active, lent });
    this.#active = active;
    this.#lent = lent;
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

function isGone(answer: Result<unknown>): boolean {
  if (answer.ok) return false;
  const { obsCode } = answer.refusal.context;
  return obsCode === NO_SUCH_SOURCE || obsCode === NO_SOUND;
}
