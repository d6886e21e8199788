/** Preparing OBS: compares, makes what is missing, and takes back exactly what it made. */
import { createHash } from 'node:crypto';
import type { CommandOutput } from '../../contract/commands.ts';
import type { EntryBody } from '../../contract/entry.ts';
import type { PreparationComparison } from '../../contract/preparation.ts';
import { accepted, type Refusal, refused, type Result } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Disposable } from '../../kernel/live-state.ts';
import { newId } from '../../kernel/new-id.ts';
import type { StudioObs } from '../studio-obs.ts';
import { applyStep, applyUndo, type PreparedStep } from './apply.ts';
import { type Differences, differencesOf, type Step } from './differences.ts';
import { type MadeRecord, type OwnThings, ownThings } from './made-record.ts';
import type { PreparationMemory } from './memory.ts';
import { type Reading, readObs } from './reading.ts';
import { isStudioName, type OverlaySourceRoute } from './studio-inputs.ts';
import { undoPlanFor } from './undo-plan.ts';
import { type OverlayNeeds, type PreparationNeeds, type Wanted, wantedBesides, wantedIn } from './wanted.ts';

export interface PreparationFacts {
  'obs.prepared': EntryBody<'obs.prepared'>;
  'obs.preparation-undone': EntryBody<'obs.preparation-undone'>;
}

export interface ObsPreparationPorts {
  obs: StudioObs;
  memory: PreparationMemory;
  /** What the plan needs now, for a canvas of this size; `limits` says what stood in the way of it. */
  needs(canvas: Reading['canvas']): Promise<{ needs: PreparationNeeds; limits: Refusal[] }>;
  /** Of these, the overlay's alone. */
  overlay(): Promise<OverlayNeeds>;
  /** Puts what was done on record. */
  record<K extends keyof PreparationFacts>(kind: K, body: PreparationFacts[K], actor: string): Promise<unknown>;
  clock: Clock;
}

interface Planned {
  reading: Reading;
  own: OwnThings;
  wanted: Wanted;
  differences: Differences;
}

interface Compared extends Planned {
  comparison: PreparationComparison;
}

export class ObsPreparation {
  readonly #ports: ObsPreparationPorts;
  readonly #watch: Disposable;
  #work: Promise<unknown> = Promise.resolve();

  constructor(ports: ObsPreparationPorts) {
    this.#ports = ports;
    const follow = () => ports.memory.show(ports.obs.state.get().mirror?.sceneCollection ?? null);
    this.#watch = ports.obs.state.subscribe(follow);
    follow();
  }

  dispose(): void {
    this.#watch.dispose();
  }

  compare(): Promise<Result<PreparationComparison>> {
    return this.#inTurn(async () => {
      const compared = await this.#compared();
      return compared.ok ? accepted(compared.value.comparison) : compared;
    });
  }

  /** Does what a comparison said, no more; without its id, what a comparison finds now. */
  prepare(comparisonId: string | undefined, actor: string): Promise<Result<CommandOutput<'prepareObs'>>> {
    return this.#inTurn(async () => {
      const compared = await this.#compared();
      if (!compared.ok) return compared;
      if (comparisonId !== undefined && comparisonId !== compared.value.comparison.comparisonId) return refused('comparison-outdated');
      return this.#apply(compared.value, actor);
    });
  }

  /** Makes a way of the overlay ready, switched off, where the overlay is shown and this way is missing. */
  addOverlay(route: OverlaySourceRoute, actor: string): Promise<Result<unknown>> {
    return this.#inTurn(async () => {
      const read = await this.#read();
      if (!read.ok) return read;
      const { reading, own } = read.value;
      const wanted = wantedBesides(reading, route, await this.#ports.overlay());
      const differences = differencesOf(wanted, reading);
      return differences.steps.length === 0 ? accepted({}) : this.#apply({ reading, own, wanted, differences }, actor);
    });
  }

  undo(actor: string): Promise<Result<CommandOutput<'undoPreparation'>>> {
    return this.#inTurn(async () => {
      const read = await this.#read();
      if (!read.ok) return read;
      const { reading, own, mirrored } = read.value;
      if (own.records.length === 0) return refused('nothing-prepared-in-obs');
      const plan = undoPlanFor(reading, own);
      let removed = 0;
      const undone = await applyUndo({ ...this.#ports, reading }, plan, mirrored, () => (removed += 1));
      const kept = plan.kept.map(({ name }) => name);
      const { sceneCollection } = reading;
      // Whatever went, and whatever a refusal left, OBS knows best; while it is away the record stays as it is.
      await this.#read();
      if (removed > 0) await this.#ports.record('obs.preparation-undone', { sceneCollection, removed, kept }, actor);
      return undone.ok ? accepted({ removed, kept }) : undone;
    });
  }

  /** `mirrored` is the scene on program by the mirror, which names that of before until a transition has ended. */
  async #read(): Promise<Result<{ reading: Reading; own: OwnThings; mirrored: string | null }>> {
    const { obs, memory, clock } = this.#ports;
    const reading = await readObs(obs, isStudioName);
    if (!reading.ok) return reading;
    const mirrored = obs.state.get().mirror?.programSceneName ?? null;
    const { sceneCollection } = reading.value;
    const own = ownThings(reading.value, memory.madeIn(sceneCollection), clock.nowMs());
    await memory.keepMade(sceneCollection, own.records);
    return accepted({ reading: reading.value, own, mirrored });
  }

  async #compared(): Promise<Result<Compared>> {
    const read = await this.#read();
    if (!read.ok) return read;
    const { reading, own } = read.value;
    const { needs, limits } = await this.#ports.needs(reading.canvas);
    const wanted = wantedIn(reading, needs);
    if (!wanted.ok) return wanted;
    const differences = differencesOf(wanted.value, reading);
    const undo = undoPlanFor(reading, own);
    const { route } = wanted.value;
    const comparison: PreparationComparison = {
      comparisonId: digestOf({ sceneCollection: reading.sceneCollection, canvas: reading.canvas, route, steps: differences.steps }),
      canvas: reading.canvas,
      route,
      differences: differences.steps.map(({ act, purpose, sceneName, sourceName, inputKind }) => ({
        act,
        purpose,
        sceneName,
        sourceName,
        inputKind,
      })),
      rightCount: differences.rightCount,
      limits: [...wanted.value.limits, ...limits],
      untouched: untouchedIn(reading, wanted.value),
      undo: { removes: undoneNames(undo), keeps: undo.kept },
    };
    return accepted({ reading, own, wanted: wanted.value, differences, comparison });
  }

  async #apply({ reading, own, wanted, differences }: Planned, actor: string): Promise<Result<CommandOutput<'prepareObs'>>> {
    const { obs, memory, clock } = this.#ports;
    const { sceneCollection } = reading;
    const steps = differences.steps.map((step) => this.#prepared(step, reading));
    const intended = steps.flatMap(({ scene, input, item }) => [scene, input, item].filter((record) => record !== null));
    if (intended.length > 0) await memory.keepMade(sceneCollection, [...own.records, ...intended]);

    const madeItems = new Map<string, MadeRecord>();
    const done: Step[] = [];
    let stopped: Result<never> | null = null;
    for (const prepared of steps) {
      memory.progressed({ done: done.length, total: steps.length });
      const applied = await applyStep({ obs, clock, reading }, prepared, (made) => madeItems.set(made.madeId, made));
      if (!applied.ok) {
        stopped = applied;
        break;
      }
      done.push(prepared.step);
    }
    memory.progressed(null);
    // What was asked for without an answer may be there or not: it stays on record until OBS is read again.
    const begun = new Set(steps.slice(0, done.length + 1).flatMap(({ scene, input, item }) => [scene, input, item]));
    const records = intended.filter((record) => begun.has(record)).map((record) => madeItems.get(record.madeId) ?? record);
    await memory.keepMade(sceneCollection, [...own.records, ...records], stopped ? undefined : clock.nowMs());

    const createdScenes = done.filter(({ act }) => act === 'createScene').map(({ sceneName }) => sceneName!);
    const addsOverlay = (step: Step) =>
      step.purpose === 'overlay' && (step.act === 'createInput' || step.act === 'addItem') && step.enabled;
    const overlayAddedTo = done.filter((step) => addsOverlay(step)).map(({ sceneName }) => sceneName!);
    if (done.length > 0) {
      const inputs = done.filter(({ act }) => act === 'createInput').map(({ sourceName }) => sourceName!);
      await this.#ports.record('obs.prepared', { sceneCollection, applied: done.length, made: [...createdScenes, ...inputs] }, actor);
    }
    return stopped ?? accepted({ createdScenes, overlayAddedTo, route: wanted.route, applied: done.length });
  }

  #prepared(step: Step, { sceneCollection }: Reading): PreparedStep {
    const { sceneName, sourceName } = step;
    const nowMs = this.#ports.clock.nowMs();
    const record = (kind: MadeRecord['kind'], names: Pick<MadeRecord, 'sceneName' | 'sourceName'>): MadeRecord => ({
      ...names,
      kind,
      sceneCollection,
      sceneItemId: null,
      madeAtMs: nowMs,
      madeId: newId('made', nowMs),
    });
    const makesItem = step.act === 'createInput' || step.act === 'addItem';
    return {
      step,
      scene: step.act === 'createScene' ? record('scene', { sceneName, sourceName: null }) : null,
      input: step.act === 'createInput' ? record('input', { sceneName: null, sourceName }) : null,
      item: makesItem ? record('item', { sceneName, sourceName }) : null,
    };
  }

  /** One after the other: each sees what the one before it left. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#work.then(work);
    this.#work = turn.catch(() => undefined);
    return turn;
  }
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}

function untouchedIn({ scenes, inputs }: Reading, wanted: Wanted): PreparationComparison['untouched'] {
  const wantedNames = new Set(wanted.scenes.map(({ name }) => name));
  return {
    scenes: scenes.filter(({ name, isGroup }) => !isGroup && !wantedNames.has(name)).length,
    sources: inputs.filter(({ name }) => !isStudioName(name)).length,
  };
}

function undoneNames({ inputs, scenes, items }: ReturnType<typeof undoPlanFor>): string[] {
  return [...new Set([...scenes.map(({ name }) => name), ...inputs.map(({ name }) => name), ...items.map(({ item }) => item.sourceName)])];
}
