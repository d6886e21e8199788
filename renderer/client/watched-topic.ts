/** One watched topic: joins a snapshot and its patches to a state, and starts over when a revision is missing. */
import type { TopicMessage, TopicName, TopicState } from '../../native/contract/topics.ts';

interface Subscription {
  unsubscribe(): void;
}
type Subscribe = (onMessage: (message: TopicMessage) => void, onBroken: () => void) => Subscription;

const RETRY_MS = 500;

export class WatchedTopic<T extends TopicName = TopicName> {
  #state: TopicState<T> | undefined;
  #epoch = '';
  #revision = -1;
  #subscription: Subscription | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #subscribeToHost: Subscribe;
  readonly #rests: boolean;
  readonly name: T;

  /** `rests`: the host is left in peace while nobody listens, because the topic costs it something. */
  constructor(name: T, subscribeToHost: Subscribe, rests = false) {
    this.name = name;
    this.#subscribeToHost = subscribeToHost;
    this.#rests = rests;
  }

  /** The last known state; undefined until the first snapshot. */
  get = (): TopicState<T> | undefined => this.#state;

  /** Watching starts with the first listener and goes on until `close`, or until the last listener of a topic that rests. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (!this.#subscription) this.#watch();
    return () => {
      this.#listeners.delete(listener);
      if (!this.#rests || this.#listeners.size > 0) return;
      this.close();
      this.#subscription = undefined;
    };
  };

  close(): void {
    clearTimeout(this.#retry);
    this.#subscription?.unsubscribe();
  }

  #watch(): void {
    this.#subscription = this.#subscribeToHost(
      (message) => this.#accept(message),
      () => this.#watchAgain(RETRY_MS),
    );
  }

  #watchAgain(delayMs: number): void {
    clearTimeout(this.#retry);
    this.#subscription?.unsubscribe();
    this.#retry = setTimeout(() => this.#watch(), delayMs);
  }

  #accept(message: TopicMessage): void {
    if (message.type === 'snapshot') {
      this.#state = message.state as TopicState<T>;
    } else {
      if (message.epoch !== this.#epoch || message.revision <= this.#revision || !this.#state) return this.#watchAgain(0);
      this.#state = { ...this.#state, ...message.state };
    }
    this.#epoch = message.epoch;
    this.#revision = message.revision;
    for (const listener of this.#listeners) listener();
  }
}
