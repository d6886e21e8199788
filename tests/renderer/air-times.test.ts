/** When the rundown is expected to end, whatever has happened so far: properties that hold for every course of a broadcast. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AsRunSegment } from '../../native/contract/playout.ts';
import { segmentKinds, type Rundown } from '../../native/contract/rundown.ts';
import { expectedTimes } from '../../renderer/console/air/expected-times.ts';

const START = Date.UTC(2020, 4, 1, 6, 0);
const MINUTE = 60_000;

function rundownOf(minutes: readonly number[], plannedStartAtMs: number | null = START): Rundown {
  return {
    rundownId: 'rundown',
    title: { 'zh-CN': '日' },
    plannedStartAtMs,
    segments: minutes.map((minute, index) => ({
      segmentId: `s${index}`,
      kind: segmentKinds[index % segmentKinds.length]!,
      title: { 'zh-CN': `${index}` },
      sceneName: 'A',
      guests: [],
      productIds: [],
      plannedMs: minute * MINUTE,
    })),
  };
}

interface Course {
  rundown: Rundown;
  asRun: AsRunSegment[];
  onAir: AsRunSegment | null;
  nowMs: number;
}

/** A broadcast that took some of its segments, in order, each for some time, and is now somewhere in the last one or between two. */
const courses: fc.Arbitrary<Course> = fc
  .record({
    minutes: fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 12 }),
    taken: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
    ran: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 12, maxLength: 12 }),
    between: fc.boolean(),
    lateMinutes: fc.integer({ min: -5, max: 30 }),
  })
  .map(({ minutes, taken, ran, between, lateMinutes }) => {
    const rundown = rundownOf(minutes);
    let at = START + lateMinutes * MINUTE;
    const asRun: AsRunSegment[] = rundown.segments.flatMap(({ segmentId, kind, title, sceneName }, index) => {
      if (!taken[index]) return [];
      const startedAtMs = at;
      at += ran[index]! * MINUTE;
      return [{ segmentId, kind, title, sceneName, startedAtMs, endedAtMs: at }];
    });
    const last = asRun.at(-1);
    if (!last || between) return { rundown, asRun, onAir: null, nowMs: at };
    const onAir = { ...last, endedAtMs: null };
    return { rundown, asRun: [...asRun.slice(0, -1), onAir], onAir, nowMs: at };
  });

const timesOf = ({ rundown, asRun, onAir, nowMs }: Course) => expectedTimes(rundown, asRun, onAir, nowMs);

describe('the expected end', () => {
  it('CN46 never comes nearer while time passes, and moves by no more than the time that passed', () => {
    fc.assert(
      fc.property(courses, fc.integer({ min: 0, max: 90 }), (course, minutes) => {
        const before = timesOf(course).endAtMs!;
        const after = timesOf({ ...course, nowMs: course.nowMs + minutes * MINUTE }).endAtMs!;
        expect(after).toBeGreaterThanOrEqual(before);
        expect(after - before).toBeLessThanOrEqual(minutes * MINUTE);
      }),
    );
  });

  it('CN46 what is to come follows in order without gaps, from now or from the end of what is on air, and ends last', () => {
    fc.assert(
      fc.property(courses, (course) => {
        const { bySegment, endAtMs } = timesOf(course);
        const toCome = course.rundown.segments
          .map(({ segmentId }) => bySegment.get(segmentId)!)
          .filter(({ state }) => state === 'expected');
        const onAir = [...bySegment.values()].find(({ state }) => state === 'onAir');
        let at = onAir?.endAtMs ?? Math.max(course.nowMs, course.asRun.length === 0 ? START : 0);
        for (const { startAtMs, endAtMs: end } of toCome) {
          expect(startAtMs).toBe(at);
          at = end!;
        }
        if (toCome.length > 0) expect(endAtMs).toBe(at);
        expect(onAir?.endAtMs ?? course.nowMs).toBeGreaterThanOrEqual(course.nowMs);
      }),
    );
  });

  it('CN46 a segment or break that was left out costs no time, on air and between two segments', () => {
    fc.assert(
      fc.property(courses, (course) => {
        const { bySegment, endAtMs } = timesOf(course);
        const left = new Set([...bySegment].flatMap(([segmentId, { state }]) => (state === 'skipped' ? [segmentId] : [])));
        const without = { ...course.rundown, segments: course.rundown.segments.filter(({ segmentId }) => !left.has(segmentId)) };
        expect(timesOf({ ...course, rundown: without }).endAtMs).toBe(endAtMs);
        const reached = course.rundown.segments.findIndex(({ segmentId }) => segmentId === course.asRun.at(-1)?.segmentId);
        for (const [index, { segmentId }] of course.rundown.segments.entries()) {
          const ran = course.asRun.some((run) => run.segmentId === segmentId);
          expect(left.has(segmentId)).toBe(index < reached && !ran);
        }
      }),
    );
  });

  it('CN47 runs over by what the segment on air is too long, and is early by what a segment was too short', () => {
    const rundown = rundownOf([10, 10, 10]);
    const run = (index: number, from: number, to: number | null): AsRunSegment => {
      const { segmentId, kind, title, sceneName } = rundown.segments[index]!;
      const endedAtMs = to === null ? null : START + to * MINUTE;
      return { segmentId, kind, title, sceneName, startedAtMs: START + from * MINUTE, endedAtMs };
    };
    const short = expectedTimes(rundown, [run(0, 0, 7), run(1, 7, null)], run(1, 7, null), START + 8 * MINUTE);
    expect([short.driftMs, short.bySegment.get('s0')?.overMs]).toEqual([-3 * MINUTE, -3 * MINUTE]);
    const over = expectedTimes(rundown, [run(0, 0, 7), run(1, 7, null)], run(1, 7, null), START + 25 * MINUTE);
    expect([over.driftMs, over.bySegment.get('s1')?.overMs]).toEqual([5 * MINUTE, 8 * MINUTE]);
    expect(over.bySegment.get('s2')).toMatchObject({ plannedStartAtMs: START + 20 * MINUTE, startAtMs: START + 25 * MINUTE });
    // Without a planned start the plan counts from what really began; before that there is nothing to be late for.
    expect(expectedTimes(rundownOf([10, 10], null), [], null, START).driftMs).toBeNull();
    expect(expectedTimes(rundownOf([10, 10], null), [run(0, 4, null)], run(0, 4, null), START + 5 * MINUTE).driftMs).toBe(0);
  });
});
