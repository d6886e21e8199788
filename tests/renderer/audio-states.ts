/** The sound of a market stage: microphones, one of them silent, music that is low, and a video. */
import type { AudioState, MetersState } from '../../native/contract/audio.ts';
import { noSources, type ObsInput, type SourcesState } from '../../native/contract/obs.ts';

const sound = (inputName: string, inputKind: string, more: Partial<NonNullable<ObsInput['audio']>> = {}): ObsInput => ({
  inputName,
  inputKind,
  audio: {
    muted: false,
    volumeDb: 0,
    monitoring: 'none',
    tracks: [true, true, true, true, true, true],
    balance: 0,
    syncOffsetMs: 0,
    ...more,
  },
  media: null,
});

export const soundSources: SourcesState = {
  ...noSources,
  inputs: [
    sound('音乐 垫乐', 'ffmpeg_source', { volumeDb: -18, tracks: [true, true, false, false, false, false] }),
    sound('主持人话筒', 'wasapi_input_capture', { volumeDb: 3.5, monitoring: 'monitorOnly' }),
    sound('嘉宾话筒 阿依古丽', 'wasapi_input_capture', { muted: true }),
    sound('Handheld microphone on the market stage', 'wasapi_input_capture'),
    { inputName: 'Overlay', inputKind: 'browser_source', audio: null, media: null },
    sound('合作社视频', 'ffmpeg_source', { volumeDb: -100, tracks: [false, false, false, false, false, false] }),
    sound('Desktop', 'wasapi_output_capture', { volumeDb: -6.2 }),
  ],
};

export const soundState: AudioState = {
  config: { microphones: null, silenceAfterMs: 10_000, duckDb: -18, duckInputs: ['音乐 垫乐'] },
  microphones: ['主持人话筒', '嘉宾话筒 阿依古丽', 'Handheld microphone on the market stage'],
  talkOver: true,
  alarms: [
    { inputName: 'Handheld microphone on the market stage', kind: 'silent', sinceAtMs: 0 },
    { inputName: '嘉宾话筒 阿依古丽', kind: 'muted', sinceAtMs: 0 },
  ],
};

const level = (inputName: string, peakDb: number[], inputPeakDb = peakDb) => ({
  inputName,
  peakDb,
  meanDb: peakDb.map((db) => Math.max(-100, db - 8)),
  inputPeakDb,
});

export const soundLevels: MetersState = {
  atMs: 0,
  levels: [
    level('主持人话筒', [-6, -7]),
    level('嘉宾话筒 阿依古丽', [-100], [-22]),
    level('Handheld microphone on the market stage', [-100, -100]),
    level('音乐 垫乐', [-31, -28]),
    level('Desktop', [0, -1]),
  ],
};
