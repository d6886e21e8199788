/** Takes order events in, from whatever way they came: each to the broadcast it belongs to, each counted once, a newer state over an older one. */
import type { EntryDraft } from '../contract/entry.ts';
import type { Clock } from '../kernel/clock.ts';
import type { FeedEvent } from './feed-adapter.ts';

/** `amended`: the order was known, and this newer state of it took the place of the earlier one. */
export type TakenOutcome = { outcome: 'accepted' | 'amended'; seq: number } | { outcome: 'duplicate' };

export interface IntakePorts {
  /** Stores all or nothing; outcomes stand in the drafts' order. Rejects with `StorageFailure`. */
  append: (drafts: EntryDraft[]) => Promise<({ outcome: 'accepted'; entry: { seq: number } } | { outcome: 'duplicate' })[]>;
  /** The broadcast an event belongs to by its room, else by its time; the inbox where neither tells. */
  attribute: (event: { source: string; roomId: string | undefined; occurredAtMs: number }) => string;
  clock: Clock;
}

export class OrderIntake {
  readonly #ports: IntakePorts;

  constructor(ports: IntakePorts) {
    this.#ports = ports;
  }

  /** Durable when it resolves; outcomes stand in the events' order. `actor` is `feed:<source>` or `operator:<desk>`. */
  async take(events: readonly FeedEvent[], actor: string): Promise<TakenOutcome[]> {
    const { append } = this.#ports;
    const outcomes: TakenOutcome[] = (await append(events.map((event) => this.#draftOf(event, actor)))).map(outcomeOf);
    // A known order may have come in a newer state; only the ledger can tell, in its own transaction.
    const again = events.flatMap((event, at) => {
      const isState = event.kind === 'order.paid' && event.body.stateAtMs !== undefined;
      return isState && outcomes[at]?.outcome === 'duplicate' ? [{ at, event }] : [];
    });
    if (again.length === 0) return outcomes;
    const amended = await append(again.map(({ event }) => this.#draftOf(amendmentOf(event), actor)));
    for (const [index, { at }] of again.entries()) {
      const answer = amended[index]!;
      if (answer.outcome === 'accepted') outcomes[at] = { outcome: 'amended', seq: answer.entry.seq };
    }
    return outcomes;
  }

  #draftOf(event: FeedEvent, actor: string): EntryDraft {
    const { attribute, clock } = this.#ports;
    const { source, occurredAtMs } = event.body;
    const roomId = 'roomId' in event.body ? event.body.roomId : undefined;
    return { ...event, broadcastId: attribute({ source, roomId, occurredAtMs }), atMs: clock.nowMs(), actor };
  }
}

function outcomeOf(answer: { outcome: 'accepted'; entry: { seq: number } } | { outcome: 'duplicate' }): TakenOutcome {
  return answer.outcome === 'accepted' ? { outcome: 'accepted', seq: answer.entry.seq } : { outcome: 'duplicate' };
}

function amendmentOf(event: FeedEvent): FeedEvent {
  if (event.kind !== 'order.paid' || event.body.stateAtMs === undefined) throw new Error('only a state of a paid order amends it');
  return { kind: 'order.amended', body: { ...event.body, stateAtMs: event.body.stateAtMs } };
}
