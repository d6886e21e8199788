/** Lets the figures on the overlay stand still while a feed is silent longer than its habit, until its orders come again. */
import type { Entry, EntryBody, EntryDraft } from '../contract/entry.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { FeedState } from '../contract/sales.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Disposable, LiveState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import type { OverlayProjection } from './overlay-projection.ts';

export interface FigureFreezePorts {
  feeds: LiveState<{ feeds: readonly Pick<FeedState, 'source' | 'stale'>[] }>;
  entries: { onAppended(listener: (entries: readonly Entry[]) => void): Disposable };
  overlay: Pick<OverlayProjection, 'holdFigures' | 'releaseFigures'>;
  append(drafts: EntryDraft[]): Promise<unknown>;
  broadcastId(): string;
  isOnAir(): boolean;
  onProblem(problem: Refusal | null): void;
  clock: Clock;
  logger: Logger;
}

export class FigureFreeze implements Disposable {
  readonly #ports: FigureFreezePorts;
  readonly #watching: Disposable[];
  /** Feeds that fell silent on air and whose orders have not come again. */
  readonly #silent = new Set<string>();
  #stale: ReadonlySet<string>;
  /** What the ledger says. */
  #recorded: EntryBody<'figures.frozen'> | null = null;
  #problem = '';
  #work: Promise<unknown> = Promise.resolve();

  /** `entries` of the current broadcast tell whether the figures stood still before a restart. */
  constructor(ports: FigureFreezePorts, entries: readonly Entry[]) {
    this.#ports = ports;
    this.#stale = staleOf(ports.feeds.get().feeds);
    this.#hear(entries);
    for (const source of this.#recorded?.sources ?? []) this.#silent.add(source);
    this.#watching = [ports.feeds.subscribe(() => this.#look()), ports.entries.onAppended((appended) => this.#hear(appended))];
    this.#look();
    this.#tell();
  }

  dispose(): void {
    for (const watch of this.#watching) watch.dispose();
  }

  #hear(entries: readonly Entry[]): void {
    const before = this.#silent.size;
    for (const entry of entries) {
      if (entry.kind === 'order.paid') this.#silent.delete(entry.body.source);
      else if (entry.kind === 'figures.frozen') {
        if (entry.broadcastId === this.#ports.broadcastId()) this.#recorded = entry.body.frozen ? entry.body : null;
      } else if (entry.kind === 'broadcast.opened') {
        this.#silent.clear();
        this.#recorded = null;
      }
    }
    if (this.#silent.size !== before) this.#tell();
  }

  /** A feed counts as silent from the moment that it falls silent on air; after a restart it only looks as if it were heard of. */
  #look(): void {
    const { feeds } = this.#ports.feeds.get();
    const stale = staleOf(feeds);
    for (const source of stale) if (!this.#stale.has(source) && this.#ports.isOnAir()) this.#silent.add(source);
    for (const source of this.#stale) if (!stale.has(source)) this.#silent.delete(source);
    // A feed that is taken away keeps nothing up.
    for (const source of this.#silent) if (!feeds.some((feed) => feed.source === source)) this.#silent.delete(source);
    this.#stale = stale;
    this.#tell();
  }

  #tell(): void {
    const sources = [...this.#silent].join(', ');
    if (sources !== this.#problem) this.#ports.onProblem(sources === '' ? null : { code: 'figures-frozen', context: { sources } });
    this.#problem = sources;
    if (this.#silent.size > 0 === (this.#recorded !== null)) return;
    const recorded = this.#work.then(() => this.#record());
    this.#work = recorded.catch((error: unknown) => this.#ports.logger.error({ err: error }, 'standing figures could not be recorded'));
  }

  /** Once when they stand still, and once when they follow again. */
  async #record(): Promise<void> {
    const { overlay, append, broadcastId, clock } = this.#ports;
    const frozen = this.#silent.size > 0;
    if (frozen === (this.#recorded !== null)) return;
    const sources = frozen ? [...this.#silent] : (this.#recorded?.sources ?? []);
    const body = { frozen, sources, ...(frozen && { at: overlay.holdFigures() }) };
    try {
      await append([{ kind: 'figures.frozen', broadcastId: broadcastId(), atMs: clock.nowMs(), actor: 'studio', body }]);
    } catch (error) {
      overlay.releaseFigures();
      throw error;
    }
  }
}

function staleOf(feeds: readonly Pick<FeedState, 'source' | 'stale'>[]): ReadonlySet<string> {
  return new Set(feeds.filter(({ stale }) => stale).map(({ source }) => source));
}
