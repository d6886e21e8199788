/** Which layout holds on program and preview. */
import { describe, expect, it } from 'vitest';
import { emptyLayout, type Layout, type Layouts } from '../../../native/contract/layout.ts';
import type { ObsMirror, ObsState } from '../../../native/contract/obs.ts';
import type { PlayoutState } from '../../../native/contract/playout.ts';
import { MutableState } from '../../../native/kernel/live-state.ts';
import { ShownLayouts } from '../../../native/overlays/shown-layouts.ts';

/** A layout that is known by where its card stands. */
const at = (x: number): Layout => ({
  ...emptyLayout,
  landscape: { card: { anchor: 'top-left', x, y: 0, width: 300, scale: 1, hidden: false } },
});
const layouts: Layouts = { everywhere: at(0), scenes: { A: at(1), B: at(2), 'OBS name': at(3) } };
const scenes: Record<string, string> = { 's-a': 'A', 's-b': 'B', 's-mapped': 'Planned' };
const segment = (segmentId: string) => ({ segmentId, sceneName: scenes[segmentId]! }) as PlayoutState['segmentOnAir'];
const prepared = (segmentId: string | null): PlayoutState['prepared'] => ({ segmentId, productId: null, guest: null });
const mirror = (programSceneName: string | null, preview: string | null = null) =>
  ({ programSceneName, previewSceneName: preview, studioMode: preview !== null }) as ObsMirror;

function listeners<T extends unknown[]>() {
  const all = new Set<(...args: T) => void>();
  return {
    add(listener: (...args: T) => void) {
      all.add(listener);
      return { dispose: () => void all.delete(listener) };
    },
    tell: (...args: T) => all.forEach((listener) => listener(...args)),
    count: () => all.size,
  };
}

function studio(begins: { mirror?: ObsMirror; segmentId?: string; prepared?: string } = {}) {
  const kept = new MutableState({ layouts });
  const obs = new MutableState<Pick<ObsState, 'mirror'>>({ mirror: begins.mirror ?? null });
  const playout = new MutableState<Pick<PlayoutState, 'segmentOnAir' | 'prepared'>>({
    segmentOnAir: begins.segmentId ? segment(begins.segmentId) : null,
    prepared: prepared(begins.prepared ?? null),
  });
  const changed = listeners<[string]>();
  const renamed = listeners<[string, string]>();
  const plan = listeners<[]>();
  const shown: [number, number][] = [];
  const xOf = (layout: Layout) => layout.landscape.card!.x;
  const follower = new ShownLayouts({
    layouts: kept,
    obs,
    onSceneChanged: changed.add,
    onSceneRenamed: renamed.add,
    playout,
    plannedScene: (segmentId) => scenes[segmentId] ?? null,
    obsSceneName: (planned) => (planned === 'Planned' ? 'OBS name' : planned),
    onPlanChanged: plan.add,
    show: (program, preview) => shown.push([xOf(program), xOf(preview)]),
  });
  return { follower, kept, obs, playout, changed, renamed, plan, shown, now: () => shown.at(-1) };
}

describe('the layout that holds', () => {
  it('LO10 is that of the scene on program and of the preview in studio mode, and a change by hand moves the layers at once', () => {
    const { obs, shown, now } = studio({ mirror: mirror('A') });
    expect(now()).toEqual([1, 1]);
    obs.patch({ mirror: mirror('B') });
    expect(now()).toEqual([2, 2]);
    obs.patch({ mirror: mirror('B', 'A') });
    expect(now()).toEqual([2, 1]);
    obs.patch({ mirror: mirror('B', 'C') });
    expect(now()).toEqual([2, 0]);
    expect(shown).toHaveLength(4);
  });

  it('LO10 out of studio mode the preview is that of the prepared segment, by the name that OBS has for its scene', () => {
    const { playout, now } = studio({ mirror: mirror('A'), prepared: 's-b' });
    expect(now()).toEqual([1, 2]);
    playout.patch({ prepared: prepared('s-mapped') });
    expect(now()).toEqual([1, 3]);
    playout.patch({ prepared: prepared('gone') });
    expect(now()).toEqual([1, 1]);
  });

  it('LO11 without OBS it is that of the segment on air', () => {
    const { playout, now } = studio({ segmentId: 's-mapped', prepared: 's-a' });
    expect(now()).toEqual([3, 1]);
    playout.patch({ segmentOnAir: segment('s-b') });
    expect(now()).toEqual([2, 1]);
    playout.patch({ segmentOnAir: null });
    expect(now()).toEqual([0, 1]);
  });

  it('LO11 a lost OBS moves nothing until another segment is taken, and OBS counts again once it is back', () => {
    const { obs, playout, now, shown } = studio({ mirror: mirror('B'), segmentId: 's-a' });
    obs.patch({ mirror: null });
    expect(now()).toEqual([2, 2]);
    playout.patch({ segmentOnAir: segment('s-mapped') });
    expect(now()).toEqual([3, 3]);
    obs.patch({ mirror: mirror('A') });
    expect(now()).toEqual([1, 1]);
    expect(shown).toHaveLength(3);
  });

  it('LO12 what OBS names while studio mode ends moves nothing; in studio mode a change holds once it is told for good', () => {
    const { obs, changed, shown, now } = studio({ mirror: mirror('A', 'B') });
    obs.patch({ mirror: mirror('B', 'B') });
    obs.patch({ mirror: mirror('A', 'B') });
    obs.patch({ mirror: mirror('A') });
    expect(shown.map(([program]) => program)).toEqual(shown.map(() => 1));
    obs.patch({ mirror: mirror('A', 'B') });
    obs.patch({ mirror: mirror('B', 'A') });
    changed.tell('B');
    expect(now()).toEqual([2, 1]);
  });

  it('LO13 a layout that is changed, and another name for a scene, hold at once; what says the same is not told again', () => {
    const { kept, plan, shown, now, playout } = studio({ mirror: mirror('A'), prepared: 's-b' });
    kept.patch({ layouts: { ...layouts, scenes: { ...layouts.scenes, A: at(9) } } });
    expect(now()).toEqual([9, 2]);
    const told = shown.length;
    kept.patch({ layouts: structuredClone(kept.get().layouts) });
    plan.tell();
    playout.patch({ prepared: prepared('s-b') });
    expect(shown).toHaveLength(told);
  });

  it('LO14 a renamed scene on program does not move a layer while its layout is being renamed', () => {
    const { obs, renamed, kept, now } = studio({ mirror: mirror('A') });
    obs.patch({ mirror: mirror('A2') });
    renamed.tell('A', 'A2');
    expect(now()).toEqual([1, 1]);
    const { A, ...others } = layouts.scenes;
    kept.patch({ layouts: { ...layouts, scenes: { ...others, A2: A! } } });
    expect(now()).toEqual([1, 1]);
    obs.patch({ mirror: mirror('A') });
    expect(now()).toEqual([0, 0]);
  });

  it('LO14 it listens to nothing once it is over', () => {
    const { follower, changed, renamed, plan, obs, shown } = studio({ mirror: mirror('A') });
    follower.dispose();
    obs.patch({ mirror: mirror('B') });
    expect([changed.count(), renamed.count(), plan.count(), shown.length]).toEqual([0, 0, 0, 1]);
  });
});
