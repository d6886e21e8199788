/** Compares the ledger with what a destination holds, broadcast by broadcast, and knows what to send again. */
import { INBOX_ID } from '../contract/entry.ts';
import { accepted, type RefusalCode, refused, type Result } from '../contract/refusal.ts';
import type { BroadcastDigest, Reconciliation as ReconciliationState } from '../contract/upstream.ts';
import { backOff } from '../kernel/back-off.ts';
import { type Clock, delay } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { type BlockHash, digestOfBlocks } from '../ledger/entry-digest.ts';
import { type BlockSources, compareBroadcast } from './broadcast-comparison.ts';
import type { Waits } from './outbox.ts';
import type { DigestSource } from './transport.ts';

/** The ledger's own digests, computed beside the main thread. */
export interface LedgerDigests {
  /** Broadcasts that still have all their entries, newest first, and the inbox. */
  targets(): Promise<Result<readonly Target[]>>;
  /** Whole blocks from a number on; `nextSeq` is null at the end. */
  slice(broadcastIds: readonly string[], fromSeq: number): Promise<Result<Slice>>;
  block(broadcastId: string, block: number): ReturnType<BlockSources['ours']>;
}
interface Target {
  readonly broadcastId: string;
  readonly firstSeq: number;
}
interface Slice {
  readonly blocks: readonly { broadcastId: string; block: BlockHash }[];
  readonly nextSeq: number | null;
}

/** A destination that can be compared. */
export interface Comparable {
  readonly destinationId: string;
  readonly source: DigestSource;
  waits(): Waits;
}

const NEWEST = 30;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 10_000;
/** A thin line loses a request now and then; a line that is away ends the comparison. */
const TRIES = 5;
/** Another try would say the same. */
const FINAL: readonly RefusalCode[] = ['upstream-unauthorised', 'upstream-certificate', 'upstream-clock-skew'];

export interface ReconciliationPorts {
  ledger: LedgerDigests;
  clock: Clock;
  logger: Logger;
  changed(state: ReconciliationState): void;
}

export class Reconciliation {
  readonly #ports: ReconciliationPorts;
  #state: ReconciliationState | null = null;
  #abort: AbortController | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(ports: ReconciliationPorts) {
    this.#ports = ports;
  }

  /** Begins; the state tells how it goes. A comparison under way is cancelled. */
  async start(other: Comparable, broadcastId: string | undefined): Promise<Result<Record<string, never>>> {
    const targets = await this.#ports.ledger.targets();
    if (!targets.ok) return targets;
    const chosen = chosenOf(targets.value, broadcastId);
    if (broadcastId !== undefined && chosen.length === 0) return refused('broadcast-unknown', { broadcastId });
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.#ended = this.#ended.then(() => this.#run(other, chosen, abort.signal));
    return accepted({});
  }

  async cancel(): Promise<void> {
    this.#abort?.abort();
    await this.#ended;
  }

  /** What the newest comparison found missing or different there, by rising number. */
  get differences(): { destinationId: string; seqs: readonly number[] } | null {
    if (!this.#state) return null;
    const { destinationId, broadcasts } = this.#state;
    const seqs = broadcasts.flatMap(({ missing, differing }) => [...missing, ...differing]).sort((a, b) => a - b);
    return { destinationId, seqs };
  }

  async #run(other: Comparable, targets: readonly Target[], signal: AbortSignal): Promise<void> {
    const startedAtMs = this.#ports.clock.nowMs();
    const { destinationId } = other;
    this.#tell({ destinationId, state: 'running', startedAtMs, done: 0, total: targets.length, problem: null, broadcasts: [] });
    let failed: Result<unknown>;
    try {
      failed = await this.#compare(other, targets, signal);
    } catch (error) {
      this.#ports.logger.error({ err: error, destinationId }, 'the comparison failed here');
      failed = refused('internal');
    }
    if (signal.aborted) this.#change({ state: 'cancelled' });
    else this.#change(failed.ok ? { state: 'done' } : { state: 'failed', problem: failed.refusal });
  }

  async #compare(other: Comparable, targets: readonly Target[], signal: AbortSignal): Promise<Result<unknown>> {
    // In this order, see `compareBroadcast`.
    const waits = other.waits();
    const theirs = new Map<string, BroadcastDigest | null>();
    for (const { broadcastId } of targets) {
      const digest = await this.#ask(() => other.source.digest(broadcastId, signal), signal);
      if (!digest.ok) return digest;
      theirs.set(broadcastId, digest.value);
    }
    const own = await this.#ownBlocks(targets, signal);
    if (!own.ok) return own;
    for (const { broadcastId } of targets) {
      const compared = await compareBroadcast(
        digestOfBlocks(broadcastId, own.value.get(broadcastId)!),
        theirs.get(broadcastId) ?? null,
        waits,
        {
          waits: () => other.waits(),
          theirs: (block) => this.#ask(() => other.source.block(broadcastId, block, signal), signal),
          ours: (block) => this.#ports.ledger.block(broadcastId, block),
        },
      );
      if (signal.aborted || !compared.ok) return compared;
      const { done, broadcasts } = this.#state!;
      this.#change({ done: done + 1, broadcasts: [...broadcasts, compared.value] });
    }
    return accepted({});
  }

  /** One pass over the ledger for all broadcasts; the inbox has a pass of its own, because it lies scattered. */
  async #ownBlocks(targets: readonly Target[], signal: AbortSignal): Promise<Result<Map<string, BlockHash[]>>> {
    const blocks = new Map<string, BlockHash[]>(targets.map(({ broadcastId }) => [broadcastId, []]));
    const [inbox, broadcasts] = [targets.filter(isInbox), targets.filter((target) => !isInbox(target))];
    for (const group of [inbox, broadcasts]) {
      const ids = group.map(({ broadcastId }) => broadcastId);
      let from: number | null = group.length > 0 ? Math.min(...group.map(({ firstSeq }) => firstSeq)) : null;
      while (from !== null && !signal.aborted) {
        const slice: Result<Slice> = await this.#ports.ledger.slice(ids, from);
        if (!slice.ok) return slice;
        for (const { broadcastId, block } of slice.value.blocks) blocks.get(broadcastId)!.push(block);
        from = slice.value.nextSeq;
      }
    }
    return accepted(blocks);
  }

  async #ask<T>(question: () => Promise<Result<T>>, signal: AbortSignal): Promise<Result<T>> {
    const waits = backOff(FIRST_WAIT_MS, LONGEST_WAIT_MS);
    let answer = await question();
    for (let tries = 1; tries < TRIES && !answer.ok && !FINAL.includes(answer.refusal.code) && !signal.aborted; tries += 1) {
      await delay(this.#ports.clock, waits.nextMs(), signal);
      if (!signal.aborted) answer = await question();
    }
    return answer;
  }

  #change(patch: Partial<ReconciliationState>): void {
    this.#tell({ ...this.#state!, ...patch });
  }

  #tell(state: ReconciliationState): void {
    this.#state = state;
    this.#ports.changed(state);
  }
}

function chosenOf(targets: readonly Target[], broadcastId: string | undefined): Target[] {
  if (broadcastId !== undefined) return targets.filter((target) => target.broadcastId === broadcastId);
  return [...targets.filter((target) => !isInbox(target)).slice(0, NEWEST), ...targets.filter(isInbox)];
}

function isInbox({ broadcastId }: Target): boolean {
  return broadcastId === INBOX_ID;
}
