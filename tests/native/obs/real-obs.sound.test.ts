/** Talk-over on a real OBS that is killed while it is on and comes back with the volumes of its file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { AudioDesk } from '../../../native/obs/audio/audio-desk.ts';
import { Obs } from '../../../native/obs/obs.ts';
import { type RealObs, realObsMissing, startRealObs } from '../../harness/real-obs.ts';
import { writeTone } from '../../harness/tone.ts';
import { eventually, until } from '../../harness/waiting.ts';

const missing = realObsMissing();
if (missing) console.warn(`real OBS: skipped, ${missing}`);
const VOLUME = 0.4;

describe.skipIf(missing)(`sound of a real OBS that dies${missing ? `: ${missing}` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'hetian-sound-'));
  let real: RealObs;
  let obs: Obs;
  let desk: AudioDesk;

  beforeAll(async () => {
    const tone = join(folder, 'tone.wav');
    writeTone(tone, 0.25);
    const item = { name: 'Music', id: 1, visible: true, pos: { x: 0, y: 0 }, scale: { x: 1, y: 1 } };
    real = await startRealObs({
      sceneCollection: {
        scene_order: [{ name: 'A' }],
        current_scene: 'A',
        current_program_scene: 'A',
        sources: [
          { id: 'ffmpeg_source', name: 'Music', settings: { local_file: tone, looping: true }, volume: VOLUME, mixers: 255 },
          { id: 'pulse_input_capture', name: 'Host mic', settings: {}, volume: 1, mixers: 255 },
          { id: 'scene', name: 'A', settings: { items: [item, { ...item, name: 'Host mic', id: 2 }] } },
        ],
      },
    });
    obs = new Obs({ clock: systemClock, logger: silentLogger });
    const kept = new Map<string, unknown>();
    desk = new AudioDesk({
      clock: systemClock,
      logger: silentLogger,
      obs,
      settings: { load: (key) => kept.get(key) ?? null, save: async (key, value) => void kept.set(key, value) },
      onAir: () => ({ onAir: false, slateHeld: false, guests: [] }),
      onFact: () => undefined,
    });
    obs.connect(real.url, real.password);
    await until(desk.state, ({ microphones }) => microphones.length > 0);
  }, 60_000);

  afterAll(async () => {
    desk.dispose();
    await obs.dispose();
    await real.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const volume = async () => {
    const answer = await obs.request('GetInputVolume', { inputName: 'Music' });
    return answer.ok ? Number(answer.value.inputVolumeMul) : null;
  };

  it('AU11 is lowered again while talk-over is on, and back exactly after it', async () => {
    const before = await volume();
    expect(before).toBeCloseTo(VOLUME, 5);
    expect(await desk.setTalkOver(true)).toEqual({ ok: true, value: {} });
    const lowered = await volume();
    expect(lowered).toBeCloseTo(VOLUME * 10 ** (-18 / 20), 5);
    const lost = until(obs.state, ({ connection }) => connection.state === 'reconnecting');
    real.kill('SIGKILL');
    await lost;
    await real.restart();
    expect(await eventually(volume, (now) => now === lowered)).toBe(lowered);
    expect(desk.state.get().talkOver).toBe(true);
    expect(await desk.setTalkOver(false)).toEqual({ ok: true, value: {} });
    expect(await volume()).toBe(before);
  }, 60_000);
});
