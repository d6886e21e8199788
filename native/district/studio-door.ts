/** What a studio brings, by whatever way it came, once its signature was found right: entries and summaries, durable when answered. */
import { type Refusal, refused, refusedInput, type Result } from '../contract/refusal.ts';
import { receiverAbilities, type ReceiverAbility, summarySchema } from '../contract/upstream.ts';
import { type Delivery, deliveryOf, textOf } from './delivery.ts';
import type { DistrictDatabase } from './district-database.ts';
import type { EntryIntake, Taken } from './entry-intake.ts';
import { keepSummary } from './summaries.ts';

export interface Acknowledged {
  studioId: string;
  acknowledged: number;
  refused?: Delivery['refused'];
  accepts: readonly ReceiverAbility[];
}

/** `at` and `seq` say which line of a delivery is to blame. */
export type DoorAnswer<T> = { ok: true; value: T } | { ok: false; refusal: Refusal; at?: string; seq?: number };

export class StudioDoor {
  readonly #database: DistrictDatabase;
  readonly #intake: EntryIntake;

  constructor(database: DistrictDatabase, intake: EntryIntake) {
    this.#database = database;
    this.#intake = intake;
  }

  /** NDJSON, `gzip` or plain. All of it is stored or none, but for entries that could never be counted, which are named. */
  async entries(studioId: string, body: Buffer, encoding: string | undefined): Promise<DoorAnswer<{ answer: Acknowledged; taken: Taken }>> {
    const text = await textOf(body, encoding);
    if (!text.ok) return text;
    const delivery = deliveryOf(studioId, text.value);
    if (!delivery.ok) return { ok: false, refusal: delivery.refusal, at: `line ${delivery.line}`, ...seqIn(text.value, delivery.line) };
    const { entries, refused: never, highestSeq } = delivery.value;
    if (highestSeq === 0) return refused('body-empty');
    const taken = await this.#intake.take(studioId, entries);
    const named = never.length > 0 ? { refused: never } : {};
    return { ok: true, value: { answer: { studioId, acknowledged: highestSeq, ...named, accepts: receiverAbilities }, taken } };
  }

  async summary(studioId: string, body: Buffer, encoding: string | undefined): Promise<Result<Acknowledged>> {
    const text = await textOf(body, encoding);
    if (!text.ok) return text;
    const summary = summarySchema.safeParse(jsonOf(text.value));
    if (!summary.success) return refusedInput(summary.error, 'event-invalid');
    if (summary.data.studioId !== studioId) return refused('studio-not-yours', { studioId: summary.data.studioId });
    await keepSummary(this.#database, summary.data);
    await this.#intake.hear(studioId);
    return { ok: true, value: { studioId, acknowledged: summary.data.ledgerSeq, accepts: receiverAbilities } };
  }

  /** How far this studio's entries are held; asking is a sign of life. */
  async standing(studioId: string): Promise<Acknowledged> {
    await this.#intake.hear(studioId);
    const [state] = await this.#database.read<{ seq: number }>('SELECT highest_seq AS seq FROM studio_state WHERE studio_id = $1', [
      studioId,
    ]);
    return { studioId, acknowledged: state?.seq ?? 0, accepts: receiverAbilities };
  }
}

/** The number of the entry that a refusal names by its line, as far as the line can be read. */
function seqIn(text: string, line: number): { seq?: number } {
  const parsed = jsonOf(text.split('\n', line)[line - 1] ?? '') as { seq?: unknown } | null;
  return typeof parsed?.seq === 'number' && Number.isSafeInteger(parsed.seq) && parsed.seq > 0 ? { seq: parsed.seq } : {};
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
