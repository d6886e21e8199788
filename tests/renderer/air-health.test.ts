/** What the health light says of OBS's outputs and of videos, and where its links lead. */
import { describe, expect, it } from 'vitest';
import { noMedia } from '../../native/contract/media.ts';
import { noOutputs, type OutputsState } from '../../native/contract/outputs.ts';
import { type HealthInput, findingsOf } from '../../renderer/console/shell/health.ts';
import { soundState } from './audio-states.ts';
import { consoleStates } from './console-states.ts';
import { videos } from './media-states.ts';

const { obs, playout, rundown, preparation } = consoleStates('en');
const nothing: HealthInput = { link: 'open', studio: undefined, obs, playout: undefined, sales: undefined, sync: undefined };

const said = (outputs: Partial<OutputsState>, more: Partial<HealthInput> = {}) =>
  findingsOf({ ...nothing, outputs: { ...noOutputs, ...outputs }, ...more }).flatMap(({ part, say, level }) =>
    part === 'outputs' ? `${level} ${say}` : [],
  );

describe('health of the outputs', () => {
  it('CN58 names a stream that sends nothing, has lost its server or fills the line, and a recording that does not grow', () => {
    expect(said({})).toEqual([]);
    const { stream, record } = noOutputs;
    expect(said({ stream: { ...stream, turn: 'stalled' } })).toEqual(['trouble outputs.streamStalled']);
    const trouble = { kind: 'congested' as const, sinceAtMs: 0 };
    expect(said({ stream: { ...stream, turn: 'reconnecting', trouble } })).toEqual(['trouble outputs.streamReconnecting']);
    expect(said({ stream: { ...stream, turn: 'live', trouble } })).toEqual(['trouble outputs.lineFull']);
    expect(said({ record: { ...record, turn: 'stalled' } })).toEqual(['trouble outputs.recordStalled']);
  });

  it('CN58 tells of a stream and a recording that ended by themselves, as trouble on air', () => {
    const stream = { ...noOutputs.stream, turn: 'off' as const, problem: { code: 'obs-stream-ended' as const, context: {} } };
    const record = { ...noOutputs.record, turn: 'off' as const, problem: { code: 'obs-record-ended' as const, context: {} } };
    expect(said({ stream, record })).toEqual(['notice outputs.streamOff', 'notice outputs.recordOff']);
    const onAir = { playout: { ...playout!, broadcast: { ...playout!.broadcast, phase: 'onAir' as const } } };
    expect(said({ stream, record }, onAir)).toEqual(['trouble outputs.streamOff', 'trouble outputs.recordOff']);
    expect(said({ stream: { ...stream, turn: 'starting' }, record: { ...record, problem: null } }, onAir)).toEqual([]);
  });

  it('CN58 tells of a disk that is nearly full only while it is recorded to, and of nothing while OBS is away', () => {
    const disk = { freeMb: 900, hoursLeft: 0.5 };
    const recording = { ...noOutputs.record, turn: 'recording' as const };
    expect(said({ disk })).toEqual([]);
    expect(said({ disk, record: recording })).toEqual(['notice outputs.diskLow']);
    expect(said({ disk: { ...disk, hoursLeft: 9 }, record: recording })).toEqual([]);
    const away = { obs: obs && { ...obs, mirror: null } };
    expect(said({ record: { ...recording, turn: 'stalled' } }, away)).toEqual([]);
  });
});

describe('health of videos', () => {
  const [, converting, waiting, ready, , failed] = videos;
  const segments = rundown!.rundown.segments;
  /** The third segment is on air; one after it plays this video. */
  const told = (mediaId: string, after: number, preparedId: string | null = null) => {
    const planned = segments.map((segment, index) => (index === 2 + after ? { ...segment, mediaId } : segment));
    const onAir = { ...playout!.asRun[0]!, segmentId: segments[2]!.segmentId, endedAtMs: null };
    return findingsOf({
      ...nothing,
      media: { ...noMedia, items: videos },
      playout: { ...playout!, segmentOnAir: onAir, asRun: [onAir], prepared: { segmentId: preparedId, productId: null, guest: null } },
      rundown: { ...rundown!, rundown: { ...rundown!.rundown, segments: planned } },
    }).filter(({ part }) => part === 'media');
  };

  it('CN81 a video that failed, waits for the end of the broadcast or is gone is trouble while its segment is one of the next two', () => {
    expect(told(failed!.mediaId, 1)).toMatchObject([
      { level: 'trouble', say: 'media.notReady', values: { file: failed!.fileName }, problem: { code: 'media-damaged' }, next: 'media' },
    ]);
    expect(told(waiting!.mediaId, 2)).toMatchObject([{ level: 'trouble', problem: { code: 'media-waits-for-air' } }]);
    expect(told('media-gone', 2)).toMatchObject([{ level: 'trouble', say: 'media.gone', next: 'rundown' }]);
    expect(told(converting!.mediaId, 1)).toMatchObject([{ level: 'notice', say: 'media.coming', next: 'media' }]);
  });

  it('CN81 nothing is said of one that can be played, of one further on, or of one that was left behind, unless it is prepared', () => {
    expect(told(ready!.mediaId, 1)).toEqual([]);
    expect(told(failed!.mediaId, 3)).toEqual([]);
    expect(told(failed!.mediaId, -1)).toEqual([]);
    expect(told(failed!.mediaId, -1, segments[1]!.segmentId)).toHaveLength(1);
  });
});

describe('links of the health light', () => {
  it('CN82 lead to the tab of the OBS page that has the cure', () => {
    const stalled = { ...noOutputs, record: { ...noOutputs.record, turn: 'stalled' as const } };
    const config = { ...preparation!.config, sceneMap: { Stage: 'gone' } };
    const found = findingsOf({ ...nothing, audio: soundState, outputs: stalled, preparation: { ...preparation!, config } });
    const tabs = found.filter(({ next }) => next === 'obs').map(({ part, tab }) => `${part} ${tab}`);
    expect(new Set(tabs)).toEqual(new Set(['audio audio', 'outputs outputs', 'obs preparation']));
  });
});
