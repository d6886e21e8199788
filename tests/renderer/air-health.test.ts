/** What the health light says of OBS's outputs. */
import { describe, expect, it } from 'vitest';
import { noOutputs, type OutputsState } from '../../native/contract/outputs.ts';
import { type HealthInput, findingsOf } from '../../renderer/console/shell/health.ts';
import { consoleStates } from './console-states.ts';

const { obs } = consoleStates('en');
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
