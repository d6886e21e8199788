/** The way upstream without a line: one whole, signed file a batch in a folder, for a stick that is carried to the office. */
import type { KeyObject } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { accepted, type Refusal, refused, type Result } from '../../contract/refusal.ts';
import type { ConnectionTest, FolderDestination } from '../../contract/upstream.ts';
import type { Clock, Timer } from '../../kernel/clock.ts';
import { keyOfSecret } from '../../orders/standard-webhooks.ts';
import type { Batch, BatchLimits, Outcome, Transport, Way } from '../transport.ts';
import { GaveUp, within } from '../within.ts';
import { acknowledgedBy, entriesFileName, entriesFileOf, HEAD_LIMIT_BYTES, holdsBatch, receiptName } from './entries-file.ts';

export interface FolderPorts {
  readonly secret: string | null;
  studioId(): string;
  readonly clock: Clock;
}

/** A slow stick takes its time. */
const WRITE_LIMIT_MS = 60_000;
const LOOK_MS = 5000;
const RECEIPT_LIMIT_BYTES = 4096;
/** An office imports at most so many at a time; and a folder on FAT holds 65,534 names, which a file a moment would use up in a day. */
const LIMITS: BatchLimits = { entries: 10_000, plainBytes: 4 * 1024 * 1024, gatherMs: 60_000 };
/** The file system cannot write a folder's changes out on their own, or has no need to. */
const NO_FOLDER_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EPERM', 'EISDIR', 'EACCES']);

/** Refuses with `secret-missing` or `secret-invalid`. */
export function openFolder({ destinationId, folder }: FolderDestination, ports: FolderPorts): Result<Way<Batch>> {
  if (ports.secret === null) return refused('secret-missing', { destinationId });
  const key = keyOfSecret(ports.secret);
  if (!key) return refused('secret-invalid', { destinationId });
  const path = resolve(folder);
  return accepted({ place: `folder:${path}`, address: path, transport: new FolderTransport(path, key, ports) });
}

class FolderTransport implements Transport {
  readonly limits = LIMITS;
  readonly leaving = 'elsewhere';
  readonly #folder: string;
  readonly #key: KeyObject;
  readonly #ports: FolderPorts;
  /** One write at a time, also when one was given up that the system still holds. */
  #writing: Promise<unknown> = Promise.resolve();
  #looking: Timer | null = null;
  #disposed = false;
  arrivedSeq: number | null = null;
  #arrivedOf = '';

  constructor(folder: string, key: KeyObject, ports: FolderPorts) {
    this.#folder = folder;
    this.#key = key;
    this.#ports = ports;
    void this.#watch();
  }

  async send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    const failure = await this.#inFolder(() => this.#keep(batch), signal);
    if (failure) return failure;
    return { kind: 'acknowledged', seq: batch.lastSeq, refused: [], accepts: [] };
  }

  async test(signal: AbortSignal): Promise<Result<ConnectionTest>> {
    const { clock } = this.#ports;
    const startedAtMs = clock.monotonicMs();
    const failure = await this.#inFolder(async () => {
      const probe = join(this.#folder, 'hetian-test.part');
      await writeWhole(probe, Buffer.from('test'));
      await rm(probe, { force: true });
    }, signal);
    if (failure) return { ok: false, refusal: failure.refusal };
    await this.#readReceipt();
    return accepted({ ms: Math.round(clock.monotonicMs() - startedAtMs), acknowledgedSeq: this.arrivedSeq, accepts: [] });
  }

  knock(): Promise<boolean> {
    return isFolder(this.#folder);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#looking?.cancel();
  }

  /** Null: done. The folder is never made: a stick that is not there would become a folder on this disk. */
  async #inFolder(work: () => Promise<void>, signal: AbortSignal): Promise<Extract<Outcome, { kind: 'unreachable' | 'busy' }> | null> {
    const { refusal } = refused('upstream-folder-missing', { folder: this.#folder });
    const missing = { kind: 'unreachable', refusal, unconnected: true } as const;
    const before = this.#writing;
    const writing = before.then(async () => {
      if (signal.aborted) throw new GaveUp(null);
      if (!(await isFolder(this.#folder))) return missing;
      await work();
      return null;
    });
    this.#writing = writing.catch(() => undefined);
    try {
      return await within(writing, this.#ports.clock, WRITE_LIMIT_MS, signal);
    } catch (error) {
      if (error instanceof GaveUp) return error.limitMs === null ? missing : full(this.#folder, 'ETIMEDOUT');
      // Pulled out in the middle of it.
      if (!(await isFolder(this.#folder))) return missing;
      return full(this.#folder, (error as NodeJS.ErrnoException).code ?? (error as Error).message);
    }
  }

  async #keep(batch: Batch): Promise<void> {
    const path = join(this.#folder, entriesFileName(batch));
    const there = await plainFile(path, batch.body.length + HEAD_LIMIT_BYTES);
    if (there && holdsBatch(there, batch, this.#key)) return;
    const draft = `${path}.part`;
    try {
      await writeWhole(draft, entriesFileOf(batch, this.#key, this.#ports.clock.nowMs()));
      await rename(draft, path);
    } catch (error) {
      // Half a file takes room that the next try needs; where the stick is gone there is nothing to remove.
      await rm(draft, { force: true }).catch(() => undefined);
      throw error;
    }
    await syncFolder(this.#folder);
  }

  async #watch(): Promise<void> {
    await this.#readReceipt();
    if (!this.#disposed) this.#looking = this.#ports.clock.after(LOOK_MS, () => void this.#watch());
  }

  /** A stick may come back with an older receipt than one that was seen. */
  async #readReceipt(): Promise<void> {
    const studioId = this.#ports.studioId();
    const bytes = await plainFile(join(this.#folder, receiptName(studioId)), RECEIPT_LIMIT_BYTES);
    const acknowledged = bytes === null ? null : acknowledgedBy(bytes.toString('utf8'), studioId, this.#key);
    if (studioId !== this.#arrivedOf) this.arrivedSeq = null;
    this.#arrivedOf = studioId;
    if (acknowledged !== null) this.arrivedSeq = Math.max(acknowledged, this.arrivedSeq ?? 0);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Null when it is not there, is longer, or is no plain file: what lies on a stick may lead anywhere. */
async function plainFile(path: string, limitBytes: number): Promise<Buffer | null> {
  try {
    // A pipe of that name would hold the read for ever. Windows knows neither flag, and neither pipes by name nor links without rights.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
    try {
      const found = await file.stat();
      return found.isFile() && found.size <= limitBytes ? await file.readFile() : null;
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  // One left over may be a link to anywhere.
  await rm(path, { force: true });
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!NO_FOLDER_SYNC.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function full(folder: string, problem: string): { kind: 'busy'; refusal: Refusal; retryAfterMs: null } {
  return { kind: 'busy', refusal: refused('upstream-folder-full', { folder, problem }).refusal, retryAfterMs: null };
}
