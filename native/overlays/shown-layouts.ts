/** Which layout holds on program and on preview: that of the scene that OBS shows there, or that the plan names while OBS is away. */
import { type Layout, layoutIn, type Layouts } from '../contract/layout.ts';
import type { ObsMirror, ObsState } from '../contract/obs.ts';
import type { PlayoutState } from '../contract/playout.ts';
import type { Disposable, LiveState } from '../kernel/live-state.ts';

export interface ShownLayoutPorts {
  layouts: LiveState<{ layouts: Layouts }>;
  /** The OBS that counts. */
  obs: LiveState<Pick<ObsState, 'mirror'>>;
  /** Calls back when another scene has come to program for good: OBS names scenes that it never shows while studio mode ends. */
  onSceneChanged(listener: (sceneName: string) => void): Disposable;
  onSceneRenamed(listener: (oldName: string, newName: string) => void): Disposable;
  playout: LiveState<Pick<PlayoutState, 'segmentOnAir' | 'prepared'>>;
  /** The scene that the plan names for a segment; null for a segment that is not there. */
  plannedScene(segmentId: string): string | null;
  /** The name that OBS has for a scene of the plan. */
  obsSceneName(planned: string): string;
  /** Told when the plan, or OBS's names for its scenes, are others. */
  onPlanChanged(listener: () => void): Disposable;
  show(program: Layout, preview: Layout): void;
}

export class ShownLayouts {
  readonly #ports: ShownLayoutPorts;
  readonly #watching: Disposable[];
  #mirror: ObsMirror | null;
  #programScene: string | null;
  /** Former names by new ones, of scenes whose layout has not come along yet. */
  readonly #renamed = new Map<string, string>();
  #shown: { program: Layout; preview: Layout } | null = null;

  constructor(ports: ShownLayoutPorts) {
    this.#ports = ports;
    this.#mirror = ports.obs.get().mirror;
    this.#programScene = this.#mirror ? this.#mirror.programSceneName : this.#segmentScene();
    this.#watching = [
      ports.layouts.subscribe(() => {
        for (const [newName, oldName] of this.#renamed) if (!this.#isLaidOut(oldName)) this.#renamed.delete(newName);
        this.#tell();
      }),
      ports.obs.subscribe(({ mirror }) => {
        if (mirror !== undefined) this.#onMirror(mirror);
      }),
      ports.onSceneChanged((sceneName) => {
        this.#programScene = sceneName;
        this.#tell();
      }),
      ports.onSceneRenamed((oldName, newName) => {
        if (this.#isLaidOut(oldName)) this.#renamed.set(newName, oldName);
        if (this.#programScene === oldName) this.#programScene = newName;
        this.#tell();
      }),
      ports.playout.subscribe(({ segmentOnAir, prepared }) => {
        if (segmentOnAir !== undefined && !this.#mirror) this.#programScene = this.#segmentScene();
        if (segmentOnAir !== undefined || prepared !== undefined) this.#tell();
      }),
      ports.onPlanChanged(() => this.#tell()),
    ];
    this.#tell();
  }

  dispose(): void {
    for (const one of this.#watching) one.dispose();
  }

  /** A lost OBS still sends its last scene; the layers stay where they are until another segment is taken. */
  #onMirror(mirror: ObsMirror | null): void {
    const before = this.#mirror;
    this.#mirror = mirror;
    // In studio mode a scene is only believed once it stays, see `onSceneChanged`.
    if (mirror && !before?.studioMode) this.#programScene = mirror.programSceneName;
    this.#tell();
  }

  #segmentScene(): string | null {
    const { segmentOnAir } = this.#ports.playout.get();
    return segmentOnAir ? this.#ports.obsSceneName(segmentOnAir.sceneName) : null;
  }

  /** As the preview's picture is chosen: OBS's own preview in studio mode, else the scene that the next take brings. */
  #previewScene(): string | null {
    if (this.#mirror?.studioMode && this.#mirror.previewSceneName !== null) return this.#mirror.previewSceneName;
    const { segmentId } = this.#ports.playout.get().prepared;
    const planned = segmentId === null ? null : this.#ports.plannedScene(segmentId);
    return planned === null ? this.#programScene : this.#ports.obsSceneName(planned);
  }

  #isLaidOut(sceneName: string): boolean {
    return Object.hasOwn(this.#ports.layouts.get().layouts.scenes, sceneName);
  }

  #layoutIn(sceneName: string | null): Layout {
    const known = sceneName === null ? null : (this.#renamed.get(sceneName) ?? sceneName);
    return layoutIn(this.#ports.layouts.get().layouts, known);
  }

  /** The same scene in the same layouts is the very same object, so that no page is told what it knows. */
  #tell(): void {
    const program = same(this.#shown?.program, this.#layoutIn(this.#programScene));
    const preview = same(program, same(this.#shown?.preview, this.#layoutIn(this.#previewScene())));
    if (program === this.#shown?.program && preview === this.#shown.preview) return;
    this.#shown = { program, preview };
    this.#ports.show(program, preview);
  }
}

/** The layout that is there, when the other one says the same. */
function same(there: Layout | undefined, layout: Layout): Layout {
  return there && JSON.stringify(there) === JSON.stringify(layout) ? there : layout;
}
