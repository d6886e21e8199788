/** A robot's messages as parcels: what is new behind its cursor becomes one text, and is told once it was taken. */
import type { Locale, LocalText } from '../../contract/text.ts';
import {
  type RobotDestination,
  type RobotTell,
  robotTells,
  type RobotType,
  type Summary,
  usualMilestonesFen,
} from '../../contract/upstream.ts';
import type { Clock } from '../../kernel/clock.ts';
import { ENTRY_COLUMNS, entryOf, type EntryRow, NOT_BULK } from '../../ledger/entry-row.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Reader } from '../../store/reader.ts';
import { Settings } from '../../store/settings.ts';
import type { Writer } from '../../store/writer.ts';
import type { Outbox, Parcel, Position } from '../outbox.ts';
import { composeMessage, type MessageFacts, type RobotTexts } from './robot-messages.ts';
import {
  type Absence,
  dueInMs,
  foldEntry,
  foldProblems,
  foldSales,
  foldTime,
  type GrossSales,
  newRobotState,
  NOTHING_KNOWN,
  onlyTold,
  robotStateSchema,
  type StandingProblem,
} from './robot-news.ts';

/** What robots know beside the ledger. */
export interface RobotSources {
  locale(): Locale;
  texts(locale: Locale): RobotTexts;
  currentBroadcastId(): string;
  summaryOf(broadcastId: string): Summary | null;
  placeName(placeCode: string): LocalText | null;
  /** What stands now, of the studio and of its destinations. */
  problems(): readonly StandingProblem[];
  /** Of a problem that stood and does no longer. */
  absenceOf(key: string): Absence;
  /** Entries that the slowest destination still waits for. */
  waitingEntries(): number;
}

/** Of a robot, its own name as a place among the destinations. */
export function robotPlace(type: RobotType, destinationId: string): string {
  return `${type}:${destinationId}`;
}

/** What it knew is gone: a robot of this name will be a new one. Durable when it resolves. */
export function forgetRobot(settings: Settings, type: RobotType, destinationId: string): Promise<void> {
  return settings.set(settingOf(robotPlace(type, destinationId)), null);
}

function settingOf(place: string): string {
  return `robot.${place}`;
}

export interface RobotMessage extends Parcel {
  readonly text: string;
  /** Everything up to here is in this message, in an earlier one, or no news. */
  readonly seq: number;
}

export interface RobotOutboxPorts {
  config: RobotDestination;
  /** Under which its state is kept. */
  place: string;
  textLimitBytes: number;
  sources: RobotSources;
  sales: GrossSales;
  studioId(): string;
  ledger: Pick<Ledger, 'headSeq' | 'playoutEntries'>;
  reader: Reader;
  writer: Writer;
  clock: Clock;
}

/** The problem that a destination has stopped has this before its id for a key. */
export const DESTINATION_PROBLEM = 'destination:';

/** At most ten a minute; the platforms allow twenty. */
const PACE_MS = 6000;
/** How often standing problems are looked at. */
const LOOK_MS = 15_000;
/** Numbers looked at in one go, orders among them, so that nobody waits. */
const RANGE = 4000;
/** A state without news is kept so that a restart has no long way to go. */
const KEEP_ENTRIES = 5000;

const RANGE_SQL = `SELECT ${ENTRY_COLUMNS} FROM entry WHERE seq > ? AND seq <= ? AND ${NOT_BULK} ORDER BY seq`;
/** Numbers have gaps: after a recovery millions of them. */
const NEXT_SQL = 'SELECT min(seq) AS seq FROM entry WHERE seq > ?';

export class RobotOutbox implements Outbox<RobotMessage> {
  readonly #ports: RobotOutboxPorts;
  readonly #settings: Settings;
  readonly #tells: readonly RobotTell[];
  readonly #milestonesFen: readonly number[];
  #state = NOTHING_KNOWN;
  /** Up to here the state is durable; −1 for a new robot. */
  #keptSeq = -1;
  #mayTellAtMs = Number.NEGATIVE_INFINITY;

  constructor(ports: RobotOutboxPorts) {
    const { config, reader, writer } = ports;
    this.#ports = ports;
    this.#settings = new Settings(reader, writer);
    this.#tells = config.tells ?? robotTells;
    this.#milestonesFen = (config.milestonesFen ?? usualMilestonesFen).toSorted((a, b) => a - b);
  }

  open(): void {
    const { ledger, sources, sales } = this.#ports;
    const kept = this.#settings.get(this.#setting, robotStateSchema);
    this.#keptSeq = kept?.seq ?? -1;
    this.#state = kept ?? newRobotState(ledger.playoutEntries(sources.currentBroadcastId()), ledger.headSeq, sales);
  }

  get position(): Position {
    const { seq, pending } = this.#state;
    return { acknowledgedSeq: seq, backlogEntries: pending.length, backlogBytes: null, backlogMs: null, parkedCount: 0, anyOrder: false };
  }

  /** Put together anew each time: what has come meanwhile travels in the same message. */
  async next(): Promise<RobotMessage | null> {
    await this.#catchUp();
    const { pending, seq } = this.#state;
    if (pending.length === 0 || this.#pauseMs > 0) return null;
    const { text, told } = composeMessage(pending, this.#facts, this.#ports.textLimitBytes);
    return { id: `${this.#ports.place}/${seq}/${told}`, entries: told, text, seq };
  }

  dueInMs(): number | null {
    const dues: number[] = [];
    if (this.#state.pending.length > 0) dues.push(this.#pauseMs);
    if (this.#tells.includes('alarms')) dues.push(LOOK_MS, dueInMs(this.#state, this.#ports.clock.nowMs()) ?? LOOK_MS);
    return dues.length > 0 ? Math.min(...dues) : null;
  }

  async acknowledged(message: RobotMessage): Promise<boolean> {
    // First in memory: a full disk must not make it tell the same again and again.
    this.#state = { ...this.#state, pending: this.#state.pending.slice(message.entries) };
    this.#mayTellAtMs = this.#ports.clock.monotonicMs() + PACE_MS;
    await this.#keep();
    return true;
  }

  smaller(): boolean {
    return false;
  }

  async refused(): Promise<'refuses-all'> {
    return 'refuses-all';
  }

  get #setting(): string {
    return settingOf(this.#ports.place);
  }

  get #pauseMs(): number {
    return Math.max(0, this.#mayTellAtMs - this.#ports.clock.monotonicMs());
  }

  get #facts(): MessageFacts {
    const { config, sources, studioId, clock } = this.#ports;
    const locale = config.locale ?? sources.locale();
    return {
      locale,
      texts: sources.texts(locale),
      nowMs: clock.nowMs(),
      studioId: studioId(),
      summaryOf: (broadcastId) => sources.summaryOf(broadcastId),
      placeName: (placeCode) => sources.placeName(placeCode),
      waitingEntries: sources.waitingEntries(),
    };
  }

  async #catchUp(): Promise<void> {
    const { ledger, reader, sources, sales, clock, config } = this.#ports;
    while (this.#state.seq < ledger.headSeq) {
      const next = reader.get<{ seq: number | null }>(NEXT_SQL, this.#state.seq)?.seq ?? ledger.headSeq;
      const until = Math.min(ledger.headSeq, next + RANGE);
      const entries = reader.all<EntryRow>(RANGE_SQL, this.#state.seq, until).map(entryOf);
      this.#state = { ...entries.reduce(foldEntry, this.#state), seq: until };
      if (until < ledger.headSeq) await new Promise((resolve) => setImmediate(resolve));
    }
    const nowMs = clock.nowMs();
    const own = `${DESTINATION_PROBLEM}${config.destinationId}`;
    const problems = sources.problems().filter(({ key }) => key !== own);
    const state = foldProblems(
      foldSales(foldTime(this.#state, nowMs), this.#milestonesFen, sales),
      problems,
      (key) => sources.absenceOf(key),
      nowMs,
    );
    this.#state = onlyTold(state, this.#tells);
    if (this.#keptSeq < 0 || this.#state.seq - this.#keptSeq >= KEEP_ENTRIES) await this.#keep();
  }

  async #keep(): Promise<void> {
    const state = this.#state;
    await this.#settings.set(this.#setting, state);
    this.#keptSeq = state.seq;
  }
}
