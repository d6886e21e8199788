/** Has the overlay page drawn by the desktop shell, in a hidden window of its own. */
import { type DrawingAnswer, drawingAnswerSchema, type DrawingOrder } from '../contract/drawing.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { Clock } from '../kernel/clock.ts';
import type { PictureRenderer, PictureSize } from './picture-renderer.ts';

/** The line to the shell. */
export interface ShellLine {
  post(order: DrawingOrder): void;
  onMessage(listener: (message: unknown) => void): void;
}

type Unnumbered<T> = T extends { orderId: number } ? Omit<T, 'orderId'> : never;

const OPEN_LIMIT_MS = 20_000;
/** The shell itself gives a page four seconds to paint. */
const DRAW_LIMIT_MS = 6_000;

export class ShellRenderer implements PictureRenderer {
  readonly #line: ShellLine;
  readonly #clock: Clock;
  readonly #waiting = new Map<number, (answer: DrawingAnswer) => void>();
  #orders = 0;

  constructor(line: ShellLine, clock: Clock) {
    this.#line = line;
    this.#clock = clock;
    line.onMessage((message) => {
      const answer = drawingAnswerSchema.safeParse(message);
      if (answer.success) this.#waiting.get(answer.data.orderId)?.(answer.data);
    });
  }

  async start(url: string, size: PictureSize): Promise<Result<void>> {
    const started = await this.#ask({ type: 'drawStart', url, ...size }, OPEN_LIMIT_MS);
    return started.ok ? accepted(undefined) : started;
  }

  async capture(ledgerSeq: number): Promise<Result<Buffer>> {
    const drawn = await this.#ask({ type: 'drawCapture', ledgerSeq }, DRAW_LIMIT_MS);
    if (!drawn.ok) return drawn;
    const { picture } = drawn.value;
    return picture ? accepted(Buffer.from(picture)) : refused('picture-failed', { step: 'draw', problem: 'no picture' });
  }

  async stop(): Promise<void> {
    await this.#ask({ type: 'drawStop' }, DRAW_LIMIT_MS);
  }

  /** A shell that does not answer is a picture that could not be drawn; what it says later is not heard. */
  async #ask(order: Unnumbered<DrawingOrder>, limitMs: number): Promise<Result<DrawingAnswer>> {
    this.#orders += 1;
    const orderId = this.#orders;
    const answer = await new Promise<DrawingAnswer | null>((resolve) => {
      const timer = this.#clock.after(limitMs, () => resolve(null));
      this.#waiting.set(orderId, (given) => {
        timer.cancel();
        resolve(given);
      });
      this.#line.post({ ...order, orderId });
    });
    this.#waiting.delete(orderId);
    const step = order.type === 'drawStart' ? 'open' : 'draw';
    const problem = answer ? answer.problem : 'the desktop app does not answer';
    return answer && problem === null ? accepted(answer) : refused('picture-failed', { step, problem: problem ?? '' });
  }
}
