/** Mutes, faders, talk-over and slates: what is asked of OBS, what is given back, and who did it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { AudioDesk, type AudioFact, type AudioPorts } from '../../../native/obs/audio/audio-desk.ts';
import { manualClock, settled } from '../manual-clock.ts';
import { type SoundingObs, soundingObs } from './sounding-obs.ts';

const KINDS = {
  Host: 'wasapi_input_capture',
  Guest: 'pulse_input_capture',
  Music: 'ffmpeg_source',
  Video: 'ffmpeg_source',
  Card: 'color_source_v3',
};

function deskOf(sounding: SoundingObs, kept = new Map<string, unknown>()) {
  const clock = manualClock();
  const facts: AudioFact[] = [];
  const program: ReturnType<AudioPorts['onAir']> = { onAir: false, slateHeld: false, guests: [] };
  const desk = new AudioDesk({
    clock,
    logger: silentLogger,
    obs: sounding.obs,
    settings: {
      load: (key) => (kept.has(key) ? structuredClone(kept.get(key)) : null),
      save: async (key, value) => void kept.set(key, structuredClone(value)),
    },
    onAir: () => program,
    onFact: (fact) => facts.push(fact),
  });
  return { desk, clock, facts, program, kept };
}

async function ready(kinds: Record<string, string> = KINDS) {
  const sounding = soundingObs(kinds);
  sounding.comeBack();
  const parts = deskOf(sounding);
  await settled();
  return { sounding, ...parts };
}

const volumes = ({ inputs }: SoundingObs) => Object.fromEntries([...inputs].map(([name, { volumeMul }]) => [name, volumeMul]));
const mutes = ({ inputs }: SoundingObs) => [...inputs].filter(([, { muted }]) => muted).map(([name]) => name);

describe('microphones', () => {
  it('AU6 are the inputs that capture sound, and the ones OBS itself calls so', async () => {
    const { desk } = await ready({ ...KINDS, Aux: 'some_plugin', Jack: 'jack_output_capture', Speakers: 'wasapi_output_capture' });
    expect(desk.state.get().microphones).toEqual(['Host', 'Guest', 'Aux', 'Jack']);
  });

  it('AU6 are those that were chosen, as far as this OBS has them, also after a restart', async () => {
    const { sounding, desk, kept } = await ready();
    await desk.configure({ microphones: ['Video', 'Elsewhere'], silenceAfterMs: 4000 });
    expect(desk.state.get().microphones).toEqual(['Video']);
    const next = deskOf(sounding, kept);
    expect(next.desk.state.get()).toMatchObject({ microphones: ['Video'], config: { silenceAfterMs: 4000, duckDb: -18 } });
  });

  it('AU7 are muted and opened all at once, and none is not done in silence', async () => {
    const { sounding, desk } = await ready();
    expect(await desk.muteMicrophones(true, 'operator:desk')).toEqual({ ok: true, value: {} });
    expect(mutes(sounding)).toEqual(['Host', 'Guest']);
    await desk.muteMicrophones(false, 'operator:desk');
    expect(mutes(sounding)).toEqual([]);
    await desk.configure({ microphones: [] });
    expect(await desk.muteMicrophones(true, 'operator:desk')).toMatchObject({ refusal: { code: 'obs-no-microphones' } });
    sounding.lose();
    expect(await desk.muteMicrophones(true, 'operator:desk')).toMatchObject({ refusal: { code: 'obs-not-connected' } });
  });
});

describe('commands', () => {
  it('AU8 ask OBS in its own words', async () => {
    const { sounding, desk } = await ready();
    sounding.requests.length = 0;
    await desk.setMute('Host', true, 'operator:desk');
    await desk.setVolume('Music', -6);
    await desk.setVolume('Music', -100);
    await desk.setMonitoring('Music', 'monitorOnly');
    await desk.setTracks('Music', [true, false, false, false, false, true]);
    expect(sounding.requests).toEqual([
      { requestType: 'SetInputMute', data: { inputName: 'Host', inputMuted: true } },
      { requestType: 'SetInputVolume', data: { inputName: 'Music', inputVolumeDb: -6 } },
      { requestType: 'SetInputVolume', data: { inputName: 'Music', inputVolumeMul: 0 } },
      { requestType: 'SetInputAudioMonitorType', data: { inputName: 'Music', monitorType: 'OBS_MONITORING_TYPE_MONITOR_ONLY' } },
      {
        requestType: 'SetInputAudioTracks',
        data: { inputName: 'Music', inputAudioTracks: { 1: true, 2: false, 3: false, 4: false, 5: false, 6: true } },
      },
    ]);
  });

  it('AU8 name the source that is missing, and are refused while OBS is away', async () => {
    const { sounding, desk } = await ready();
    const refusal = { code: 'obs-source-missing', context: { name: 'Nobody' } };
    expect(await desk.setMute('Nobody', true, 'operator:desk')).toEqual({ ok: false, refusal });
    sounding.lose();
    expect(await desk.setVolume('Music', 0)).toMatchObject({ refusal: { code: 'obs-not-connected' } });
    expect(await desk.setTalkOver(true)).toMatchObject({ refusal: { code: 'obs-not-connected' } });
    expect(desk.state.get().talkOver).toBe(false);
  });

  it('AU9 records who muted: the studio by its wish, a hand in OBS, and what changed while OBS was away', async () => {
    const { sounding, desk, facts } = await ready();
    await desk.setMute('Host', true, 'operator:desk');
    sounding.mute('Guest', true);
    sounding.mute('Host', false);
    sounding.lose();
    sounding.inputs.get('Guest')!.muted = false;
    sounding.comeBack();
    await settled();
    expect(facts).toEqual([
      { kind: 'audio.muted', body: { inputName: 'Host', muted: true, byStudio: true }, actor: 'operator:desk' },
      { kind: 'audio.muted', body: { inputName: 'Guest', muted: true, byStudio: false }, actor: 'obs' },
      { kind: 'audio.muted', body: { inputName: 'Host', muted: false, byStudio: false }, actor: 'obs' },
      { kind: 'audio.muted', body: { inputName: 'Guest', muted: false, byStudio: false }, actor: 'obs' },
    ]);
  });

  it('AU9 tells nothing of another collection, whose inputs were so before', async () => {
    const { sounding, facts } = await ready();
    sounding.lose();
    sounding.inputs.get('Guest')!.muted = true;
    sounding.comeBack('Evening');
    await settled();
    sounding.open('Night', ['Host', 'Music']);
    await settled();
    expect(facts).toEqual([]);
    sounding.mute('Host', false);
    expect(facts).toHaveLength(1);
  });

  it('AU9 lets a wish that OBS never fulfilled claim no later hand', async () => {
    const { sounding, desk, clock, facts } = await ready();
    sounding.lose();
    await desk.setMute('Host', true, 'operator:desk');
    sounding.comeBack();
    await clock.advance(6000);
    sounding.mute('Host', true);
    expect(facts.at(-1)).toMatchObject({ body: { byStudio: false }, actor: 'obs' });
  });
});

describe('talk-over', () => {
  it('AU10 lowers everything that is heard but the microphones, and gives it back', async () => {
    const { sounding, desk } = await ready();
    sounding.inputs.get('Video')!.volumeMul = 0.5;
    const before = volumes(sounding);
    expect(await desk.setTalkOver(true)).toEqual({ ok: true, value: {} });
    expect(desk.state.get().talkOver).toBe(true);
    expect(volumes(sounding)).toMatchObject({ Host: 1, Guest: 1, Card: 1 });
    expect(20 * Math.log10(sounding.inputs.get('Music')!.volumeMul)).toBeCloseTo(-18, 3);
    await desk.setTalkOver(true);
    expect(20 * Math.log10(sounding.inputs.get('Music')!.volumeMul)).toBeCloseTo(-18, 3);
    await desk.setTalkOver(false);
    expect(desk.state.get().talkOver).toBe(false);
    expect(volumes(sounding)).toEqual(before);
  });

  it('AU10 lowers what was chosen, and nothing where it cannot know what is a voice', async () => {
    const { sounding, desk } = await ready({ Music: 'ffmpeg_source', Camera: 'dshow_input' });
    expect(await desk.setTalkOver(true)).toMatchObject({ refusal: { code: 'obs-no-microphones' } });
    expect(volumes(sounding)).toEqual({ Music: 1, Camera: 1 });
    await desk.configure({ duckInputs: ['Music'], duckDb: -6 });
    await desk.setTalkOver(true);
    expect(volumes(sounding)).toEqual({ Music: expect.closeTo(0.501, 3), Camera: 1 });
  });

  it('AU11 leaves a fader where a hand put it meanwhile', async () => {
    const { sounding, desk } = await ready();
    await desk.setTalkOver(true);
    await desk.setVolume('Music', -20);
    sounding.inputs.get('Video')!.volumeMul = 0.7;
    await desk.setTalkOver(false);
    expect(volumes(sounding)).toMatchObject({ Music: expect.closeTo(0.1, 5), Video: 0.7 });
  });

  it('AU11 gives back when OBS returns, where it was let go while OBS was away', async () => {
    const { sounding, desk } = await ready();
    await desk.setTalkOver(true);
    sounding.lose();
    expect(await desk.setTalkOver(false)).toEqual({ ok: true, value: {} });
    expect(sounding.inputs.get('Music')!.volumeMul).toBeLessThan(1);
    sounding.comeBack('Evening');
    await settled();
    expect(sounding.inputs.get('Music')!.volumeMul).toBeLessThan(1);
    sounding.comeBack();
    await settled();
    expect(volumes(sounding)).toMatchObject({ Music: 1, Video: 1 });
  });

  it('AU11 follows a new name, and forgets an input that is gone', async () => {
    const { sounding, desk, kept } = await ready();
    await desk.setTalkOver(true);
    sounding.rename('Music', 'Song');
    sounding.inputs.delete('Video');
    await desk.setTalkOver(false);
    expect(volumes(sounding)).toMatchObject({ Song: 1 });
    expect(kept.get('audio-talk-over')).toEqual({ active: false, lent: [] });
  });

  const acts = ['take', 'giveBack', 'hand', 'desk', 'crash', 'lose', 'comeBack', 'revert'] as const;
  // Below what OBS's 32 bits can hold lowered there is nothing to hear and nothing to give back.
  const step = fc.record({
    act: fc.constantFrom(...acts),
    input: fc.constantFrom('Music', 'Video'),
    volume: fc.double({ min: 0, max: 2, noNaN: true }).map((volume) => (volume < 1e-30 ? 0 : volume)),
  });

  it('AU11 gives back exactly what it changed, whatever happens in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const sounding = soundingObs(KINDS);
        sounding.comeBack();
        let parts = deskOf(sounding);
        await settled();
        let away = false;
        const wanted = new Map(Object.entries(volumes(sounding)));
        const handed = (input: string, volume: number) => {
          sounding.inputs.get(input)!.volumeMul = volume;
          wanted.set(input, volume);
        };
        for (const { act, input, volume } of steps) {
          const { desk, kept } = parts;
          if (act === 'take') await desk.setTalkOver(true);
          if (act === 'giveBack') await desk.setTalkOver(false);
          if (act === 'hand' && !away) handed(input, Math.fround(volume));
          if (act === 'desk') {
            const done = await desk.setVolume(input, -40 * volume);
            if (done.ok) wanted.set(input, sounding.inputs.get(input)!.volumeMul);
          }
          if (act === 'crash') {
            desk.dispose();
            parts = deskOf(sounding, kept);
          }
          if (act === 'lose') sounding.lose();
          if (act === 'lose') away = true;
          // An OBS that was killed has what it had saved before anything was lowered.
          if (act === 'revert' && away) for (const [name, value] of wanted) sounding.inputs.get(name)!.volumeMul = value;
          if (act === 'comeBack' && away) {
            sounding.comeBack();
            away = false;
          }
          await settled();
        }
        if (away) sounding.comeBack();
        await settled();
        await parts.desk.setTalkOver(false);
        expect(volumes(sounding)).toEqual(Object.fromEntries(wanted));
      }),
      { numRuns: 150 },
    );
  });
});

describe('a slate', () => {
  it('AU12 closes the microphones that are open and opens exactly those again', async () => {
    const { sounding, desk, facts } = await ready();
    sounding.mute('Guest', true);
    facts.length = 0;
    await desk.closeForSlate();
    expect(mutes(sounding)).toEqual(['Host', 'Guest']);
    expect(facts).toEqual([{ kind: 'audio.muted', body: { inputName: 'Host', muted: true, byStudio: true }, actor: 'studio' }]);
    await desk.openAfterSlate();
    expect(mutes(sounding)).toEqual(['Guest']);
  });

  it('AU12 keeps them closed over a restart of the studio, and leaves one that a hand opened and closed', async () => {
    const { sounding, desk, kept } = await ready();
    await desk.closeForSlate();
    desk.dispose();
    const next = deskOf(sounding, kept);
    await settled();
    expect(mutes(sounding)).toEqual(['Host', 'Guest']);
    sounding.mute('Guest', false);
    sounding.mute('Guest', true);
    await settled();
    await next.desk.openAfterSlate();
    expect(mutes(sounding)).toEqual(['Guest']);
  });

  it('AU17 opens them on the standby OBS that took over meanwhile, whatever its collection is called', async () => {
    const { sounding, desk } = await ready();
    sounding.mute('Guest', true);
    await desk.closeForSlate();
    // The standby was kept in step, so that its microphones are closed too.
    sounding.lose();
    sounding.comeBack('Second machine');
    desk.tookOver('Market');
    await desk.closeForSlate();
    expect(mutes(sounding)).toEqual(['Host', 'Guest']);
    await desk.openAfterSlate();
    expect(mutes(sounding)).toEqual(['Guest']);
  });

  it('AU17 raises what was lowered for a voice, on the standby OBS that took over meanwhile', async () => {
    const { sounding, desk, kept } = await ready();
    const before = volumes(sounding);
    await desk.setTalkOver(true);
    const lowered = volumes(sounding);
    sounding.lose();
    sounding.comeBack('Second machine');
    desk.tookOver('Market');
    await settled();
    expect(volumes(sounding)).toEqual(lowered);
    await desk.setTalkOver(false);
    expect(volumes(sounding)).toEqual(before);
    expect(kept.get('audio-talk-over')).toEqual({ active: false, lent: [] });
  });

  it('AU17 leaves the standby alone where nothing was lent', async () => {
    const { sounding, desk } = await ready();
    sounding.mute('Host', true);
    sounding.lose();
    sounding.comeBack('Second machine');
    desk.tookOver('Market');
    desk.tookOver(null);
    await settled();
    expect(mutes(sounding)).toEqual(['Host']);
  });
});
