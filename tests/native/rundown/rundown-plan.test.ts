/** The rundown over a real database file: edits, undo, redo, restarts. */
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Rundown, Segment } from '../../../native/contract/rundown.ts';
import { systemClock } from '../../../native/kernel/clock.ts';
import { emptyRundown, RundownPlan } from '../../../native/rundown/rundown-plan.ts';
import { planDatabase, type PlanDatabase } from '../catalogue/plan-database.ts';

let database: PlanDatabase;
beforeEach(() => {
  database = planDatabase();
});
afterEach(() => database.remove());

let time = 1_000;
const clock = { ...systemClock, nowMs: () => (time += 1) };
const openPlan = () => new RundownPlan({ ...database, clock });

function segment(segmentId: string): Segment {
  return { segmentId, kind: 'break', title: { 'zh-CN': segmentId }, sceneName: '休息', guests: [], productIds: [], plannedMs: 1000 };
}
const add = (plan: RundownPlan, id: string) => plan.edit({ type: 'addSegment', index: 999, segment: segment(id) }, 'operator:desk');
const idsOf = (plan: RundownPlan) =>
  plan.state
    .get()
    .rundown.segments.map(({ segmentId }) => segmentId)
    .join('');

describe('rundown plan', () => {
  it('RD4 starts empty and says so', () => {
    expect(openPlan().state.get()).toEqual({ rundown: emptyRundown, version: 0, canUndo: false, canRedo: false, savedAtMs: null });
  });

  it('RD4 undo and redo go on after a restart', async () => {
    let plan = openPlan();
    for (const id of 'abc') await add(plan, id);
    await plan.undo('operator:desk');
    await plan.undo('operator:desk');
    const before = plan.state.get();
    expect(before).toMatchObject({ version: 5, canUndo: true, canRedo: true });
    database = database.reopen();
    plan = openPlan();
    expect(plan.state.get()).toEqual(before);
    expect(idsOf(plan)).toBe('a');
    await plan.redo('operator:desk');
    expect(idsOf(plan)).toBe('ab');
    await plan.undo('operator:desk');
    await plan.undo('operator:desk');
    expect(idsOf(plan)).toBe('');
    expect(await plan.undo('operator:desk')).toMatchObject({ refusal: { code: 'nothing-to-undo' } });
    database = database.reopen();
    plan = openPlan();
    for (const expected of ['a', 'ab', 'abc']) {
      await plan.redo('operator:desk');
      expect(idsOf(plan)).toBe(expected);
    }
    expect(await plan.redo('operator:desk')).toMatchObject({ refusal: { code: 'nothing-to-redo' } });
  });

  it('RD5 an edit after an undo hides what was undone and keeps its rows', async () => {
    const plan = openPlan();
    await add(plan, 'a');
    await add(plan, 'b');
    await plan.undo('operator:desk');
    await add(plan, 'c');
    expect(idsOf(plan)).toBe('ac');
    expect(plan.state.get()).toMatchObject({ version: 4, canRedo: false });
    expect(database.reader.all('SELECT version, parent, actor FROM rundown_version')).toEqual([
      { version: 1, parent: null, actor: 'operator:desk' },
      { version: 2, parent: 1, actor: 'operator:desk' },
      { version: 3, parent: 1, actor: 'operator:desk' },
      { version: 4, parent: 1, actor: 'operator:desk' },
    ]);
  });

  it('RD6 edits that come together are all kept, in the order in which they came', async () => {
    const plan = openPlan();
    const versions = await Promise.all('abcdefghij'.split('').map((id) => add(plan, id)));
    expect(versions).toEqual(Array.from({ length: 10 }, (_, index) => ({ ok: true, value: { version: index + 1 } })));
    expect(idsOf(plan)).toBe('abcdefghij');
  });

  it('RD6 a refused edit and one that changes nothing make no version', async () => {
    const plan = openPlan();
    await add(plan, 'a');
    expect(await plan.edit({ type: 'removeSegment', segmentId: 'z' }, 'x')).toMatchObject({ refusal: { code: 'segment-unknown' } });
    expect(await plan.edit({ type: 'moveSegment', segmentId: 'a', index: 0 }, 'x')).toEqual({ ok: true, value: { version: 1 } });
    expect(plan.state.get().version).toBe(1);
  });

  it('RD7 what could not be stored is not shown, and the next edit works again', async () => {
    const plan = openPlan();
    await add(plan, 'a');
    database.failWrites(true);
    const told: unknown[] = [];
    plan.state.subscribe((patch) => told.push(patch));
    const failed = add(plan, 'b');
    const undone = plan.undo('x');
    await expect(failed).rejects.toThrow('disk full');
    await expect(undone).rejects.toThrow('disk full');
    expect(idsOf(plan)).toBe('a');
    expect(told).toEqual([]);
    database.failWrites(false);
    expect(await add(plan, 'c')).toEqual({ ok: true, value: { version: 2 } });
    expect(idsOf(plan)).toBe('ac');
  });

  it('RD8 any run of steps with restarts between shows what a list of plans would show', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('edit', 'edit', 'undo', 'redo', 'restart'), { maxLength: 30 }), async (steps) => {
        const own = planDatabase();
        let current = own;
        try {
          let plan = new RundownPlan({ ...current, clock });
          let history: Rundown[] = [emptyRundown];
          let shown = 0;
          for (const [index, step] of steps.entries()) {
            if (step === 'edit') {
              await add(plan, `s${index}`);
              history = [...history.slice(0, shown + 1), plan.state.get().rundown];
              shown += 1;
            } else if (step === 'undo') {
              expect((await plan.undo('x')).ok).toBe(shown > 0);
              shown = Math.max(0, shown - 1);
            } else if (step === 'redo') {
              expect((await plan.redo('x')).ok).toBe(shown < history.length - 1);
              shown = Math.min(history.length - 1, shown + 1);
            } else {
              current = current.reopen();
              plan = new RundownPlan({ ...current, clock });
            }
            expect(plan.state.get()).toMatchObject({
              rundown: history[shown],
              canUndo: shown > 0,
              canRedo: shown < history.length - 1,
            });
          }
        } finally {
          current.remove();
        }
      }),
      { numRuns: 40 },
    );
  });
});
