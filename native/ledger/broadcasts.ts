/** Broadcasts as the ledger has them: the current one, and which of them an order belongs to. */
import { type Entry, INBOX_ID } from '../contract/entry.ts';
import type { Broadcast } from '../contract/playout.ts';
import type { LocalText } from '../contract/text.ts';
import type { Reader } from '../store/reader.ts';
import { ABOUT_BROADCASTS, ENTRY_COLUMNS, entryOf, type EntryRow } from './entry-row.ts';

export interface BroadcastRecord {
  broadcastId: string;
  title: LocalText;
  rehearsal: boolean;
  openedAtMs: number;
  startedAtMs: number | null;
  endedAtMs: number | null;
  purged: boolean;
  /** The file of its last export, or null. */
  exportedFile: string | null;
}

/** What attribution looks at. */
export interface Placed {
  source: string;
  /** The platform's live room, if it names one. */
  roomId: string | undefined;
  /** When the shop says that it happened. */
  occurredAtMs: number;
}

/** Orders from before the studio's first broadcast was opened that still belong to it: what was paid on the day of the set-up. */
const FIRST_LEAD_MS = 24 * 3_600_000;
/** A shop's clock may be ahead; a time further in the future tells nothing. */
const FUTURE_LIMIT_MS = 24 * 3_600_000;

const BROADCASTS_SQL = `SELECT ${ENTRY_COLUMNS} FROM entry WHERE ${ABOUT_BROADCASTS} ORDER BY seq`;

/** A fold of the entries about broadcasts and rooms; keeps up by `apply`. */
export class Broadcasts {
  readonly #records = new Map<string, BroadcastRecord>();
  #inOrder: readonly BroadcastRecord[] = [];
  readonly #rooms = new Map<string, string>();

  constructor(reader: Reader) {
    this.apply(reader.all<EntryRow>(BROADCASTS_SQL).map(entryOf));
  }

  apply(entries: readonly Entry[]): void {
    for (const entry of entries) this.#fold(entry);
  }

  /** In the order in which they were opened. */
  get all(): readonly BroadcastRecord[] {
    return this.#inOrder;
  }

  /** The latest that was opened and not ended; null on the first start: the host then opens one. */
  get current(): Broadcast | null {
    const record = this.all.at(-1);
    if (!record || record.endedAtMs !== null) return null;
    const { broadcastId, rehearsal, startedAtMs } = record;
    return { broadcastId, phase: startedAtMs === null ? 'prepared' : 'onAir', rehearsal, startedAtMs };
  }

  find(broadcastId: string): BroadcastRecord | null {
    return this.#records.get(broadcastId) ?? null;
  }

  roomsOf(broadcastId: string): { source: string; roomId: string }[] {
    return [...this.#rooms]
      .filter(([, boundTo]) => boundTo === broadcastId)
      .map(([name]) => {
        const [source = '', roomId = ''] = name.split(' ');
        return { source, roomId };
      });
  }

  isBound(source: string, roomId: string): boolean {
    return this.#rooms.has(roomName(source, roomId));
  }

  /**
   * The broadcast of a bound room; else the one whose time it is, from its opening to its end; else the inbox. A foreign room
   * of a source whose rooms that broadcast knows says that the order belongs elsewhere: the inbox too.
   */
  attribute({ source, roomId, occurredAtMs }: Placed, nowMs: number): string {
    const bound = roomId === undefined ? undefined : this.#rooms.get(roomName(source, roomId));
    if (bound !== undefined) return bound;
    const byTime = this.#at(occurredAtMs, nowMs);
    if (byTime === null) return INBOX_ID;
    const knowsRooms = roomId !== undefined && this.roomsOf(byTime).some((room) => room.source === source);
    return knowsRooms ? INBOX_ID : byTime;
  }

  #at(occurredAtMs: number, nowMs: number): string | null {
    const records = this.all;
    const first = records[0];
    if (!first || occurredAtMs < first.openedAtMs - FIRST_LEAD_MS || occurredAtMs > nowMs + FUTURE_LIMIT_MS) return null;
    const found = records.findLast(({ openedAtMs }) => openedAtMs <= occurredAtMs) ?? first;
    return found.purged ? null : found.broadcastId;
  }

  #fold(entry: Entry): void {
    const { broadcastId } = entry;
    if (entry.kind === 'broadcast.opened') {
      const { title, rehearsal } = entry.body;
      const times = { openedAtMs: entry.atMs, startedAtMs: null, endedAtMs: null };
      this.#set({ broadcastId, title, rehearsal, ...times, purged: false, exportedFile: null });
    }
    if (entry.kind === 'broadcast.started') this.#change(broadcastId, { startedAtMs: entry.atMs });
    if (entry.kind === 'broadcast.ended') this.#change(broadcastId, { endedAtMs: entry.atMs });
    if (entry.kind === 'broadcast.exported') this.#change(entry.body.exportedBroadcastId, { exportedFile: entry.body.file });
    if (entry.kind === 'broadcast.purged') this.#change(entry.body.purgedBroadcastId, { purged: true });
    if (entry.kind === 'room.bound') this.#rooms.set(roomName(entry.body.source, entry.body.roomId), broadcastId);
    if (entry.kind === 'room.released') this.#rooms.delete(roomName(entry.body.source, entry.body.roomId));
  }

  #change(broadcastId: string, changes: Partial<BroadcastRecord>): void {
    const record = this.#records.get(broadcastId);
    if (record) this.#set({ ...record, ...changes });
  }

  #set(record: BroadcastRecord): void {
    this.#records.set(record.broadcastId, record);
    this.#inOrder = [...this.#records.values()];
  }
}

/** Neither part holds a space. */
function roomName(source: string, roomId: string): string {
  return `${source} ${roomId}`;
}
