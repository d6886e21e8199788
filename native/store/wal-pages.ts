/** The committed pages of a write-ahead log, read without SQLite. */
import { existsSync, readFileSync } from 'node:fs';

export interface WalPages {
  /** By page number, the newest of each. */
  pages: ReadonlyMap<number, Buffer>;
  pageBytes: number | null;
  /** Frames of this log stand behind one that does not fit: something in between was lost. */
  torn: boolean;
}

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const MAGIC = 0x377f0682;
const NOTHING: WalPages = { pages: new Map(), pageBytes: null, torn: false };

/** Frames up to the last commit whose checksums fit. Format: https://www.sqlite.org/fileformat2.html, section 4. */
export function readWal(path: string): WalPages {
  const log = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  if (log.length < HEADER_BYTES) return NOTHING;
  const magic = log.readUInt32BE(0);
  const pageBytes = log.readUInt32BE(8);
  if ((magic & ~1) >>> 0 !== MAGIC || pageBytes < 512 || pageBytes > 65_536) return { ...NOTHING, torn: true };
  const sum = new Checksum((magic & 1) === 1);
  sum.add(log.subarray(0, 24));
  if (!sum.equals(log, 24)) return { ...NOTHING, torn: true };

  const committed = new Map<number, Buffer>();
  const pending = new Map<number, Buffer>();
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  let at = HEADER_BYTES;
  for (; at + frameBytes <= log.length && isOfThisLog(log, at); at += frameBytes) {
    const page = log.subarray(at + FRAME_HEADER_BYTES, at + frameBytes);
    sum.add(log.subarray(at, at + 8));
    sum.add(page);
    if (!sum.equals(log, at + 16)) break;
    pending.set(log.readUInt32BE(at), page);
    if (log.readUInt32BE(at + 4) === 0) continue;
    for (const [number, newest] of pending) committed.set(number, newest);
    pending.clear();
  }
  return { pages: committed, pageBytes, torn: hasMore(log, at + frameBytes, frameBytes) };
}

/** Frames of an earlier round of the log have other salts; they are only remains. */
function isOfThisLog(log: Buffer, at: number): boolean {
  return log.compare(log, 16, 24, at + 8, at + 16) === 0;
}

function hasMore(log: Buffer, from: number, frameBytes: number): boolean {
  for (let at = from; at + frameBytes <= log.length; at += frameBytes) if (isOfThisLog(log, at)) return true;
  return false;
}

class Checksum {
  readonly #bigEndian: boolean;
  #one = 0;
  #two = 0;

  constructor(bigEndian: boolean) {
    this.#bigEndian = bigEndian;
  }

  add(bytes: Buffer): void {
    let one = this.#one;
    let two = this.#two;
    for (let at = 0; at + 8 <= bytes.length; at += 8) {
      one = (one + this.#word(bytes, at) + two) >>> 0;
      two = (two + this.#word(bytes, at + 4) + one) >>> 0;
    }
    this.#one = one;
    this.#two = two;
  }

  equals(log: Buffer, at: number): boolean {
    return log.readUInt32BE(at) === this.#one && log.readUInt32BE(at + 4) === this.#two;
  }

  #word(bytes: Buffer, at: number): number {
    return this.#bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
  }
}
