/** Papers that prove something: taken in within limits, known by their digest, kept in a folder of their own. */
import { createHash, type Hash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Evidence, evidenceSchema } from '../contract/gate.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import { foreignText } from '../contract/text.ts';
import type { Clock } from '../kernel/clock.ts';
import { newId } from '../kernel/new-id.ts';
import { StorageFailure } from '../store/storage-failure.ts';
import { replaceFile, syncFile, syncFolder } from '../store/whole-file.ts';

const LARGEST_BYTES = 10 * 1024 * 1024;
const LIMIT_MB = LARGEST_BYTES / 1024 / 1024;
/** A sender that is silent for so long has gone. */
const SILENT_MS = 30_000;

/** By their first bytes: what a name or a sender says of a file proves nothing. */
const KINDS = [
  { ending: 'pdf', type: 'application/pdf', magic: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { ending: 'jpg', type: 'image/jpeg', magic: [0xff, 0xd8, 0xff] },
  { ending: 'png', type: 'image/png', magic: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
] as const;
type Kind = (typeof KINDS)[number];
const HEAD_BYTES = 8;

export interface EvidencePorts {
  folder: string;
  clock: Clock;
  /** Puts on record that a paper was added. */
  record(evidence: Evidence, actor: string): Promise<void>;
}

class TooLarge extends Error {}
class KindUnknown extends Error {}

export class EvidenceStore {
  readonly #ports: EvidencePorts;
  #papers: readonly Evidence[];

  /** Finds what is there; what a kill left half-done is removed, and a description that cannot be read counts as no paper. */
  constructor(ports: EvidencePorts) {
    this.#ports = ports;
    mkdirSync(ports.folder, { recursive: true });
    const names = readdirSync(ports.folder);
    for (const name of names) if (name.endsWith('.part')) rmSync(join(ports.folder, name), { force: true });
    const papers = names.filter((name) => name.endsWith('.json')).flatMap((name) => this.#read(name));
    this.#papers = papers.toSorted((a, b) => a.addedAtMs - b.addedAtMs || (a.evidenceId < b.evidenceId ? -1 : 1));
  }

  /** Oldest first. */
  list(): readonly Evidence[] {
    return this.#papers;
  }

  /** The paper, if its file is still there. */
  find(evidenceId: string): Evidence | null {
    const paper = this.#papers.find((known) => known.evidenceId === evidenceId);
    return paper && this.#fileOf(paper.evidenceId) ? paper : null;
  }

  /** Path and type of its file, for a download. */
  file(evidenceId: string): { path: string; type: string; paper: Evidence } | null {
    const paper = this.find(evidenceId);
    const file = paper && this.#fileOf(paper.evidenceId);
    return paper && file ? { ...file, paper } : null;
  }

  /** The same file twice is one paper. Null when the sender has gone. */
  async receive(delivery: { fileName: string; body: Readable }, actor: string): Promise<Result<Evidence> | null> {
    const { clock, folder, record } = this.#ports;
    const evidenceId = newId('ev', clock.nowMs());
    const half = join(folder, `${evidenceId}.part`);
    const fileName = shownName(delivery.fileName);
    try {
      const stored = await this.#store(delivery.body, half);
      if (stored === null) return null;
      const there = this.#papers.find(({ digest, evidenceId: id }) => digest === stored.digest && this.#fileOf(id));
      if (there) return accepted(there);
      const paper = { evidenceId, fileName, bytes: stored.bytes, digest: stored.digest, addedAtMs: clock.nowMs() };
      const path = join(folder, `${evidenceId}.${stored.kind.ending}`);
      syncFile(half);
      renameSync(half, path);
      syncFolder(folder);
      replaceFile(join(folder, `${evidenceId}.json`), `${JSON.stringify(paper, null, 2)}\n`);
      try {
        await record(paper, actor);
      } catch (error) {
        // Not on record means not there.
        rmSync(join(folder, `${evidenceId}.json`), { force: true });
        rmSync(path, { force: true });
        throw error;
      }
      this.#papers = [...this.#papers, paper];
      return accepted(paper);
    } catch (error) {
      if (error instanceof TooLarge) return refused('evidence-too-large', { limitMb: LIMIT_MB });
      if (error instanceof KindUnknown) return refused('evidence-kind-unknown', { file: fileName });
      if (error instanceof StorageFailure) return refused(error.code);
      if (['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')) return refused('storage-full');
      throw error;
    } finally {
      rmSync(half, { force: true });
    }
  }

  /** Null when less arrived than a file's first bytes, or the sender stopped. */
  async #store(body: Readable, path: string): Promise<{ digest: string; bytes: number; kind: Kind } | null> {
    const { clock } = this.#ports;
    const gone = new AbortController();
    const watch = () => clock.after(SILENT_MS, () => gone.abort());
    let timer = watch();
    const gate = new Intake(() => {
      timer.cancel();
      timer = watch();
    });
    try {
      await pipeline(body, gate, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal: gone.signal });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (error instanceof TooLarge || error instanceof KindUnknown || isDiskFault(code)) throw error;
      return null;
    } finally {
      timer.cancel();
    }
    return gate.result();
  }

  #fileOf(evidenceId: string): { path: string; type: string } | null {
    for (const { ending, type } of KINDS) {
      const path = join(this.#ports.folder, `${evidenceId}.${ending}`);
      if (existsSync(path)) return { path, type };
    }
    return null;
  }

  #read(name: string): Evidence[] {
    try {
      const paper = evidenceSchema.safeParse(JSON.parse(readFileSync(join(this.#ports.folder, name), 'utf8')));
      // The name of a file is the id's, so that no description leads anywhere else.
      return paper.success && name === `${paper.data.evidenceId}.json` && /^ev-[0-9a-z]+$/u.test(paper.data.evidenceId) ? [paper.data] : [];
    } catch (error) {
      // Nothing in this folder stops a start: what rests on a paper that cannot be read is blocked, and says so.
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code !== undefined) return [];
      throw error;
    }
  }
}

/** Lets bytes through, counts and digests them, and stops what is too large or of no known kind. */
class Intake extends Transform {
  readonly #hash: Hash = createHash('sha256');
  readonly #onBytes: () => void;
  #head = Buffer.alloc(0);
  #bytes = 0;
  #kind: Kind | null = null;

  constructor(onBytes: () => void) {
    super();
    this.#onBytes = onBytes;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error: Error | null, chunk?: Buffer) => void): void {
    this.#onBytes();
    this.#bytes += chunk.byteLength;
    if (this.#bytes > LARGEST_BYTES) return done(new TooLarge());
    if (!this.#kind) {
      this.#head = Buffer.concat([this.#head, chunk.subarray(0, HEAD_BYTES)]).subarray(0, HEAD_BYTES);
      this.#kind = kindOf(this.#head);
      if (!this.#kind && this.#head.length >= HEAD_BYTES) return done(new KindUnknown());
    }
    this.#hash.update(chunk);
    done(null, chunk);
  }

  override _flush(done: (error: Error | null) => void): void {
    done(this.#kind || this.#bytes === 0 ? null : new KindUnknown());
  }

  result(): { digest: string; bytes: number; kind: Kind } | null {
    return this.#kind && { digest: this.#hash.digest('hex'), bytes: this.#bytes, kind: this.#kind };
  }
}

function kindOf(head: Buffer): Kind | null {
  return KINDS.find(({ magic }) => magic.every((byte, at) => head[at] === byte)) ?? null;
}

/** All else is the sender's doing: it went away. */
function isDiskFault(code: string | undefined): boolean {
  return ['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'EFBIG', 'EDQUOT', 'EMFILE'].includes(code ?? '');
}

/** The last part of a path, without what no screen may show. */
function shownName(fileName: string): string {
  const last = fileName.split(/[\\/]/u).at(-1) ?? '';
  return foreignText(200).parse(last.slice(0, 200)) || 'paper';
}
