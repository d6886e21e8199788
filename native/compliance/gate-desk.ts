/** The gate as the console sees it: rules and their files, verdicts on the plan, what a person looks at and decides. */
import type { EntryDraft } from '../contract/entry.ts';
import { type Evidence, type Finding, type GateState, type RuleFile, severities } from '../contract/gate.ts';
import { accepted, type Result } from '../contract/refusal.ts';
import type { LocalText } from '../contract/text.ts';
import type { Clock } from '../kernel/clock.ts';
import { type LiveState, MutableState } from '../kernel/live-state.ts';
import type { AirGate } from './air-gate.ts';
import type { Judge } from './judge.ts';
import type { ProducerCode } from './producer-code.ts';
import type { RuleFilesStore } from './rule-files.ts';
import { placed } from './text-rules.ts';

export interface GateDeskPorts {
  clock: Clock;
  air: AirGate;
  judge: Judge;
  rules: RuleFilesStore;
  producer: ProducerCode;
  papers(): readonly Evidence[];
  broadcastId(): string;
  append(drafts: EntryDraft[]): Promise<unknown>;
  /** Other rules hold from here on. */
  onRules(): void;
}

type Done = Result<Record<string, never>>;
/** Titles of shops repeat; more than so many different ones are asked anew. */
const SHOWN_LIMIT = 5_000;

export class GateDesk {
  readonly #ports: GateDeskPorts;
  readonly #state: MutableState<GateState>;
  readonly #mayShow = new Map<string, boolean>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(ports: GateDeskPorts) {
    this.#ports = ports;
    const { rules, producer, papers } = ports;
    this.#state = new MutableState<GateState>({
      ruleFiles: rules.list(),
      rulesVersion: rules.version,
      changedFiles: rules.changedFiles,
      verdicts: {},
      producerCodeSet: producer.isSet,
      evidence: [...papers()],
    });
  }

  get state(): LiveState<GateState> {
    return this.#state;
  }

  get air(): AirGate {
    return this.#ports.air;
  }

  setVerdicts(verdicts: GateState['verdicts']): void {
    this.#state.patch({ verdicts });
  }

  evidenceChanged(): void {
    this.#state.patch({ evidence: [...this.#ports.papers()] });
  }

  inspectText({ text, isFood }: { text: LocalText; isFood: boolean }): Result<{ findings: Finding[]; rulesVersion: string }> {
    const findings = this.#ports.judge
      .inspect(
        placed('', text).map(({ at, text: words }) => ({ at: at.slice(1), text: words })),
        isFood,
      )
      .toSorted((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity));
    return accepted({ findings, rulesVersion: this.#ports.rules.version });
  }

  /** Whether a text from outside may be shown by itself: nobody is there to confirm a warning. */
  mayShow(text: string): boolean {
    let may = this.#mayShow.get(text);
    if (may === undefined) {
      may = this.#ports.judge.inspect([{ at: '', text }], true, false).every(({ severity }) => severity === 'note');
      if (this.#mayShow.size >= SHOWN_LIMIT) this.#mayShow.clear();
      this.#mayShow.set(text, may);
    }
    return may;
  }

  saveRules(file: RuleFile, actor: string): Promise<Done> {
    return this.#change(file.file, file, actor);
  }

  /** Back to the file that came with the program. */
  resetRules(name: RuleFile['file'], actor: string): Promise<Done> {
    return this.#change(name, null, actor);
  }

  async setProducerCode(code: string, former: string | undefined): Promise<Done> {
    const set = await this.#ports.producer.set(code, former);
    if (set.ok) this.#state.patch({ producerCodeSet: true });
    return set;
  }

  /** To disk first; what cannot be put on record does not hold. */
  #change(name: RuleFile['file'], file: RuleFile | null, actor: string): Promise<Done> {
    const { rules, clock, append, broadcastId, onRules } = this.#ports;
    const work = async (): Promise<Done> => {
      const planned = rules.planned(name, file);
      if (!planned.ok) return planned;
      const before = rules.own(name);
      const { version, owner } = planned.value.file;
      const body = { file: name, version, owner, rulesVersion: planned.value.version };
      rules.put(name, file);
      try {
        await append([{ kind: 'gate.rules-changed', broadcastId: broadcastId(), atMs: clock.nowMs(), actor, body }]);
      } catch (error) {
        rules.put(name, before);
        throw error;
      }
      this.#mayShow.clear();
      this.#state.patch({ ruleFiles: rules.list(), rulesVersion: rules.version, changedFiles: rules.changedFiles });
      onRules();
      return accepted({});
    };
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}
