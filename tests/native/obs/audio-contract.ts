/** What the studio relies on in the sound of an OBS: one suite, run against the simulated and the real one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OBSWebSocket } from 'obs-websocket-js/json';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Level, type MetersState, metersStateSchema } from '../../../native/contract/audio.ts';
import { systemClock } from '../../../native/kernel/clock.ts';
import type { Disposable } from '../../../native/kernel/live-state.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { AudioDesk, type AudioFact } from '../../../native/obs/audio/audio-desk.ts';
import { Meters } from '../../../native/obs/audio/meters.ts';
import { Obs } from '../../../native/obs/obs.ts';
import { secondClient } from '../../harness/real-obs.ts';
import { writeTone } from '../../harness/tone.ts';
import { eventually, until } from '../../harness/waiting.ts';

export interface AudioUnderTest {
  url: string;
  password: string;
  /** The input plays the tone of this file, with this peak, in both channels. */
  play(hand: OBSWebSocket, inputName: string, file: string, peak: number): Promise<void>;
  stop(): Promise<void>;
}

const PEAK = 0.25;
const PEAK_DB = -12;

export function audioContract(name: string, start: () => Promise<AudioUnderTest>): void {
  describe(`sound of ${name}`, () => {
    let target: AudioUnderTest;
    let hand: OBSWebSocket;
    let obs: Obs;
    let meters: Meters;
    let watch: Disposable | null;
    let frames: MetersState[];
    const folder = mkdtempSync(join(tmpdir(), 'hetian-sound-'));
    const tone = join(folder, 'tone.wav');

    beforeAll(async () => {
      writeTone(tone, PEAK);
      target = await start();
      hand = await secondClient(target);
      for (const sceneName of ['A', 'B']) await hand.call('CreateScene', { sceneName });
      await hand.call('SetCurrentSceneTransition', { transitionName: 'Cut' });
      await hand.call('SetCurrentProgramScene', { sceneName: 'A' });
      for (const [sceneName, inputName] of [
        ['A', 'music'],
        ['B', 'other music'],
      ] as const) {
        await hand.call('CreateInput', { sceneName, inputName, inputKind: 'ffmpeg_source' });
        await target.play(hand, inputName, tone, PEAK);
      }
      // Without a device it is silent and there.
      await hand.call('CreateInput', { sceneName: 'A', inputName: 'Host mic', inputKind: 'pulse_input_capture' });
    }, 60_000);

    afterAll(async () => {
      await hand.disconnect();
      await target.stop();
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);

    beforeEach(async () => {
      obs = new Obs({ clock: systemClock, logger: silentLogger });
      meters = new Meters({ clock: systemClock, obs, onLevels: () => undefined });
      frames = [];
      watch = null;
      obs.connect(target.url, target.password);
      await until(obs.state, ({ connection }) => connection.state === 'ready');
    });

    afterEach(async () => {
      watch?.dispose();
      meters.dispose();
      await obs.dispose();
      await hand.call('SetInputMute', { inputName: 'music', inputMuted: false });
      await hand.call('SetInputVolume', { inputName: 'music', inputVolumeMul: 1 });
    });

    function look(): void {
      watch = meters.state.subscribe(() => frames.push(meters.state.get()));
    }

    /** The first levels of an input that are as wanted. */
    async function levelOf(inputName: string, wanted: (level: Level) => boolean): Promise<Level> {
      const find = ({ levels }: MetersState) => levels.find((level) => level.inputName === inputName && wanted(level));
      const state = await until(meters.state, (one) => find(one) !== undefined);
      return find(state)!;
    }
    function deskOf(kept = new Map<string, unknown>()): { desk: AudioDesk; facts: AudioFact[] } {
      const facts: AudioFact[] = [];
      const desk = new AudioDesk({
        clock: systemClock,
        logger: silentLogger,
        obs,
        settings: { load: (key) => kept.get(key) ?? null, save: async (key, value) => void kept.set(key, structuredClone(value)) },
        onAir: () => ({ onAir: false, slateHeld: false, guests: [] }),
        onFact: (fact) => facts.push(fact),
      });
      return { desk, facts };
    }
    const volumes = () =>
      Promise.all(
        ['music', 'other music', 'Host mic'].map(async (inputName) => (await hand.call('GetInputVolume', { inputName })).inputVolumeMul),
      );
    const near = (levels: readonly number[], db: number) => levels.length > 0 && levels.every((level) => Math.abs(level - db) < 0.6);

    it('AU1 hears levels on a connection of its own, and none on the one for commands', async () => {
      const events: string[] = [];
      obs.onEvent((eventType) => events.push(eventType));
      look();
      const level = await levelOf('music', ({ peakDb }) => near(peakDb, PEAK_DB));
      expect(level.peakDb).toHaveLength(2);
      expect(level.meanDb.every((mean) => mean < PEAK_DB)).toBe(true);
      expect(metersStateSchema.parse(frames.at(-1))).toEqual(frames.at(-1));
      expect(events).not.toContain('InputVolumeMeters');
    });

    it('AU2 tells what comes after the fader and before it', async () => {
      look();
      await hand.call('SetInputVolume', { inputName: 'music', inputVolumeDb: -20 });
      const lowered = await levelOf('music', ({ peakDb }) => near(peakDb, PEAK_DB - 20));
      expect(near(lowered.inputPeakDb, PEAK_DB)).toBe(true);
      await hand.call('SetInputMute', { inputName: 'music', inputMuted: true });
      const muted = await levelOf('music', ({ peakDb }) => near(peakDb, -100));
      expect(near(muted.inputPeakDb, PEAK_DB)).toBe(true);
    });

    it('AU3 tells levels of what is on program only, and a device without sound without channels', async () => {
      look();
      await levelOf('music', ({ peakDb }) => near(peakDb, PEAK_DB));
      const { levels } = meters.state.get();
      expect(levels.map(({ inputName }) => inputName)).not.toContain('other music');
      expect(levels.find(({ inputName }) => inputName === 'Host mic')).toEqual({
        inputName: 'Host mic',
        peakDb: [],
        meanDb: [],
        inputPeakDb: [],
      });
    });

    it('AU8 sets mute, volume, monitoring and tracks', async () => {
      const { desk } = deskOf();
      const tracks = [true, false, true, false, false, false];
      expect(await desk.setMute('music', true, 'operator:desk')).toEqual({ ok: true, value: {} });
      expect(await desk.setVolume('music', -12.5)).toEqual({ ok: true, value: {} });
      expect(await desk.setMonitoring('music', 'monitorAndOutput')).toEqual({ ok: true, value: {} });
      expect(await desk.setTracks('music', tracks)).toEqual({ ok: true, value: {} });
      const inputName = 'music';
      expect(await hand.call('GetInputMute', { inputName })).toEqual({ inputMuted: true });
      expect((await hand.call('GetInputVolume', { inputName })).inputVolumeDb).toBeCloseTo(-12.5, 3);
      expect((await hand.call('GetInputAudioMonitorType', { inputName })).monitorType).toBe('OBS_MONITORING_TYPE_MONITOR_AND_OUTPUT');
      const { inputAudioTracks } = await hand.call('GetInputAudioTracks', { inputName });
      expect(inputAudioTracks).toEqual({ 1: true, 2: false, 3: true, 4: false, 5: false, 6: false });
      expect(await desk.setVolume('music', -100)).toEqual({ ok: true, value: {} });
      expect((await hand.call('GetInputVolume', { inputName })).inputVolumeMul).toBe(0);
      expect(await desk.setMute('nobody', true, 'operator:desk')).toMatchObject({ refusal: { code: 'obs-source-missing' } });
      await desk.setMonitoring('music', 'none');
      desk.dispose();
    });

    it('AU9 knows its own mutes from those of a hand', async () => {
      const { desk, facts } = deskOf();
      await desk.setMute('music', true, 'operator:desk');
      await eventually(
        () => facts.length,
        (count) => count === 1,
      );
      await hand.call('SetInputMute', { inputName: 'music', inputMuted: false });
      await eventually(
        () => facts.length,
        (count) => count === 2,
      );
      expect(facts).toEqual([
        { kind: 'audio.muted', body: { inputName: 'music', muted: true, byStudio: true }, actor: 'operator:desk' },
        { kind: 'audio.muted', body: { inputName: 'music', muted: false, byStudio: false }, actor: 'obs' },
      ]);
      desk.dispose();
    });

    it('AU11 lowers the others for whoever speaks, and gives back exactly what it took, after a reconnect and a crash too', async () => {
      await hand.call('SetInputVolume', { inputName: 'music', inputVolumeMul: 0.3 });
      const before = await volumes();
      const kept = new Map<string, unknown>();
      const { desk } = deskOf(kept);
      expect(desk.state.get().microphones).toEqual(['Host mic']);
      expect(await desk.setTalkOver(true)).toEqual({ ok: true, value: {} });
      const [music, otherMusic, microphone] = await volumes();
      expect([20 * Math.log10(music! / 0.3), 20 * Math.log10(otherMusic!), microphone]).toEqual([
        expect.closeTo(-18, 2),
        expect.closeTo(-18, 2),
        1,
      ]);
      obs.disconnect();
      await until(obs.state, ({ connection }) => connection.state === 'off');
      expect(await desk.setTalkOver(false)).toEqual({ ok: true, value: {} });
      obs.connect(target.url, target.password);
      expect(await eventually(volumes, (now) => now.every((value, index) => value === before[index]))).toEqual(before);

      await desk.setTalkOver(true);
      desk.dispose();
      const next = deskOf(kept).desk;
      expect(await eventually(volumes, (now) => now.every((value, index) => value === before[index]))).toEqual(before);
      expect(next.state.get().talkOver).toBe(false);
      next.dispose();
    });
  });
}
