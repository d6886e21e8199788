/** Where the layers are placed: kept, recorded, taken back step by step. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntryDraft } from '../../../native/contract/entry.ts';
import {
  anchors,
  emptyLayout,
  layerIds,
  layoutIn,
  type LayerId,
  type Layouts,
  type Placement,
  stageShapes,
} from '../../../native/contract/layout.ts';
import { LayoutPlan } from '../../../native/overlays/layout-plan.ts';
import { manualClock } from '../manual-clock.ts';

const place = (over: Partial<Placement> = {}): Placement => ({
  anchor: 'top-left',
  x: 100,
  y: 200,
  width: 600,
  scale: 1,
  hidden: false,
  ...over,
});

/** A plan over a store that can be looked into, and made to fail. */
function studio(stored: unknown = null) {
  const order: string[] = [];
  const entries: EntryDraft[] = [];
  const store = { value: stored, fails: false };
  const plan = new LayoutPlan({
    clock: manualClock(),
    store: {
      load: () => store.value,
      async save(layouts) {
        await Promise.resolve();
        if (store.fails) throw new Error('disk full');
        store.value = JSON.parse(JSON.stringify(layouts));
        order.push('kept');
      },
    },
    async append(drafts) {
      await Promise.resolve();
      entries.push(...drafts);
      order.push('recorded');
    },
    broadcastId: () => 'bc-1',
  });
  plan.state.subscribe(() => order.push('told'));
  const put = (sceneName: string | null, placements: Partial<Record<LayerId, Placement | null>>) =>
    plan.place({ sceneName, shape: 'landscape', placements }, 'desk');
  return { plan, store, entries, order, put, layouts: () => plan.state.get().layouts };
}

describe('the layout plan', () => {
  it('LO1 a placement is kept and on record before anybody is told, and is there after a restart', async () => {
    const { plan, store, entries, order, put } = studio();
    expect(await put(null, { card: place(), ticker: place({ y: 900 }) })).toMatchObject({ ok: true });
    expect(order).toEqual(['kept', 'recorded', 'told']);
    expect(entries).toMatchObject([
      {
        kind: 'overlay.laid-out',
        broadcastId: 'bc-1',
        actor: 'desk',
        body: { sceneName: null, shape: 'landscape', layers: ['card', 'ticker'] },
      },
    ]);
    const again = studio(store.value);
    expect(again.layouts()).toEqual(plan.state.get().layouts);
    expect(again.plan.state.get()).toMatchObject({ canUndoLayout: false, canRedoLayout: false });
  });

  it('LO2 a scene has its own places, which win; a null gives the former place back, and an empty scene is forgotten', async () => {
    const { put, layouts } = studio();
    await put(null, { card: place(), total: place({ x: 7 }) });
    await put('Not made yet', { card: place({ x: 900 }) });
    expect(layoutIn(layouts(), 'Not made yet').landscape).toEqual({ card: place({ x: 900 }), total: place({ x: 7 }) });
    expect(layoutIn(layouts(), 'Other').landscape.card).toEqual(place());
    await put('Not made yet', { card: null });
    expect(layouts().scenes).toEqual({});
    expect(layoutIn(layouts(), 'Not made yet').landscape.card).toEqual(place());
    await put(null, { card: null });
    expect(layouts().everywhere.landscape).toEqual({ total: place({ x: 7 }) });
  });

  it('LO3 what changes nothing is no step, and a point beside the stage is refused', async () => {
    const { plan, entries, put } = studio();
    expect(await put('Market', { card: null })).toMatchObject({ ok: true });
    await put('Market', { card: place() });
    await put('Market', { card: place() });
    expect(entries).toHaveLength(1);
    const beside = await plan.place({ sceneName: null, shape: 'portrait', placements: { card: place({ x: 1081 }) } }, 'desk');
    expect(beside).toMatchObject({ ok: false, refusal: { code: 'input-invalid' } });
    expect(plan.state.get().layouts.everywhere).toEqual(emptyLayout);
  });

  it('LO4 a hundred steps are undone and redone, one by one, and each is on record', async () => {
    const { plan, entries, put, layouts } = studio();
    const seen: Layouts[] = [layouts()];
    for (let x = 1; x <= 100; x += 1) {
      await put(x % 3 === 0 ? 'Market' : null, { card: place({ x }) });
      seen.push(layouts());
    }
    for (const before of seen.slice(0, -1).toReversed()) {
      expect(await plan.undo('desk')).toMatchObject({ ok: true });
      expect(layouts()).toEqual(before);
    }
    expect(plan.state.get()).toMatchObject({ canUndoLayout: false, canRedoLayout: true });
    expect(await plan.undo('desk')).toMatchObject({ ok: false, refusal: { code: 'nothing-to-undo' } });
    for (const after of seen.slice(1)) {
      await plan.redo('desk');
      expect(layouts()).toEqual(after);
    }
    expect(await plan.redo('desk')).toMatchObject({ ok: false, refusal: { code: 'nothing-to-redo' } });
    expect(entries).toHaveLength(300);
  });

  it('LO4 whatever was placed, all undone is as it began and all redone as it ended', async () => {
    const placement = fc.record({
      anchor: fc.constantFrom(...anchors),
      x: fc.nat(1080),
      y: fc.nat(1080),
      width: fc.integer({ min: 120, max: 1920 }),
      scale: fc.constantFrom(0.5, 1, 1.25),
      hidden: fc.boolean(),
    });
    const step = fc.record({
      sceneName: fc.constantFrom(null, 'Market', '__proto__', 'constructor'),
      shape: fc.constantFrom(...stageShapes),
      placements: fc.dictionary(fc.constantFrom(...layerIds), fc.option(placement), { maxKeys: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { plan, layouts } = studio();
        const began = layouts();
        for (const one of steps) await plan.place(one, 'desk');
        const ended = layouts();
        let undone = 0;
        while ((await plan.undo('desk')).ok) undone += 1;
        expect(layouts()).toEqual(began);
        for (let count = 0; count < undone; count += 1) await plan.redo('desk');
        expect(layouts()).toEqual(ended);
        expect((await plan.redo('desk')).ok).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('LO5 steps of several desks at once wait for one another, and none is lost', async () => {
    const { entries, put, layouts } = studio();
    await Promise.all(layerIds.map((layer, index) => put(null, { [layer]: place({ x: index }) })));
    expect(Object.keys(layouts().everywhere.landscape)).toHaveLength(layerIds.length);
    expect(entries).toHaveLength(layerIds.length);
  });

  it('LO6 a scene that is renamed takes its layout and its steps with it', async () => {
    const { plan, store, put, layouts } = studio();
    await put('Market', { card: place() });
    await put('Market', { card: place({ x: 5 }) });
    await plan.renameScene('Market', 'Bazaar');
    await plan.renameScene('Unknown', 'Elsewhere');
    expect(Object.keys(layouts().scenes)).toEqual(['Bazaar']);
    expect(studio(store.value).layouts()).toEqual(layouts());
    await plan.undo('desk');
    expect(layouts().scenes['Bazaar']!.landscape.card).toEqual(place());
    expect(Object.keys(layouts().scenes)).toEqual(['Bazaar']);
  });

  it('LO7 a damaged or older value in the settings is no layout, and stops nothing', async () => {
    for (const damaged of [
      null,
      'text',
      { everywhere: {} },
      { everywhere: emptyLayout, scenes: { Market: { landscape: { card: { x: -1 } } } } },
    ]) {
      const { layouts, put } = studio(damaged);
      expect(layouts()).toEqual({ everywhere: emptyLayout, scenes: {} });
      expect(await put(null, { card: place() })).toMatchObject({ ok: true });
    }
  });

  it('LO8 a step that cannot be kept changes nothing, and the next one is as before', async () => {
    const { plan, store, entries, put, layouts } = studio();
    store.fails = true;
    await expect(put(null, { card: place() })).rejects.toThrow('disk full');
    expect(plan.state.get()).toMatchObject({ layouts: { everywhere: emptyLayout }, canUndoLayout: false });
    expect(entries).toEqual([]);
    store.fails = false;
    await put(null, { total: place() });
    expect(layouts().everywhere.landscape).toEqual({ total: place() });
  });
});
