/** Verdicts of everything in the plan, kept up to date beside the live business: changes are gathered, and what was judged before is not told anew. */
import { subjectKey, type Verdict } from '../contract/gate.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import { type Content, subjectOf } from './contents.ts';
import type { Judge } from './judge.ts';

export interface VerdictBoardPorts {
  clock: Clock;
  judge: Judge;
  /** All that the plan could put on air. */
  contents(): Iterable<Content>;
  onChanged(verdicts: Readonly<Record<string, Verdict>>): void;
  onFault(error: unknown): void;
}

/** After a change, so that an import of a thousand products is one look. */
const GATHER_MS = 100;
/** Consents and certificates run out, and deals leave the compared days. */
const EVERY_MS = 60_000;
/** Contents between two breaths of the event loop. */
const SLICE = 50;

export class VerdictBoard {
  readonly #ports: VerdictBoardPorts;
  #verdicts: Readonly<Record<string, Verdict>> = {};
  #timer: Timer | null = null;
  /** Rises with each change, so that a look that has become old gives up. */
  #wanted = 0;
  #stopped = false;

  constructor(ports: VerdictBoardPorts) {
    this.#ports = ports;
  }

  /** Something may be judged otherwise now. */
  changed(): void {
    this.#wanted += 1;
    this.#later(GATHER_MS);
  }

  /** Looks at everything; resolves when it is told. */
  async look(): Promise<void> {
    const wanted = ++this.#wanted;
    const verdicts: Record<string, Verdict> = {};
    let isOther = false;
    let count = 0;
    for (const content of this.#ports.contents()) {
      count += 1;
      if (count % SLICE === 0) await new Promise((resolve) => setImmediate(resolve));
      if (wanted !== this.#wanted || this.#stopped) return;
      const verdict = this.#ports.judge.judge(content);
      if (verdict.severity === null) continue;
      const key = subjectKey(subjectOf(content));
      const before = this.#verdicts[key];
      const isSame = before !== undefined && JSON.stringify(before) === JSON.stringify(verdict);
      verdicts[key] = isSame ? before : verdict;
      isOther ||= !isSame;
    }
    isOther ||= Object.keys(verdicts).length !== Object.keys(this.#verdicts).length;
    this.#later(EVERY_MS);
    if (!isOther) return;
    this.#verdicts = verdicts;
    this.#ports.onChanged(verdicts);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #later(afterMs: number): void {
    this.#timer?.cancel();
    if (!this.#stopped) this.#timer = this.#ports.clock.after(afterMs, () => void this.look().catch(this.#ports.onFault));
  }
}
