/** Reads entries out of the bare pages of a damaged database and its log, whether or not SQLite can still open them. */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { entryBodies, type EntryKind } from '../contract/entry.ts';
import { readWal } from './wal-pages.ts';

/** A row of the table `entry`, checked by its kind's schema. */
export interface CarvedEntry {
  seq: number;
  broadcastId: string;
  kind: string;
  atMs: number;
  actor: string;
  /** JSON text. */
  body: string;
}

export interface Carved {
  /** In the order of their numbers. */
  entries: CarvedEntry[];
  /** The log ends in the middle of what it should hold. */
  logTorn: boolean;
}

const LEAF = 0x0d;
const HEADER_BYTES = 100;
const USUAL_PAGE_BYTES = 4096;
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Entries above `afterSeq`. Format: https://www.sqlite.org/fileformat2.html, sections 1.5 to 2.1. */
export function carveEntries(path: string, afterSeq: number): Carved {
  const log = readWal(`${path}-wal`);
  const file = existsSync(path) ? openSync(path, 'r') : null;
  try {
    const pages = new Pages(file, log.pages, log.pageBytes);
    const found = new Map<number, CarvedEntry>();
    const take = (page: Buffer, number: number) => {
      for (const entry of entriesOf(page, number, afterSeq, pages)) found.set(entry.seq, entry);
    };
    for (let number = 1; number <= pages.count; number += 1) take(pages.stored(number), number);
    for (const [number, page] of log.pages) take(page, number);
    return { entries: [...found.values()].toSorted((a, b) => a.seq - b.seq), logTorn: log.torn };
  } finally {
    if (file !== null) closeSync(file);
  }
}

class Pages {
  readonly #file: number | null;
  readonly #log: ReadonlyMap<number, Buffer>;
  readonly bytes: number;
  readonly count: number;

  constructor(file: number | null, log: ReadonlyMap<number, Buffer>, logPageBytes: number | null) {
    this.#file = file;
    this.#log = log;
    const size = file === null ? 0 : fstatSync(file).size;
    this.bytes = logPageBytes ?? this.#pageBytes() ?? USUAL_PAGE_BYTES;
    this.count = Math.floor(size / this.bytes);
  }

  /** The page as the main file has it. */
  stored(number: number): Buffer {
    const page = Buffer.alloc(this.bytes);
    if (this.#file !== null && number >= 1) readSync(this.#file, page, 0, this.bytes, (number - 1) * this.bytes);
    return page;
  }

  newest(number: number): Buffer {
    return this.#log.get(number) ?? this.stored(number);
  }

  #pageBytes(): number | null {
    const header = Buffer.alloc(HEADER_BYTES);
    if (this.#file === null || readSync(this.#file, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return null;
    const told = header.readUInt16BE(16);
    if (told === 1) return 65_536;
    return told >= 512 && (told & (told - 1)) === 0 ? told : null;
  }
}

function* entriesOf(page: Buffer, number: number, afterSeq: number, pages: Pages): Generator<CarvedEntry> {
  const base = number === 1 ? HEADER_BYTES : 0;
  if (page[base] !== LEAF) return;
  const cells = page.readUInt16BE(base + 3);
  for (let cell = 0; cell < cells && base + 10 + 2 * cell <= page.length; cell += 1) {
    const entry = whole(() => entryAt(page, page.readUInt16BE(base + 8 + 2 * cell), afterSeq, pages));
    if (entry) yield entry;
  }
}

/** A damaged row points outside of its page or is no text; it is left out, and the others are not lost with it. */
function whole<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

function entryAt(page: Buffer, start: number, afterSeq: number, pages: Pages): CarvedEntry | null {
  const length = varint(page, start);
  const rowid = varint(page, length.end);
  const seq = rowid.value;
  if (seq <= afterSeq || !Number.isSafeInteger(seq) || length.value > MAX_BODY_BYTES) return null;
  const columns = columnsOf(payload(page, rowid.end, length.value, pages));
  if (columns?.length !== 6) return null;
  const [alias, broadcastId, kind, atMs, actor, body] = columns;
  if (alias !== null || typeof atMs !== 'number') return null;
  if (typeof broadcastId !== 'string' || typeof kind !== 'string' || typeof actor !== 'string' || typeof body !== 'string') return null;
  const schema = Object.hasOwn(entryBodies, kind) ? entryBodies[kind as EntryKind] : null;
  return schema?.safeParse(JSON.parse(body)).success ? { seq, broadcastId, kind, atMs, actor, body } : null;
}

/** The bytes of a row: what fits into its page, then a list of overflow pages. */
function payload(page: Buffer, start: number, length: number, pages: Pages): Buffer {
  const usable = page.length;
  const most = usable - 35;
  if (length <= most) return page.subarray(start, start + length);
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((length - least) % (usable - 4));
  const local = fitting <= most ? fitting : least;
  const parts = [page.subarray(start, start + local)];
  let next = page.readUInt32BE(start + local);
  for (let rest = length - local; rest > 0; rest -= usable - 4) {
    if (next === 0) throw new RangeError('an overflow page is missing');
    const overflow = pages.newest(next);
    parts.push(overflow.subarray(4, 4 + Math.min(rest, usable - 4)));
    next = overflow.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

type Value = string | number | null;
const utf8 = new TextDecoder('utf-8', { fatal: true });

function columnsOf(record: Buffer): Value[] | null {
  const header = varint(record, 0);
  const types: number[] = [];
  for (let at = header.end; at < header.value;) {
    const type = varint(record, at);
    types.push(type.value);
    at = type.end;
  }
  let at = header.value;
  const values: Value[] = [];
  for (const type of types) {
    const length = lengthOf(type);
    if (length === null || at + length > record.length) return null;
    values.push(valueOf(type, record.subarray(at, at + length)));
    at += length;
  }
  return values;
}

const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8];

/** Null for a blob or a float, of which `entry` has none. */
function lengthOf(type: number): number | null {
  if (type <= 6) return INTEGER_BYTES[type]!;
  if (type === 8 || type === 9) return 0;
  return type >= 13 && type % 2 === 1 ? (type - 13) / 2 : null;
}

function valueOf(type: number, bytes: Buffer): Value {
  if (type === 0) return null;
  if (type === 8 || type === 9) return type - 8;
  if (type === 6) return Number(bytes.readBigInt64BE(0));
  return type <= 5 ? bytes.readIntBE(0, bytes.length) : utf8.decode(bytes);
}

function varint(bytes: Buffer, start: number): { value: number; end: number } {
  let value = 0;
  for (let at = start; at < start + 8; at += 1) {
    const byte = bytes.readUInt8(at);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + 1 };
  }
  // Nine bytes are for numbers beyond 2^56, which no entry has.
  throw new RangeError('a number too large');
}
