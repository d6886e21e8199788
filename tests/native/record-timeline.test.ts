/** Which file holds a moment, and where in it: from entries alone, over pauses, splits, crashes and several recordings. */
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../native/contract/entry.ts';
import { RecordTimeline } from '../../native/contract/record-timeline.ts';

function timeline(...facts: [kind: string, atMs: number, body: object][]): RecordTimeline {
  const line = new RecordTimeline();
  for (const [index, [kind, atMs, body]] of facts.entries()) {
    line.apply({ seq: index + 1, broadcastId: 'b', actor: 'obs', kind, atMs, body } as Entry);
  }
  return line;
}
const begun = (path: string | null, timecodeMs?: number) => ({ active: true, path, ...(timecodeMs !== undefined && { timecodeMs }) });
const ended = (path: string | null, timecodeMs?: number) => ({ active: false, path, ...(timecodeMs !== undefined && { timecodeMs }) });

describe('the timeline of recordings', () => {
  it('OT10 counts from the first picture, though the recording was told later', () => {
    const line = timeline(['record.changed', 12_000, begun('a.mkv', 2_000)]);
    expect(line.momentAt(9_999)).toBeNull();
    expect(line.momentAt(10_000)).toEqual({ path: 'a.mkv', timecodeMs: 0 });
    expect(line.momentAt(70_000)).toEqual({ path: 'a.mkv', timecodeMs: 60_000 });
  });

  it('OT10 stands still over pauses, of which no picture is in the file', () => {
    const line = timeline(
      ['record.changed', 1_000, begun('a.mkv', 0)],
      ['record.paused', 11_000, { paused: true, timecodeMs: 10_000 }],
      ['record.paused', 31_000, { paused: false, timecodeMs: 10_000 }],
      ['record.changed', 41_000, ended('a.mkv', 20_000)],
    );
    expect(line.momentAt(10_000)).toEqual({ path: 'a.mkv', timecodeMs: 9_000 });
    expect(line.momentAt(20_000)).toBeNull();
    expect(line.momentAt(36_000)).toEqual({ path: 'a.mkv', timecodeMs: 15_000 });
    expect(line.momentAt(41_000)).toBeNull();
  });

  it('OT11 begins again at 0 in the file after a split, and goes on there after a pause', () => {
    const line = timeline(
      ['record.changed', 0, begun('a.mkv', 0)],
      ['record.split', 60_000, { path: 'b.mkv', timecodeMs: 60_000 }],
      ['record.paused', 70_000, { paused: true, timecodeMs: 70_000 }],
      ['record.paused', 80_000, { paused: false, timecodeMs: 70_000 }],
      ['record.changed', 90_000, ended('b.mkv', 80_000)],
    );
    expect(line.momentAt(59_999)).toEqual({ path: 'a.mkv', timecodeMs: 59_999 });
    expect(line.momentAt(60_000)).toEqual({ path: 'b.mkv', timecodeMs: 0 });
    expect(line.momentAt(75_000)).toBeNull();
    expect(line.momentAt(85_000)).toEqual({ path: 'b.mkv', timecodeMs: 15_000 });
  });

  it('OT12 ends a recording of an OBS that crashed where it was last seen, or where its file ends, and knows the next one', () => {
    const line = timeline(
      ['record.changed', 0, begun('a.mkv', 0)],
      ['obs.lost', 50_000, { url: '', reason: 'x' }],
      ['record.changed', 50_000, ended('a.mkv', 50_000)],
      ['record.checked', 62_000, { path: 'a.mkv', good: false, frames: 1, durationMs: 47_000, problem: 'no-end' }],
      ['record.changed', 65_000, begun('b.mkv', 1_000)],
    );
    expect(line.momentAt(46_000)).toEqual({ path: 'a.mkv', timecodeMs: 46_000 });
    expect(line.momentAt(48_000)).toBeNull();
    expect(line.momentAt(63_000)).toBeNull();
    expect(line.momentAt(64_500)).toEqual({ path: 'b.mkv', timecodeMs: 500 });
  });

  it('OT12 ends an unfinished recording where another begins', () => {
    const line = timeline(['record.changed', 0, begun('a.mkv', 0)], ['record.changed', 30_000, begun('b.mkv', 0)]);
    expect(line.momentAt(29_000)?.path).toBe('a.mkv');
    expect(line.momentAt(31_000)).toEqual({ path: 'b.mkv', timecodeMs: 1_000 });
  });

  it('OT11 knows a recording that began in the broadcast before, told again or by its end alone', () => {
    const again = timeline(['record.changed', 100_000, begun('a.mkv', 90_000)], ['record.changed', 101_000, begun('a.mkv', 91_000)]);
    expect(again.momentAt(110_000)).toEqual({ path: 'a.mkv', timecodeMs: 100_000 });
    const byEnd = timeline(['record.changed', 100_000, ended('a.mkv', 90_000)]);
    expect(byEnd.momentAt(50_000)).toEqual({ path: 'a.mkv', timecodeMs: 40_000 });
    expect(timeline(['record.changed', 5_000, ended(null)], ['record.changed', 6_000, begun(null)]).momentAt(7_000)).toBeNull();
  });
});
