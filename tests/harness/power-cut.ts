/** Power cuts by model: what a traced program wrote, and the disk as it may look when the power goes at any moment of it. */

type DiskEvent =
  | { type: 'write'; file: string; at: number; bytes: Buffer }
  | { type: 'truncate'; file: string; length: number }
  | { type: 'sync'; file: string }
  | { type: 'rename'; file: string; to: string }
  | { type: 'unlink'; file: string }
  /** The program told the outside world. */
  | { type: 'said'; text: string };

/** What `strace` must be asked for; strings in hex, descriptors with their paths, nothing cut short. */
export const STRACE_OPTIONS = [
  ...['-f', '-y', '-xx', '-s', '200000'],
  ...['-e', 'trace=write,pwrite64,fsync,fdatasync,ftruncate,rename,unlink', '-e', 'signal=none'],
];

// Process ids are padded to one width.
const CALL = /^\d+ +(?<name>\w+)\((?<args>.*)$/u;
const RESUMED = /^(?<pid>\d+) +<\.\.\. (?<name>\w+) resumed>/u;

/**
 * A write counts from its call on and a sync from its return on, which is the worst that can be. Writes with a position are the
 * database's; those without one to descriptor 1 are what the program said.
 */
export function diskEvents(trace: string): DiskEvent[] {
  const events: DiskEvent[] = [];
  const syncing = new Map<string, string>();
  for (const line of trace.split('\n')) {
    const resumed = RESUMED.exec(line)?.groups;
    if (resumed) {
      const file = syncing.get(resumed['pid']!);
      if (file !== undefined && resumed['name']!.endsWith('sync')) events.push({ type: 'sync', file });
      syncing.delete(resumed['pid']!);
      continue;
    }
    const call = CALL.exec(line)?.groups;
    if (!call) continue;
    const event = eventOf(call['name']!, call['args']!);
    if (event?.type === 'sync' && line.includes('<unfinished ...>')) syncing.set(line.split(' ')[0]!, event.file);
    else if (event) events.push(event);
  }
  return events;
}

function eventOf(name: string, args: string): DiskEvent | null {
  const [, descriptor = '', path = ''] = /^(\d+)<([^>]*)>/u.exec(args) ?? [];
  const file = textOf(path);
  const [first = '', second = ''] = [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/gu)].map((match) => match[1] ?? '');
  const numbers = [...args.matchAll(/, (\d+)(?=[,) ])/gu)].map((match) => Number(match[1]));
  switch (name) {
    case 'pwrite64':
      return { type: 'write', file, at: numbers.at(-1)!, bytes: bytesOf(first) };
    case 'write':
      return descriptor === '1' ? { type: 'said', text: textOf(first) } : null;
    case 'ftruncate':
      return { type: 'truncate', file, length: numbers.at(-1)! };
    case 'rename':
      return { type: 'rename', file: textOf(first), to: textOf(second) };
    case 'unlink':
      return { type: 'unlink', file: textOf(first) };
    default:
      return { type: 'sync', file };
  }
}

function bytesOf(escaped: string): Buffer {
  return Buffer.from(escaped.replaceAll(String.raw`\x`, ''), 'hex');
}

function textOf(escaped: string): string {
  return bytesOf(escaped).toString('utf8');
}

type Change = Extract<DiskEvent, { type: 'write' | 'truncate' }>;
const SECTOR_BYTES = 512;

/** Files as the disk has them for sure, and what was written since the last sync of each. Changes of folders count as durable. */
export class DiskModel {
  readonly #files = new Map<string, { durable: FileImage; pending: Change[] }>();
  #said = '';

  take(event: DiskEvent): void {
    if (event.type === 'said') {
      this.#said += event.text;
      return;
    }
    const file = this.#files.get(event.file) ?? { durable: new FileImage(Buffer.alloc(0)), pending: [] };
    if (event.type === 'unlink') {
      this.#files.delete(event.file);
      return;
    }
    if (event.type === 'rename') {
      this.#files.delete(event.file);
      this.#files.set(event.to, file);
      return;
    }
    this.#files.set(event.file, file);
    if (event.type !== 'sync') {
      file.pending.push(event);
      return;
    }
    for (const change of file.pending) file.durable.apply(change, () => true);
    file.pending = [];
  }

  /** Everything that was said so far, in whole lines. */
  saidLines(): string[] {
    return this.#said.split('\n').slice(0, -1);
  }

  /** The files after a power cut now: each unsynced change is there, is not, or is torn at 512 bytes. */
  afterCut(random: () => number): Map<string, Buffer> {
    return new Map(
      [...this.#files].map(([file, { durable, pending }]) => {
        const image = new FileImage(durable.bytes);
        for (const change of pending) {
          const fate = Math.floor(random() * 3);
          image.apply(change, () => fate === 0 || (fate === 1 && random() < 0.5));
        }
        return [file, image.bytes];
      }),
    );
  }
}

class FileImage {
  #buffer: Buffer;
  #length: number;

  constructor(bytes: Buffer) {
    this.#buffer = Buffer.from(bytes);
    this.#length = bytes.length;
  }

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** `reaches` decides for each sector, and for a change of length, whether it came to the disk. */
  apply(change: Change, reaches: () => boolean): void {
    if (change.type === 'truncate') {
      if (reaches()) this.#resize(change.length);
      return;
    }
    const { at, bytes } = change;
    for (let start = at; start < at + bytes.length;) {
      const end = Math.min((Math.floor(start / SECTOR_BYTES) + 1) * SECTOR_BYTES, at + bytes.length);
      if (reaches()) {
        if (end > this.#length) this.#resize(end);
        bytes.copy(this.#buffer, start, start - at, end - at);
      }
      start = end;
    }
  }

  #resize(length: number): void {
    if (length > this.#buffer.length) this.#buffer = Buffer.concat([this.#buffer], Math.max(length, 2 * this.#buffer.length));
    if (length < this.#length) this.#buffer.fill(0, length, this.#length);
    this.#length = length;
  }
}
