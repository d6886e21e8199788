/** What the studio relies on in the outputs of an OBS: one suite, run against the simulated and the real one. */
import { existsSync, statSync } from 'node:fs';
import { type OBSWebSocket as JsonClient } from 'obs-websocket-js/json';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { outputsStateSchema } from '../../../native/contract/outputs.ts';
import { systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { Obs } from '../../../native/obs/obs.ts';
import type { OutputFact } from '../../../native/obs/outputs/output-facts.ts';
import type { Outputs } from '../../../native/obs/outputs/outputs.ts';
import { secondClient } from '../../harness/real-obs.ts';
import { eventually, until } from '../../harness/waiting.ts';
import { bodies, outputsOf } from './outputs/outputs-desk.ts';

export interface OutputsUnderTest {
  url: string;
  password: string;
  /** The replay buffer of this profile is set up. */
  replay: boolean;
  /** From now on the stream's server takes streams. Before, it turns them away. */
  acceptStreams(): Promise<void>;
  /** The server goes away under the stream. */
  loseServer(): Promise<void>;
  stop(): Promise<void>;
}

/** What `acceptStreams` gives OBS as its key. */
export const STREAM_KEY = 'the-key-of-the-stream';
const done = { ok: true, value: {} };

export function outputsContract(name: string, start: () => Promise<OutputsUnderTest>): void {
  describe(`outputs of ${name}`, () => {
    let target: OutputsUnderTest;
    let hand: JsonClient;
    let obs: Obs;
    let outputs: Outputs;
    let facts: OutputFact[];

    beforeAll(async () => {
      target = await start();
      hand = await secondClient(target);
      // Without a source OBS asks its window whether a replay buffer is wanted, and says nothing to anybody else.
      const { currentProgramSceneName: sceneName } = await hand.call('GetCurrentProgramScene');
      await hand.call('CreateInput', {
        sceneName,
        inputName: 'ground',
        inputKind: 'color_source_v3',
        inputSettings: { color: 0xff00ff00 },
      });
    }, 60_000);

    afterAll(async () => {
      await hand.disconnect();
      await target.stop();
    }, 60_000);

    beforeEach(async () => {
      obs = new Obs({ clock: systemClock, logger: silentLogger });
      ({ outputs, facts } = outputsOf(obs));
      obs.connect(target.url, target.password);
      await until(outputs.state, ({ stream, load }) => stream.turn === 'off' && load !== null);
    });

    afterEach(async () => {
      outputs.dispose();
      await obs.dispose();
    });

    it('OT1 tells a state that the contract allows, and the disk, load and container of this OBS', async () => {
      const state = await until(outputs.state, ({ record, disk }) => record.format !== null && disk?.hoursLeft !== null);
      expect(outputsStateSchema.parse(state)).toEqual(state);
      expect(state).toMatchObject({ record: { turn: 'off', format: 'mkv', crashSafe: true }, replay: { seconds: 20 } });
      expect(state.disk?.freeMb).toBeGreaterThan(0);
      expect(state.disk?.hoursLeft).toBeGreaterThan(0);
      expect(state.load?.memoryMb).toBeGreaterThan(0);
      expect(JSON.stringify(state)).not.toContain(STREAM_KEY);
    });

    it('OT2 records to a file, names it, and calls it recording once it grows', async () => {
      expect(await outputs.commands.startRecord()).toEqual(done);
      expect(obs.state.get().mirror?.record).toMatchObject({ active: true, paused: false });
      const { record } = await until(outputs.state, ({ record: { turn } }) => turn === 'recording');
      expect(record.timecodeMs).toBeGreaterThan(0);
      // OBS writes the file from its second frame on.
      await eventually(
        () => record.path ?? '',
        (path) => existsSync(path),
      );
      const stopped = await outputs.commands.stopRecord();
      expect(stopped).toMatchObject({ ok: true });
      const path = stopped.ok ? stopped.value.path : null;
      expect(statSync(path!).size).toBeGreaterThan(0);
      expect(outputs.state.get().record).toMatchObject({ turn: 'off', startedAtMs: null, problem: null });
      expect(bodies(facts, 'record.changed')).toEqual([
        { active: true, path, timecodeMs: expect.any(Number) },
        { active: false, path, timecodeMs: expect.any(Number) },
      ]);
      expect(await outputs.commands.stopRecord()).toMatchObject({ ok: false, refusal: { code: 'obs-output-not-running' } });
    }, 40_000);

    it('OT5 pauses and goes on, and the timecode stands still meanwhile', async () => {
      expect(await outputs.commands.pauseRecord()).toMatchObject({ ok: false, refusal: { code: 'obs-output-not-running' } });
      expect(await outputs.commands.startRecord()).toEqual(done);
      await until(outputs.state, ({ record: { turn } }) => turn === 'recording');
      expect(await outputs.commands.pauseRecord()).toEqual(done);
      const { record } = await until(outputs.state, ({ record: { turn } }) => turn === 'paused');
      // At once: OBS never ends a recording that was paused for less than a frame, so this takes its time.
      expect(await outputs.commands.resumeRecord()).toEqual(done);
      await until(outputs.state, ({ record: { turn, timecodeMs } }) => turn === 'recording' && timecodeMs! > record.timecodeMs!);
      expect(await outputs.commands.stopRecord()).toEqual({ ok: true, value: { path: expect.any(String) } });
      const [, end] = bodies(facts, 'record.changed');
      expect(bodies(facts, 'record.paused')).toEqual([
        { paused: true, timecodeMs: record.timecodeMs },
        { paused: false, timecodeMs: expect.any(Number) },
      ]);
      expect(end).toMatchObject({ active: false });
    }, 40_000);

    it('OT6 splits where OBS can, and says since when it can where it cannot', async () => {
      const answer = await outputs.commands.splitRecord();
      const canSplit = obs.state.get().mirror!.availableRequests.includes('SplitRecordFile');
      const refusal = { code: 'obs-cannot', context: { what: 'SplitRecordFile', version: '30.2' } };
      expect(answer).toEqual(canSplit ? expect.objectContaining({ ok: false }) : { ok: false, refusal });
    });

    it('OT7 has no virtual camera here, and says so', async () => {
      const refusal = { code: 'obs-cannot', context: { what: 'VirtualCam' } };
      expect(await outputs.commands.startVirtualCamera()).toMatchObject({ ok: false, refusal });
      expect(await outputs.commands.stopVirtualCamera()).toMatchObject({ ok: false, refusal });
    });

    it('OB9 does not call a refused stream started, and a started one live only once its bytes grow', async () => {
      expect(await outputs.commands.startStream()).toMatchObject({ ok: false, refusal: { code: 'obs-stream-not-started' } });
      expect(outputs.state.get().stream).toMatchObject({ turn: 'off', problem: { code: 'obs-stream-not-started' } });
      await target.acceptStreams();
      const turns: string[] = [];
      outputs.state.subscribe(({ stream }) => stream && turns.at(-1) !== stream.turn && turns.push(stream.turn));
      expect(await outputs.commands.startStream()).toEqual(done);
      expect(outputs.state.get().stream).toMatchObject({ turn: 'starting', problem: null, reconnects: 0 });
      const live = await until(outputs.state, ({ stream }) => stream.turn === 'live');
      expect(live.stream.bytes).toBeGreaterThan(0);
      await until(outputs.state, ({ stream }) => stream.kbps !== null && stream.kbps > 0);
      await until(outputs.state, ({ curve }) => curve.streamKbps.some((kbps) => kbps !== null && kbps > 0));
      expect(await outputs.commands.stopStream()).toEqual(done);
      expect(outputs.state.get().stream).toMatchObject({ turn: 'off', startedAtMs: null, problem: null });
      expect(turns).toEqual(['starting', 'live', 'stopping', 'off']);
      expect(bodies(facts, 'stream.changed')).toEqual([{ active: true }, { active: false }]);
    }, 40_000);

    it('UG16 tells frames, bytes and congestion of a stream that runs, and that RTMP reports them', async () => {
      await target.acceptStreams();
      const { health } = outputs;
      expect(health.get()).toMatchObject({ active: false, unsure: false });
      expect(await outputs.commands.startStream()).toEqual(done);
      const early = await until(health, ({ totalFrames, bytes }) => totalFrames > 0 && bytes > 0);
      expect(early).toMatchObject({ active: true, reconnecting: false, reports: true, skippedFrames: 0 });
      const later = await until(health, ({ totalFrames }) => totalFrames > early.totalFrames);
      expect(later.bytes).toBeGreaterThan(early.bytes);
      expect(later.congestion).toBeLessThanOrEqual(1);
      expect(JSON.stringify(later)).not.toContain(STREAM_KEY);
      await outputs.commands.stopStream();
      await until(health, ({ active }) => !active);
      expect(health.get().totalFrames).toBe(0);
    }, 40_000);

    it('OT3 says that the server is lost, counts on over its return, and is live again with the first bytes', async () => {
      await target.acceptStreams();
      expect(await outputs.commands.startStream()).toEqual(done);
      const before = await until(outputs.state, ({ stream }) => stream.turn === 'live');
      await target.loseServer();
      const away = await until(outputs.state, ({ stream }) => stream.turn === 'reconnecting');
      expect(away.stream).toMatchObject({ reconnects: 1, startedAtMs: before.stream.startedAtMs });
      await target.acceptStreams();
      const back = await until(outputs.state, ({ stream }) => stream.turn === 'live');
      expect(back.stream.bytes).toBeGreaterThan(before.stream.bytes);
      expect(back.stream.totalFrames).toBeGreaterThan(before.stream.totalFrames);
      expect(await outputs.commands.stopStream()).toEqual(done);
      expect(bodies(facts, 'stream.changed')).toEqual([{ active: true }, { active: false }]);
      expect(bodies(facts, 'output.troubled').filter((body) => 'trouble' in body && body.trouble === 'reconnecting')).toEqual([
        { output: 'stream', trouble: 'reconnecting', endedAfterMs: null },
        { output: 'stream', trouble: 'reconnecting', endedAfterMs: expect.any(Number) },
      ]);
    }, 60_000);

    it('OT8 saves what the replay buffer holds and names the file, or says how to set it up', async () => {
      if (!target.replay) {
        const refusal = { code: 'obs-replay-not-set-up', context: {} };
        expect(await outputs.commands.startReplayBuffer()).toEqual({ ok: false, refusal });
        expect(await outputs.commands.saveReplay()).toEqual({ ok: false, refusal });
        return;
      }
      expect(await outputs.commands.saveReplay()).toMatchObject({ ok: false, refusal: { code: 'obs-output-not-running' } });
      expect(await outputs.commands.startReplayBuffer()).toEqual(done);
      expect(await outputs.commands.startReplayBuffer()).toEqual(done);
      const saved = await eventually(
        () => outputs.commands.saveReplay(),
        (answer) => answer.ok,
      );
      const path = saved.ok ? saved.value.path : '';
      expect(existsSync(path)).toBe(true);
      expect(outputs.state.get().replay.lastSaved?.path).toBe(path);
      expect(await outputs.commands.stopReplayBuffer()).toEqual(done);
      expect(bodies(facts, 'replay.saved')).toContainEqual({ path });
      expect(bodies(facts, 'replay.changed')).toEqual([{ active: true }, { active: false }]);
    }, 60_000);
  });
}
