/** A thin, long line as a TCP proxy: so many bytes a second each way, so much delay, and it can be pulled out. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface LineOptions {
  targetPort: number;
  /** Each way. */
  bytesPerSecond: number;
  roundTripMs: number;
}

/** What a real line's queue holds before the sender is held back. */
const QUEUE_BYTES = 64 * 1024;
const TICK_MS = 5;

export class ShapedLine {
  readonly #options: LineOptions;
  readonly #sockets = new Set<Socket>();
  readonly #up: Direction;
  readonly #down: Direction;
  #server: Server | null = null;
  #port = 0;
  readonly #sideDoors = new Set<Server>();
  connections = 0;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#up = new Direction(options);
    this.#down = new Direction(options);
  }

  get port(): number {
    return this.#port;
  }

  get bytesUp(): number {
    return this.#up.bytes;
  }

  /** Answers stay on their way until the line is pulled. */
  holdAnswers(): void {
    this.#down.held = true;
  }

  /** Plugs the line in; the port stays the same. */
  async open(): Promise<void> {
    const server = createServer((near) => this.#accept(near, this.#options.targetPort));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Another way into the same line, to another target; stays until the line is pulled out. Answers with its port. */
  async openSideDoor(targetPort: number): Promise<number> {
    const server = createServer((near) => this.#accept(near, targetPort));
    this.#sideDoors.add(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return (server.address() as AddressInfo).port;
  }

  /** Pulls it out: what was under way is gone. */
  async pull(): Promise<void> {
    const servers = [...(this.#server ? [this.#server] : []), ...this.#sideDoors];
    this.#server = null;
    this.#sideDoors.clear();
    for (const socket of this.#sockets) socket.resetAndDestroy();
    this.#up.forget();
    this.#down.forget();
    for (const server of servers) await new Promise((resolve) => server.close(resolve));
  }

  #accept(near: Socket, targetPort: number): void {
    this.connections += 1;
    const far = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
    // The proxy has answered the handshake at once; a real one would have cost a round trip.
    const openMs = performance.now() + this.#options.roundTripMs;
    this.#join(near, far, this.#up, openMs + this.#options.roundTripMs / 2);
    this.#join(far, near, this.#down, openMs);
  }

  #join(from: Socket, to: Socket, direction: Direction, fromMs: number): void {
    this.#sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (bytes: Buffer) => direction.carry(bytes, from, to, fromMs));
    from.on('end', () => direction.carry(null, from, to, fromMs));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      // What is still on its way arrives.
      direction.carry(null, from, to, fromMs);
    });
  }
}

interface Carried {
  bytes: Buffer | null;
  from: Socket;
  to: Socket;
  dueMs: number;
}

/** One way: a queue that empties at the line's pace, and then the delay. All connections share it. */
class Direction {
  readonly #options: LineOptions;
  readonly #queue: Carried[] = [];
  readonly #flying: Carried[] = [];
  /** All that sent while the queue was full; none of them may be forgotten for another. */
  readonly #heldBack = new Set<Socket>();
  #queued = 0;
  #tokens = 0;
  #lastMs = performance.now();
  #timer: NodeJS.Timeout | null = null;
  bytes = 0;
  held = false;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  carry(bytes: Buffer | null, from: Socket, to: Socket, fromMs: number): void {
    this.#queue.push({ bytes, from, to, dueMs: fromMs });
    this.#queued += bytes?.length ?? 0;
    if (this.#queued > QUEUE_BYTES) {
      this.#heldBack.add(from);
      from.pause();
    }
    if (!this.#timer) {
      this.#lastMs = performance.now();
      this.#timer = setInterval(() => this.#tick(), TICK_MS);
    }
  }

  forget(): void {
    this.held = false;
    this.#queue.splice(0);
    this.#flying.splice(0);
    this.#heldBack.clear();
    this.#queued = 0;
  }

  #holdNobody(): void {
    for (const socket of this.#heldBack) socket.resume();
    this.#heldBack.clear();
  }

  #tick(): void {
    const nowMs = performance.now();
    const { bytesPerSecond, roundTripMs } = this.#options;
    // A tick that comes late has its bytes; an idle line saves none up.
    this.#tokens = Math.min(this.#tokens + ((nowMs - this.#lastMs) / 1000) * bytesPerSecond, bytesPerSecond / 5);
    this.#lastMs = nowMs;
    while (this.#queue.length > 0 && (this.#tokens > 0 || this.#queue[0]!.bytes === null)) this.#launch(nowMs + roundTripMs / 2);
    while (!this.held && this.#flying.length > 0 && this.#flying[0]!.dueMs <= nowMs) land(this.#flying.shift()!);
    if (this.#queue.length === 0 && this.#flying.length === 0) {
      clearInterval(this.#timer!);
      this.#timer = null;
      this.#tokens = 0;
    }
  }

  #launch(dueMs: number): void {
    const head = this.#queue[0]!;
    const { bytes } = head;
    const part = bytes && bytes.length > this.#tokens ? bytes.subarray(0, Math.max(1, Math.floor(this.#tokens))) : bytes;
    if (bytes && part && part.length < bytes.length) head.bytes = bytes.subarray(part.length);
    else this.#queue.shift();
    this.#tokens -= part?.length ?? 0;
    this.#queued -= part?.length ?? 0;
    this.bytes += part?.length ?? 0;
    if (this.#queued <= QUEUE_BYTES / 2) this.#holdNobody();
    // Bytes of one direction never overtake each other.
    const behindMs = this.#flying.at(-1)?.dueMs ?? 0;
    this.#flying.push({ ...head, bytes: part, dueMs: Math.max(dueMs, head.dueMs, behindMs) });
  }
}

function land({ bytes, to }: Carried): void {
  if (to.destroyed) return;
  if (bytes) to.write(bytes);
  else to.end();
}
