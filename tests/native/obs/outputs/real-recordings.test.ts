/** Files of a real OBS: where a moment lies in them, and what is left of them when OBS and its muxer die; skipped where they are not installed. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry, EntryDraft } from '../../../../native/contract/entry.ts';
import { RecordTimeline } from '../../../../native/contract/record-timeline.ts';
import { systemClock } from '../../../../native/kernel/clock.ts';
import { findFfmpeg } from '../../../../native/kernel/ffmpeg-programs.ts';
import { type LiveState, MutableState } from '../../../../native/kernel/live-state.ts';
import { silentLogger } from '../../../../native/kernel/logger.ts';
import { Obs } from '../../../../native/obs/obs.ts';
import type { OutputFact } from '../../../../native/obs/outputs/output-facts.ts';
import { Recordings } from '../../../../native/obs/outputs/recordings.ts';
import type { Recording } from '../../../../native/contract/outputs.ts';
import { movingPicture } from '../../../harness/moving-picture.ts';
import { type RealObs, realObsMissing, secondClient, startRealObs } from '../../../harness/real-obs.ts';
import { until } from '../../../harness/waiting.ts';
import { outputsOf } from './outputs-desk.ts';

const programs = findFfmpeg(process.env);
const missing = realObsMissing() ?? (programs?.ffprobe ? null : 'not installed: ffmpeg');
if (missing) console.warn(`real recordings: skipped, ${missing}`);

const FPS = 10;
const FRAME_MS = 1000 / FPS;

describe.skipIf(missing !== null)('recordings of a real OBS', () => {
  let real: RealObs;
  const folder = mkdtempSync(join(tmpdir(), 'hetian-moving-'));
  beforeAll(async () => {
    // A picture that moves: of a still one OBS's muxer would hold everything back in its buffers.
    const picture = { width: 640, height: 360, fps: FPS };
    real = await startRealObs({ ...picture, replayBuffer: true, videoKbps: 2_000, sceneCollection: movingPicture(folder, picture) });
    const hand = await secondClient(real);
    await hand.call('SetCurrentSceneTransition', { transitionName: 'Cut' });
    for (const [sceneName, color] of [
      ['Green', 0xff00ff00],
      ['Red', 0xff0000ff],
    ] as const) {
      await hand.call('CreateScene', { sceneName });
      await hand.call('CreateInput', {
        sceneName,
        inputName: `${sceneName} ground`,
        inputKind: 'color_source_v3',
        inputSettings: { color },
      });
    }
    await hand.disconnect();
  }, 60_000);
  afterAll(async () => {
    await real.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  /** A desk that keeps its entries in memory. */
  async function desk() {
    const obs = new Obs({ clock: systemClock, logger: silentLogger });
    const timeline = new RecordTimeline();
    const entries: Entry[] = [];
    const files = new MutableState<{ recordings: Recording[] }>({ recordings: [] });
    const append = async (draft: EntryDraft) => {
      const entry: Entry = { ...draft, seq: entries.length + 1 };
      entries.push(entry);
      timeline.apply(entry);
      recordings.apply([entry]);
    };
    const recordings: Recordings = new Recordings(
      {
        clock: systemClock,
        logger: silentLogger,
        programs,
        append,
        filesLie: () => 'here',
        onChange: (changed) => files.patch({ recordings: changed }),
      },
      'b',
      [],
    );
    const onFact = (fact: OutputFact) => void append({ ...fact, broadcastId: 'b', actor: 'obs' });
    const { outputs } = outputsOf(obs, { onFact });
    obs.connect(real.url, real.password);
    await until(outputs.state, ({ stream, load }) => stream.turn === 'off' && load !== null);
    const close = async () => {
      outputs.dispose();
      await recordings.stop();
      await obs.dispose();
    };
    return { obs, outputs, timeline, recordings, files: files as LiveState<{ recordings: Recording[] }>, close };
  }

  /** When the picture of a file turns red, in ms. */
  function redFrom(path: string): number {
    const args = ['-v', 'error', '-i', path, '-vf', 'scale=1:1,format=rgb24', '-f', 'rawvideo', '-'];
    const pixels = execFileSync(programs!.ffmpeg, args);
    for (let frame = 0; frame * 3 < pixels.length; frame += 1) if (pixels[frame * 3]! > 128) return frame * FRAME_MS;
    return Number.NaN;
  }

  it('OT17 a moment lies in the file where the timeline says, over a pause, to a few frames', async () => {
    const { obs, outputs, timeline, files, close } = await desk();
    await obs.setProgramScene('Green');
    await until(obs.state, ({ mirror }) => mirror?.programSceneName === 'Green');
    expect(await outputs.commands.startRecord()).toMatchObject({ ok: true });
    await until(outputs.state, ({ record }) => record.turn === 'recording' && record.timecodeMs! > 2_500);
    await outputs.commands.pauseRecord();
    await outputs.commands.resumeRecord();
    await until(outputs.state, ({ record }) => record.turn === 'recording');
    const red = new Promise<number>((resolve) => {
      obs.onEvent((eventType) => eventType === 'CurrentProgramSceneChanged' && resolve(Date.now()));
    });
    await obs.setProgramScene('Red');
    const atMs = await red;
    const moment = timeline.momentAt(atMs);
    await until(outputs.state, ({ record }) => record.timecodeMs! > moment!.timecodeMs + 1_500);
    const stopped = await outputs.commands.stopRecord();
    const path = stopped.ok ? stopped.value.path! : '';
    expect(moment?.path).toBe(path);
    expect(Math.abs(redFrom(path) - moment!.timecodeMs)).toBeLessThan(5 * FRAME_MS);
    const { recordings } = await until(files, (state) => state.recordings[0]?.state === 'good');
    expect(recordings[0]!.frames).toBeGreaterThan(20);
    await close();
  }, 60_000);

  it('OT18 a recording that OBS and its muxer left behind is found, and repaired beside the damaged file', async () => {
    const { obs, outputs, recordings, files, close } = await desk();
    await obs.setProgramScene('Scene');
    expect(await outputs.commands.startRecord()).toMatchObject({ ok: true });
    const { record } = await until(outputs.state, (state) => state.record.turn === 'recording' && state.record.timecodeMs! > 12_000);
    killWithMuxer(real);
    await until(outputs.state, (state) => state.record.turn === 'unknown');
    await real.restart();
    const found = await until(files, (state) => state.recordings[0]?.state === 'damaged');
    const damaged = found.recordings[0]!;
    expect(damaged).toMatchObject({ path: record.path, problem: { code: 'recording-damaged' } });
    const before = readFileSync(damaged.path);
    const repaired = await recordings.repair(damaged.path);
    expect(repaired).toEqual({ ok: true, value: { path: expect.stringContaining('(repaired).mkv') } });
    const [file] = files.get().recordings;
    expect(file).toMatchObject({ state: 'repaired', repairedPath: repaired.ok ? repaired.value.path : '' });
    expect(readFileSync(damaged.path).equals(before)).toBe(true);
    const format = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', file!.repairedPath!];
    const lengthMs = Number(execFileSync(programs!.ffprobe!, format).toString()) * 1000;
    expect(record.timecodeMs! - lengthMs).toBeLessThan(5_000);
    expect(readdirSync(real.recordFolder).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(existsSync(file!.repairedPath!)).toBe(true);
    await close();
  }, 90_000);
});

/** As a power cut does it: OBS alone would leave its muxer behind, which ends the file well. A shell stands between the two. */
function killWithMuxer(real: RealObs): void {
  const parents = new Map<number, number>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/u.test(name))) {
    if (!existsSync(`/proc/${pid}/stat`)) continue;
    parents.set(Number(pid), Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[1]));
  }
  const isBelow = (pid: number): boolean => pid === real.pid || (parents.has(pid) && isBelow(parents.get(pid)!));
  for (const pid of parents.keys()) if (isBelow(pid)) process.kill(pid, 'SIGKILL');
}
