/** What becomes news: folds over entries, with time and sales given. */
import { describe, expect, it } from 'vitest';
import type { Entry, EntryBody, EntryKind } from '../../../../native/contract/entry.ts';
import { refused } from '../../../../native/contract/refusal.ts';
import {
  type Absence,
  dueInMs,
  foldEntry,
  foldProblems,
  foldSales,
  foldTime,
  type GrossSales,
  newRobotState,
  NOTHING_KNOWN,
  onlyTold,
  type RobotState,
  robotStateSchema,
  type StandingProblem,
} from '../../../../native/sync/robots/robot-news.ts';

const START = Date.UTC(2026, 10, 24, 4);
const minutes = (count: number) => START + count * 60_000;
const title = { 'zh-CN': '第一场', en: 'Day one' };

let seq = 0;
function entry<K extends EntryKind>(kind: K, atMs: number, body: EntryBody<K>, broadcastId = 'bc-1'): Entry {
  seq += 1;
  return { seq, kind, atMs, body, broadcastId, actor: 'studio' } as Entry;
}
const opened = (broadcastId = 'bc-1', rehearsal = false) => entry('broadcast.opened', START, { title, rehearsal }, broadcastId);
const started = (atMs = START, broadcastId = 'bc-1') => entry('broadcast.started', atMs, {}, broadcastId);
const ended = (atMs: number, broadcastId = 'bc-1') => entry('broadcast.ended', atMs, {}, broadcastId);
const lost = (atMs: number) => entry('obs.lost', atMs, { url: 'ws://x', reason: 'closed' });
const ready = (atMs: number) => entry('obs.ready', atMs, { url: 'ws://x', obsVersion: '32', outageMs: null });
const stream = (atMs: number, active: boolean) => entry('stream.changed', atMs, { active });

const fold = (entries: Entry[], state: RobotState = NOTHING_KNOWN) => entries.reduce(foldEntry, state);
const sales = (grossFen: number): GrossSales => ({ grossFen: () => grossFen, reachedAtMs: (_, fen) => minutes(fen / 100) });

describe('news for a group', () => {
  it('RB7 the end of a broadcast on air is news, of one that never began it is not', () => {
    const { pending, broadcast } = fold([opened(), started(), ended(minutes(360)), opened('bc-2')]);
    expect(pending).toEqual([{ kind: 'end', atMs: minutes(360), broadcastId: 'bc-1', title, startedAtMs: START, toldFen: 0 }]);
    expect(broadcast).toMatchObject({ broadcastId: 'bc-2', startedAtMs: null });
    expect(fold([opened(), ended(minutes(1)), opened('bc-2')]).pending).toEqual([]);
  });

  it('RB8 a milestone is news once a broadcast, and what is taken back does not bring it back', () => {
    const told = (state: RobotState) => state.pending.flatMap((news) => (news.kind === 'milestone' ? [news.grossFen] : []));
    let state = fold([opened(), started()]);
    state = foldSales(state, [100, 500, 1000], sales(99));
    expect(told(state)).toEqual([]);
    state = foldSales(state, [100, 500, 1000], sales(700));
    expect(state.pending).toEqual([
      { kind: 'milestone', grossFen: 100, atMs: minutes(1) },
      { kind: 'milestone', grossFen: 500, atMs: minutes(5) },
    ]);
    state = foldSales({ ...state, pending: [] }, [100, 500, 1000], sales(50));
    state = foldSales(state, [100, 500, 1000], sales(600));
    expect(told(state)).toEqual([]);
    // What was reached and not told when the broadcast ended comes before its end, and is the old broadcast's alone.
    state = fold([ended(minutes(60)), opened('bc-2')], state);
    const late: GrossSales = { ...sales(0), grossFen: (broadcastId) => (broadcastId === 'bc-1' ? 1200 : 0) };
    state = foldSales(foldSales(state, [100, 500, 1000], late), [100, 500, 1000], late);
    expect(state.pending.map(({ kind }) => kind)).toEqual(['milestone', 'end']);
    expect(told(state)).toEqual([1000]);
  });

  it('RB9 OBS away for longer than half a minute on air is news, and so is its return; a short loss is not', () => {
    const onAir = fold([opened(), started()]);
    expect(fold([lost(minutes(1)), ready(minutes(1) + 20_000)], onAir).pending).toEqual([]);
    let state = fold([lost(minutes(1))], onAir);
    expect(dueInMs(state, minutes(1) + 10_000)).toBe(20_000);
    expect(foldTime(state, minutes(1) + 29_999).pending).toEqual([]);
    state = foldTime(state, minutes(1) + 30_000);
    expect(state.pending).toEqual([{ kind: 'outage', of: 'obs', atMs: minutes(1), untilMs: null }]);
    expect(foldTime(state, minutes(2)).pending).toHaveLength(1);
    // Told meanwhile, its end is news of its own; not told yet, it takes the beginning's place.
    const end = { kind: 'outage', of: 'obs', atMs: minutes(1), untilMs: minutes(3) };
    expect(fold([ready(minutes(3))], state).pending).toEqual([end]);
    expect(fold([ready(minutes(3))], { ...state, pending: [] }).pending).toEqual([end]);
    // Read late, as after an outage of the line.
    expect(fold([lost(minutes(1)), ready(minutes(3))], onAir).pending).toEqual([end]);
  });

  it('RB9 OBS away counts from the start of the broadcast, and not while off air', () => {
    let state = fold([opened(), lost(START)]);
    expect(foldTime(state, minutes(10)).pending).toEqual([]);
    state = fold([started(minutes(10))], state);
    expect(foldTime(state, minutes(10) + 29_999).pending).toEqual([]);
    expect(foldTime(state, minutes(10) + 30_000).pending).toEqual([{ kind: 'outage', of: 'obs', atMs: minutes(10), untilMs: null }]);
  });

  it('RB10 a stream that stops on air is news unless the broadcast ends or the stream goes on within half a minute', () => {
    const onAir = fold([opened(), started(), stream(minutes(1), true)]);
    expect(onAir.pending).toEqual([]);
    const stopped = fold([stream(minutes(9), false)], onAir);
    expect(fold([stream(minutes(9) + 5000, true)], stopped).pending).toEqual([]);
    expect(fold([ended(minutes(9) + 20_000)], stopped).pending.map(({ kind }) => kind)).toEqual(['end']);
    expect(fold([ended(minutes(11))], stopped).pending.map(({ kind }) => kind)).toEqual(['outage', 'end']);
    expect(fold([stream(minutes(11), true)], stopped).pending).toEqual([
      { kind: 'outage', of: 'stream', atMs: minutes(9), untilMs: minutes(11) },
    ]);
    // Before the start, streaming is a rehearsal of the desk's own.
    expect(foldTime(fold([opened(), stream(START, true), stream(minutes(1), false)]), minutes(9)).pending).toEqual([]);
  });

  it('RB11 a problem is news once it stands, its end once it is gone for good, and flapping is not', () => {
    const problem = refused('disk-low', { folder: '/data', freeMb: 900 }).refusal;
    const problemsNow = (state: RobotState, problems: readonly StandingProblem[], nowMs: number, absence: Absence = 'over') =>
      foldProblems(state, problems, () => absence, nowMs);
    const live = [{ key: 'disk-low', name: null, problem }];
    let state = problemsNow(NOTHING_KNOWN, live, minutes(0));
    expect(problemsNow(state, [], minutes(1)).standing).toEqual([]);
    state = problemsNow(state, live, minutes(1));
    expect(state.pending).toEqual([{ kind: 'problem', key: 'disk-low', name: null, problem, atMs: minutes(0), untilMs: null }]);
    state = { ...state, pending: [] };
    // As after a restart, which looks before anybody has noticed the problem again.
    state = problemsNow(robotStateSchema.parse(JSON.parse(JSON.stringify(state))), [], minutes(2));
    state = problemsNow(state, live, minutes(2.5));
    expect(state.pending).toEqual([]);
    state = problemsNow(problemsNow(state, [], minutes(3)), [], minutes(4));
    expect(state.pending).toEqual([{ kind: 'problem', key: 'disk-low', name: null, problem, atMs: minutes(0), untilMs: minutes(3) }]);
    state = { ...state, pending: [] };
    for (const at of [5, 6, 7, 8]) state = problemsNow(state, at % 2 === 0 ? live : [], minutes(at));
    expect(state.pending).toEqual([]);
    state = problemsNow(problemsNow(state, live, minutes(31)), live, minutes(32));
    expect(state.pending).toMatchObject([{ key: 'disk-low', atMs: minutes(8), untilMs: null }]);
    // What was paused or taken away is not over, and what still waits is not yet.
    const stood = problemsNow(problemsNow(NOTHING_KNOWN, live, minutes(0)), live, minutes(1));
    const told = { ...stood, pending: [] };
    expect(problemsNow(told, [], minutes(5), 'dropped')).toMatchObject({ standing: [], pending: [] });
    const waiting = problemsNow(problemsNow(told, [], minutes(2), 'open'), [], minutes(9), 'open');
    expect(waiting).toMatchObject({ standing: [{ goneSinceMs: null, over: false }], pending: [] });
    expect(problemsNow(problemsNow(waiting, [], minutes(10)), [], minutes(11)).pending).toMatchObject([{ untilMs: minutes(10) }]);
  });

  it('RB12 a recovered database is news', () => {
    const body = {
      damagedFile: 'a',
      backupFile: 'b',
      backupSeq: 9,
      salvaged: 2,
      missingToSeq: null,
      missingFromAtMs: null,
      missingToAtMs: null,
    };
    expect(fold([entry('storage.recovered', minutes(1), { ...body, missingFromSeq: 10 })]).pending).toEqual([
      { kind: 'recovered', atMs: minutes(1), missing: true },
    ]);
  });

  it('RB14 a broadcast marked as a rehearsal is never told', () => {
    const entries = [
      opened('bc-1', true),
      started(),
      lost(minutes(1)),
      stream(minutes(2), true),
      stream(minutes(3), false),
      ended(minutes(9)),
    ];
    const state = foldSales(foldTime(fold(entries.slice(0, 5)), minutes(8)), [100], sales(5000));
    expect(state.pending).toEqual([]);
    expect(fold(entries).pending).toEqual([]);
  });

  it('RB6 a new robot hears nothing of what was before', () => {
    const state = newRobotState([opened(), started(), lost(minutes(1)), stream(minutes(2), false)], 99, sales(700));
    expect(state).toMatchObject({ seq: 99, pending: [] });
    expect(foldSales(foldTime(state, minutes(60)), [100, 500], sales(700)).pending).toEqual([]);
    expect(foldSales(state, [100, 500, 1000], sales(1000)).pending).toMatchObject([{ kind: 'milestone', grossFen: 1000 }]);
  });

  it('RB21 only what the group wants to hear is kept', () => {
    let state = foldSales(foldTime(fold([opened(), started(), lost(minutes(1))]), minutes(9)), [100], sales(100));
    state = fold([ended(minutes(10))], state);
    const kinds = (tells: Parameters<typeof onlyTold>[1]) => onlyTold(state, tells).pending.map(({ kind }) => kind);
    expect(kinds(['end', 'milestones', 'alarms'])).toEqual(['outage', 'milestone', 'end']);
    expect([kinds(['end']), kinds(['milestones']), kinds(['alarms']), kinds([])]).toEqual([['end'], ['milestone'], ['outage'], []]);
  });
});
