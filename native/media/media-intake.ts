/** Takes in a file that is sent to the studio: to disk within limits, known by its digest, probed; what does not fit leaves nothing behind. */
import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, openSync, readSync, closeSync, renameSync, rmSync } from 'node:fs';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import { foreignText } from '../contract/text.ts';
import type { Clock } from '../kernel/clock.ts';
import { CRITICAL_BYTES } from '../store/disk-watch.ts';
import { syncFile, syncFolder } from '../store/whole-file.ts';
import { containerOf, HEAD_BYTES } from './container.ts';
import type { MediaFolder } from './media-folder.ts';
import type { MediaPrograms } from './media-programs.ts';
import { probe, type Probed } from './probe.ts';

export interface Delivery {
  fileName: string;
  /** As the sender says it; more is cut off, less is a broken delivery. */
  sizeBytes: number;
  body: Readable;
}

export interface IntakePorts {
  folder: MediaFolder;
  programs: MediaPrograms;
  clock: Clock;
  freeBytes(): number;
  signal: AbortSignal;
  /** Bytes that have arrived. */
  onArrived(bytes: number): void;
  onProbing(): void;
  /** The name of the video that has this digest already, or null. */
  known(digest: string): string | null;
}

export interface TakenIn {
  digest: string;
  source: Probed;
}

/** The largest file that a phone writes in an hour, with room to spare. */
export const LARGEST_BYTES = 16 * 1024 ** 3;
const MB = 1024 * 1024;
/** A sender that is silent for so long has gone. */
const SILENT_MS = 60_000;
/** Asked for anew each time so much more has arrived: recordings and others fill the disk meanwhile. */
const ROOM_STEP_BYTES = 16 * MB;
/** The converted file beside the one that came; a guess, because what it needs is known only afterwards. */
const ROOM_FACTOR = 2;

/** Null when it was cancelled or the sender has gone. The file then lies as `original` in the folder of its id. */
export async function takeIn(mediaId: string, delivery: Delivery, ports: IntakePorts): Promise<Result<TakenIn> | null> {
  const { sizeBytes, fileName: file } = delivery;
  const { folder, signal } = ports;
  if (sizeBytes > LARGEST_BYTES) return refused('file-too-large', { limitMb: LARGEST_BYTES / MB });
  const neededBytes = sizeBytes * ROOM_FACTOR;
  const free = ports.freeBytes() - CRITICAL_BYTES;
  if (neededBytes > free) {
    return refused('media-disk-full', { file, neededMb: Math.ceil(neededBytes / MB), freeMb: Math.max(0, Math.floor(free / MB)) });
  }
  const half = folder.arriving(mediaId);
  try {
    const digest = await store(delivery, half, ports);
    if (digest === null || signal.aborted) return null;
    const there = ports.known(digest);
    if (there !== null) return refused('media-exists', { file: there });
    ports.onProbing();
    const container = containerOf(headOf(half));
    if (container === null) return refused('media-unplayable', { file });
    const probed = await probe(half, container, file, ports);
    if (signal.aborted) return null;
    if (!probed.ok) return probed;
    syncFile(half);
    mkdirSync(folder.of(mediaId), { recursive: true });
    renameSync(half, folder.original(mediaId));
    syncFolder(folder.path);
    return accepted({ digest, source: probed.value });
  } finally {
    rmSync(half, { force: true });
  }
}

/** Null when less or more arrived than was said. Rejects only for what the disk is to blame. */
async function store(
  { body, sizeBytes }: Delivery,
  path: string,
  { clock, signal, freeBytes, onArrived }: IntakePorts,
): Promise<string | null> {
  const hash = createHash('sha256');
  const gone = new AbortController();
  const watch = () => clock.after(SILENT_MS, () => gone.abort());
  let timer = watch();
  let arrived = 0;
  let lookedAt = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      timer.cancel();
      timer = watch();
      arrived += chunk.byteLength;
      if (arrived > sizeBytes) return done(new TooMuch());
      if (arrived >= lookedAt + ROOM_STEP_BYTES) {
        lookedAt = arrived;
        if (freeBytes() < CRITICAL_BYTES) return done(new DiskNearlyFull());
      }
      hash.update(chunk);
      onArrived(arrived);
      done(null, chunk);
    },
  });
  try {
    await pipeline(body, counter, createWriteStream(path, { flags: 'wx', mode: 0o600 }), {
      signal: AbortSignal.any([signal, gone.signal]),
    });
  } catch (error) {
    if (isDiskFault(error)) throw error;
    return null;
  } finally {
    timer.cancel();
  }
  return arrived === sizeBytes ? hash.digest('hex') : null;
}

class TooMuch extends Error {}

/** As a full disk, before it is one: the ledger needs what is left. */
class DiskNearlyFull extends Error {
  readonly code = 'ENOSPC';
}

/** All else is the sender's doing: it went away, or sent more than it said. */
function isDiskFault(error: unknown): boolean {
  return ['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'EFBIG', 'EDQUOT', 'EMFILE'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function headOf(path: string): Uint8Array {
  const head = Buffer.alloc(HEAD_BYTES);
  const file = openSync(path, 'r');
  try {
    return head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

/** The name as text to show: the last part of a path, without what no screen may show. */
export function shownName(fileName: string): string {
  const last = fileName.split(/[\\/]/u).at(-1) ?? '';
  return foreignText(255).parse(last.slice(0, 255)) || 'video';
}
