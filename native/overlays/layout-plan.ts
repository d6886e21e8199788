/** Where the crew has placed the overlay's layers, for every scene and for single ones: kept, recorded, and taken back step by step. */
import type { CommandParsedInput } from '../contract/commands.ts';
import type { EntryDraft } from '../contract/entry.ts';
import type { GraphicsState } from '../contract/graphics.ts';
import {
  emptyLayout,
  type LayerId,
  type Layout,
  type Layouts,
  layoutsSchema,
  type Placement,
  stageSizes,
  stageShapes,
  type StageShape,
} from '../contract/layout.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { Clock } from '../kernel/clock.ts';
import { type LiveState, MutableState } from '../kernel/live-state.ts';

export interface LayoutPorts {
  clock: Clock;
  /** One JSON value; `save` resolves when it is durable. */
  store: { load(): unknown; save(layouts: Layouts): Promise<void> };
  append(drafts: EntryDraft[]): Promise<unknown>;
  broadcastId(): string;
}

export type LayoutState = Pick<GraphicsState, 'layouts' | 'canUndoLayout' | 'canRedoLayout'>;
type Places = Partial<Record<LayerId, Placement | null>>;

/** What one command changed; null stands for a layer without a placement of its own. */
interface Step {
  sceneName: string | null;
  shape: StageShape;
  before: Places;
  after: Places;
}

/** Steps that can be undone; they last until the studio's end. */
const STEPS_KEPT = 200;

const done = accepted({});

/** Steps wait for one another; each is kept and on record before anybody is told of it. */
export class LayoutPlan {
  readonly #ports: LayoutPorts;
  readonly #state: MutableState<LayoutState>;
  #made: Step[] = [];
  /** Undone steps, the next one to redo last. */
  #undone: Step[] = [];
  #queue: Promise<unknown> = Promise.resolve();

  constructor(ports: LayoutPorts) {
    this.#ports = ports;
    const kept = layoutsSchema.safeParse(ports.store.load());
    const layouts = kept.success ? kept.data : { everywhere: emptyLayout, scenes: {} };
    this.#state = new MutableState<LayoutState>({ layouts, canUndoLayout: false, canRedoLayout: false });
  }

  get state(): LiveState<LayoutState> {
    return this.#state;
  }

  /** Refused with `input-invalid` for a point that lies beside the stage. What changes nothing is no step. */
  place({ sceneName, shape, placements }: CommandParsedInput<'placeLayers'>, actor: string): Promise<Result<Record<string, never>>> {
    return this.#inTurn(async () => {
      const stage = stageSizes[shape];
      const before: Places = {};
      const after: Places = {};
      const own = (this.#layoutOf(sceneName) ?? emptyLayout)[shape];
      for (const [layer, placement] of Object.entries(placements) as [LayerId, Placement | null][]) {
        if (placement && (placement.x > stage.width || placement.y > stage.height)) {
          return refused('input-invalid', { at: `placements.${layer}`, problem: 'beside the stage' });
        }
        const former = own[layer] ?? null;
        if (isSame(former, placement)) continue;
        before[layer] = former;
        after[layer] = placement;
      }
      if (Object.keys(after).length === 0) return done;
      const step: Step = { sceneName, shape, before, after };
      const layouts = await this.#keep(step, after, actor);
      this.#made = [...this.#made, step].slice(-STEPS_KEPT);
      this.#undone = [];
      return this.#tell(layouts);
    });
  }

  /** Refused with `nothing-to-undo`. */
  undo(actor: string): Promise<Result<Record<string, never>>> {
    return this.#inTurn(async () => {
      const step = this.#made.at(-1);
      if (!step) return refused('nothing-to-undo');
      const layouts = await this.#keep(step, step.before, actor);
      this.#made = this.#made.slice(0, -1);
      this.#undone = [...this.#undone, step];
      return this.#tell(layouts);
    });
  }

  /** Refused with `nothing-to-redo`. */
  redo(actor: string): Promise<Result<Record<string, never>>> {
    return this.#inTurn(async () => {
      const step = this.#undone.at(-1);
      if (!step) return refused('nothing-to-redo');
      const layouts = await this.#keep(step, step.after, actor);
      this.#undone = this.#undone.slice(0, -1);
      this.#made = [...this.#made, step];
      return this.#tell(layouts);
    });
  }

  /** A scene takes its layout with it, and the steps that were made in it. What was laid out for a scene of the new name gives way. */
  renameScene(oldName: string, newName: string): Promise<void> {
    return this.#inTurn(async () => {
      const own = this.#layoutOf(oldName);
      if (own) {
        const { layouts } = this.#state.get();
        const renamed = withScene(withScene(layouts, oldName, emptyLayout), newName, own);
        await this.#ports.store.save(renamed);
        this.#tell(renamed);
      }
      const named = (step: Step) => (step.sceneName === oldName ? { ...step, sceneName: newName } : step);
      this.#made = this.#made.map((step) => named(step));
      this.#undone = this.#undone.map((step) => named(step));
    });
  }

  #layoutOf(sceneName: string | null): Layout | undefined {
    const { everywhere, scenes } = this.#state.get().layouts;
    return sceneName === null ? everywhere : Object.hasOwn(scenes, sceneName) ? scenes[sceneName] : undefined;
  }

  /** Durable and on record when it resolves. */
  async #keep({ sceneName, shape }: Step, places: Places, actor: string): Promise<Layouts> {
    const before = this.#state.get().layouts;
    const layout = withPlaces(this.#layoutOf(sceneName) ?? emptyLayout, shape, places);
    const layouts = sceneName === null ? { ...before, everywhere: layout } : withScene(before, sceneName, layout);
    const { clock, store, append, broadcastId } = this.#ports;
    await store.save(layouts);
    const body = { sceneName, shape, layers: Object.keys(places) as LayerId[] };
    await append([{ kind: 'overlay.laid-out', broadcastId: broadcastId(), atMs: clock.nowMs(), actor, body }]);
    return layouts;
  }

  #tell(layouts: Layouts): Result<Record<string, never>> {
    this.#state.patch({ layouts, canUndoLayout: this.#made.length > 0, canRedoLayout: this.#undone.length > 0 });
    return done;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

function withPlaces(layout: Layout, shape: StageShape, places: Places): Layout {
  const shapeLayout = { ...layout[shape] };
  for (const [layer, placement] of Object.entries(places) as [LayerId, Placement | null][]) {
    if (placement) shapeLayout[layer] = placement;
    else delete shapeLayout[layer];
  }
  return { ...layout, [shape]: shapeLayout };
}

/** A scene in which nothing stands elsewhere is not kept. */
function withScene(layouts: Layouts, sceneName: string, layout: Layout): Layouts {
  const { [sceneName]: _former, ...others } = layouts.scenes;
  const isEmpty = stageShapes.every((shape) => Object.keys(layout[shape]).length === 0);
  return { ...layouts, scenes: isEmpty ? others : { ...others, [sceneName]: layout } };
}

function isSame(one: Placement | null, other: Placement | null): boolean {
  if (!one || !other) return one === other;
  return (Object.keys(one) as (keyof Placement)[]).every((key) => one[key] === other[key]);
}
