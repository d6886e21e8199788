/** Edits of the rundown: what each does, and what holds for any of them. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rundown, RundownOperation, Segment } from '../../../native/contract/rundown.ts';
import { applyOperation } from '../../../native/rundown/rundown-operations.ts';
import { emptyRundown } from '../../../native/rundown/rundown-plan.ts';

function segment(segmentId: string, plannedMs = 60_000): Segment {
  return { segmentId, kind: 'influencer', title: { 'zh-CN': segmentId }, sceneName: '主播台', guests: [], productIds: [], plannedMs };
}

function rundownOf(...ids: string[]): Rundown {
  return { ...emptyRundown, segments: ids.map((id) => segment(id)) };
}

function idsAfter(rundown: Rundown, operation: RundownOperation): string[] {
  const result = applyOperation(rundown, operation);
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value.segments.map(({ segmentId }) => segmentId);
}

const anyId = fc.constantFrom(...'abcdefghij'.split(''));
const anyRundown = fc.uniqueArray(anyId, { maxLength: 8 }).map((ids) => rundownOf(...ids));
const anyOperation: fc.Arbitrary<RundownOperation> = fc.oneof(
  fc.record({ type: fc.constant('addSegment' as const), index: fc.nat(12), segment: anyId.map((id) => segment(id)) }),
  fc.record({ type: fc.constant('removeSegment' as const), segmentId: anyId }),
  fc.record({ type: fc.constant('moveSegment' as const), segmentId: anyId, index: fc.nat(12) }),
  fc.record({ type: fc.constant('changeSegment' as const), segmentId: anyId, changes: fc.record({ plannedMs: fc.nat(1_000_000) }) }),
  fc.record({ type: fc.constant('changeRundown' as const), plannedStartAtMs: fc.option(fc.nat()) }),
  fc.record({ type: fc.constant('replace' as const), rundown: anyRundown }),
);

describe('rundown operations', () => {
  it('RD1 each edit does what it says', () => {
    const abc = rundownOf('a', 'b', 'c');
    expect(idsAfter(abc, { type: 'addSegment', index: 1, segment: segment('x') })).toEqual(['a', 'x', 'b', 'c']);
    expect(idsAfter(abc, { type: 'addSegment', index: 99, segment: segment('x') })).toEqual(['a', 'b', 'c', 'x']);
    expect(idsAfter(abc, { type: 'removeSegment', segmentId: 'b' })).toEqual(['a', 'c']);
    expect(idsAfter(abc, { type: 'moveSegment', segmentId: 'a', index: 1 })).toEqual(['b', 'a', 'c']);
    expect(idsAfter(abc, { type: 'moveSegment', segmentId: 'c', index: 0 })).toEqual(['c', 'a', 'b']);
    const renamed = applyOperation(abc, { type: 'changeSegment', segmentId: 'b', changes: { title: { 'zh-CN': '新' }, plannedMs: 5 } });
    expect(renamed).toMatchObject({ ok: true, value: { segments: [{}, { segmentId: 'b', title: { 'zh-CN': '新' }, plannedMs: 5 }, {}] } });
    expect(applyOperation(abc, { type: 'changeRundown', plannedStartAtMs: 7 })).toMatchObject({
      value: { plannedStartAtMs: 7, title: abc.title },
    });
    expect(applyOperation({ ...abc, plannedStartAtMs: 7 }, { type: 'changeRundown', plannedStartAtMs: null })).toMatchObject({
      value: { plannedStartAtMs: null },
    });
  });

  it.each<[RundownOperation, string]>([
    [{ type: 'removeSegment', segmentId: 'z' }, 'segment-unknown'],
    [{ type: 'moveSegment', segmentId: 'z', index: 0 }, 'segment-unknown'],
    [{ type: 'changeSegment', segmentId: 'z', changes: {} }, 'segment-unknown'],
    [{ type: 'addSegment', index: 0, segment: segment('a') }, 'input-invalid'],
    [{ type: 'addSegment', index: 0, segment: { ...segment('x'), plannedMs: -1 } }, 'input-invalid'],
    [{ type: 'replace', rundown: rundownOf('a', 'a') }, 'input-invalid'],
    [{ type: 'replace', rundown: rundownOf(...Array.from({ length: 501 }, (_, index) => `s${index}`)) }, 'input-invalid'],
  ])('RD2 an edit that cannot be is refused %#', (operation, code) => {
    expect(applyOperation(rundownOf('a', 'b'), operation)).toMatchObject({ ok: false, refusal: { code } });
  });

  it('RD3 any edit leaves the given plan alone and gives one with each segment id once, or a refusal', () => {
    fc.assert(
      fc.property(anyRundown, anyOperation, (rundown, operation) => {
        const before = structuredClone(rundown);
        const result = applyOperation(rundown, operation);
        expect(rundown).toEqual(before);
        if (!result.ok) return;
        const ids = result.value.segments.map(({ segmentId }) => segmentId);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('RD3 a move keeps every segment and ends where it was sent, and moving back restores the order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyId, { minLength: 1 }), fc.nat(20), fc.nat(20), (ids, from, to) => {
        const rundown = rundownOf(...ids);
        const origin = from % ids.length;
        const target = to % ids.length;
        const segmentId = ids[origin]!;
        const moved = idsAfter(rundown, { type: 'moveSegment', segmentId, index: target });
        expect(moved.indexOf(segmentId)).toBe(target);
        expect(idsAfter(rundownOf(...moved), { type: 'moveSegment', segmentId, index: origin })).toEqual(ids);
      }),
    );
  });

  it('RD3 adding and removing the same segment changes nothing', () => {
    fc.assert(
      fc.property(anyRundown, fc.nat(12), (rundown, index) => {
        const added = applyOperation(rundown, { type: 'addSegment', index, segment: segment('new') });
        if (!added.ok) throw new Error(added.refusal.code);
        expect(applyOperation(added.value, { type: 'removeSegment', segmentId: 'new' })).toEqual({ ok: true, value: rundown });
      }),
    );
  });
});
