/** A value that others watch: get, patch, subscribe; each patch raises the revision by one. */

export interface Disposable {
  dispose(): void;
}

export interface LiveState<T extends object> {
  get(): T;
  readonly revision: number;
  /** Listeners get the fields that changed, after the state has them. */
  subscribe(listener: (patch: Partial<T>, revision: number) => void): Disposable;
}

/** The writable side; its owner keeps it private and hands out the `LiveState`. */
export class MutableState<T extends object> implements LiveState<T> {
  #value: T;
  #revision = 0;
  readonly #listeners = new Set<(patch: Partial<T>, revision: number) => void>();

  constructor(initial: T) {
    this.#value = initial;
  }

  get revision(): number {
    return this.#revision;
  }

  get(): T {
    return this.#value;
  }

  /** Replaces the given fields. Fields that are the very same value are no change; nothing changed tells nobody. */
  patch(fields: Partial<T>): void {
    const changed: Partial<T> = {};
    let any = false;
    for (const key of Object.keys(fields) as (keyof T)[]) {
      if (Object.is(this.#value[key], fields[key])) continue;
      changed[key] = fields[key];
      any = true;
    }
    if (!any) return;
    this.#value = { ...this.#value, ...changed };
    this.#revision += 1;
    for (const listener of [...this.#listeners]) listener(changed, this.#revision);
  }

  subscribe(listener: (patch: Partial<T>, revision: number) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }
}

/** A state that costs something to keep: its owner is told how many watch it, whenever that changes. */
export class WatchedState<T extends object> extends MutableState<T> {
  readonly #onWatchers: (count: number) => void;
  #watchers = 0;

  constructor(initial: T, onWatchers: (count: number) => void) {
    super(initial);
    this.#onWatchers = onWatchers;
  }

  override subscribe(listener: (patch: Partial<T>, revision: number) => void): Disposable {
    const subscription = super.subscribe(listener);
    this.#change(1);
    let watching = true;
    return {
      dispose: () => {
        subscription.dispose();
        if (watching) this.#change(-1);
        watching = false;
      },
    };
  }

  #change(by: 1 | -1): void {
    this.#watchers += by;
    this.#onWatchers(this.#watchers);
  }
}
