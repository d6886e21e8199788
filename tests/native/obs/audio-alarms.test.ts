/** Alarms on live microphones: raised late enough, ended calmly, and never while a slate closes them on purpose. */
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { AudioDesk, type AudioFact, type AudioPorts } from '../../../native/obs/audio/audio-desk.ts';
import { manualClock, settled } from '../manual-clock.ts';
import { soundingObs } from './sounding-obs.ts';

async function live(program: Partial<ReturnType<AudioPorts['onAir']>> = {}) {
  const sounding = soundingObs({ Host: 'wasapi_input_capture', 'Mic 阿依古丽': 'pulse_input_capture', Music: 'ffmpeg_source' });
  sounding.comeBack();
  const clock = manualClock();
  const facts: AudioFact[] = [];
  const onAir = { onAir: true, slateHeld: false, guests: [] as readonly (readonly string[])[], ...program };
  const desk = new AudioDesk({
    clock,
    logger: silentLogger,
    obs: sounding.obs,
    settings: { load: () => null, save: async () => undefined },
    onAir: () => onAir,
    onFact: (fact) => facts.push(fact),
  });
  await settled();
  /** Levels twenty times a second for so long. */
  async function sounds(peaksDb: Record<string, number>, ms: number) {
    for (let passedMs = 0; passedMs < ms; passedMs += 50) {
      sounding.sound(peaksDb);
      await clock.advance(50);
    }
  }
  const alarms = () => desk.state.get().alarms.map(({ inputName, kind }) => `${inputName} ${kind}`);
  const bodies = () => facts.filter(({ kind }) => kind === 'audio.alarmed').map(({ body }) => body);
  return { sounding, clock, desk, onAir, sounds, alarms, bodies };
}

const SPEECH = -18;
const ROOM = -75;

describe('alarms', () => {
  it('AU13 say that a live microphone has been silent for too long, and end when it is heard', async () => {
    const { sounds, alarms, bodies } = await live();
    await sounds({ Host: SPEECH, Music: ROOM }, 1000);
    await sounds({ Host: ROOM, Music: ROOM }, 9500);
    expect(alarms()).toEqual([]);
    await sounds({ Host: ROOM, Music: ROOM }, 1500);
    expect(alarms()).toEqual(['Host silent']);
    await sounds({ Host: -56 }, 3000);
    expect(alarms()).toEqual(['Host silent']);
    await sounds({ Host: SPEECH }, 1000);
    expect(alarms()).toEqual([]);
    expect(bodies()).toEqual([
      { inputName: 'Host', alarm: 'silent', endedAfterMs: null },
      { inputName: 'Host', alarm: 'silent', endedAfterMs: expect.any(Number) },
    ]);
  });

  it('AU13 begin to count anew when a microphone is opened, and count no muted one and none that is not on program', async () => {
    const { sounding, sounds, alarms, clock } = await live();
    sounding.mute('Host', true);
    await sounds({ Host: ROOM }, 15_000);
    expect(alarms()).toEqual([]);
    sounding.mute('Host', false);
    await sounds({ Host: ROOM }, 9000);
    expect(alarms()).toEqual([]);
    await sounds({ Host: ROOM }, 1500);
    expect(alarms()).toEqual(['Host silent']);
    await clock.advance(2000);
    expect(alarms()).toEqual([]);
  });

  it('AU13 listen while on air or streaming only, and silence can be switched off', async () => {
    const { sounding, sounds, alarms, onAir, desk } = await live({ onAir: false });
    expect(sounding.metered).toBe(false);
    sounding.stream(true);
    expect(sounding.metered).toBe(true);
    await sounds({ Host: ROOM }, 11_000);
    expect(alarms()).toEqual(['Host silent']);
    sounding.stream(false);
    expect([alarms(), sounding.metered]).toEqual([[], false]);
    onAir.onAir = true;
    desk.onAirChanged();
    await desk.configure({ silenceAfterMs: 0 });
    await sounds({ Host: ROOM }, 20_000);
    expect(alarms()).toEqual([]);
  });

  it('AU14 say that a microphone clips when it does so again and again, and end after a calm', async () => {
    const { sounds, alarms } = await live();
    await sounds({ Host: 0 }, 50);
    await sounds({ Host: SPEECH }, 2000);
    await sounds({ Host: 0 }, 50);
    await sounds({ Host: SPEECH }, 2000);
    expect(alarms()).toEqual([]);
    await sounds({ Host: 0, Music: 0 }, 600);
    expect(alarms()).toEqual(['Host clipping']);
    await sounds({ Host: SPEECH }, 4000);
    expect(alarms()).toEqual(['Host clipping']);
    await sounds({ Host: SPEECH }, 2000);
    expect(alarms()).toEqual([]);
  });

  it('AU14 hear a microphone that clips before a lowered fader', async () => {
    const { sounding, sounds, alarms, desk } = await live();
    await desk.setVolume('Host', -20);
    expect(sounding.inputs.get('Host')!.volumeMul).toBeCloseTo(0.1);
    await sounds({ Host: 0 }, 1000);
    expect(alarms()).toEqual(['Host clipping']);
  });

  it('AU15 say that the guest of the segment is muted: the microphone of that name, or else every one', async () => {
    const { sounding, sounds, alarms, onAir, desk, clock } = await live({ guests: [['阿依古丽', 'Ayigul']] });
    sounding.mute('Mic 阿依古丽', true);
    await sounds({ Host: SPEECH }, 2500);
    expect(alarms()).toEqual([]);
    await sounds({ Host: SPEECH }, 1500);
    expect(alarms()).toEqual(['Mic 阿依古丽 muted']);
    sounding.mute('Mic 阿依古丽', false);
    expect(alarms()).toEqual([]);
    onAir.guests = [['Someone else']];
    sounding.mute('Host', true);
    await clock.advance(10_000);
    expect(alarms()).toEqual([]);
    sounding.mute('Mic 阿依古丽', true);
    await clock.advance(4000);
    expect(alarms().toSorted()).toEqual(['Host muted', 'Mic 阿依古丽 muted']);
    onAir.guests = [];
    desk.onAirChanged();
    expect(alarms()).toEqual([]);
  });

  it('AU16 are raised for nothing that a slate does on purpose, nor while OBS is away', async () => {
    const { sounding, sounds, alarms, onAir, desk, bodies, clock } = await live({ guests: [['Somebody']] });
    await desk.closeForSlate();
    await sounds({ Host: ROOM }, 20_000);
    onAir.slateHeld = true;
    desk.onAirChanged();
    await sounds({ Host: ROOM }, 20_000);
    onAir.slateHeld = false;
    await desk.openAfterSlate();
    desk.onAirChanged();
    await sounds({ Host: SPEECH }, 2000);
    sounding.lose();
    await clock.advance(30_000);
    expect([alarms(), bodies()]).toEqual([[], []]);
  });
});
