/** Videos in every state, for the pages that show them. */
import type { MediaItem, MediaState } from '../../native/contract/media.ts';

const AT_MS = Date.UTC(2020, 4, 1, 6, 0);

const source = {
  durationMs: 83_400,
  width: 1080,
  height: 1920,
  fps: 29.87,
  variableRate: true,
  rotation: 90,
  interlaced: false,
  highRange: true,
  videoCodec: 'hevc',
  audioCodec: 'aac',
  loudnessLufs: -28.4,
};

function video(number: number, changes: Partial<MediaItem>): MediaItem {
  const path = `/data/media/media-${number}/play-run-1.mp4`;
  const playable = { path, durationMs: 83_400, width: 1920, height: 1080, fps: 30, loudnessLufs: number === 4 ? -21.34 : -16.2 };
  return {
    mediaId: `media-${number}`,
    fileName: `VID_2020042${number}_1530.mp4`,
    title: { 'zh-CN': `皮山核桃园第 ${number} 段`, ug: `گۇما ياڭاق بېغى ${number}`, en: `Walnut orchard in Pishan, part ${number}` },
    state: 'ready',
    problem: null,
    progress: 1,
    readyAtMs: null,
    addedAtMs: AT_MS - number * 60_000,
    sizeBytes: 148_000_000,
    source,
    playable,
    hasThumbnail: true,
    fit: 'pad',
    consent: { given: true, notes: '' },
    rights: '',
    usedIn: [],
    ...changes,
  };
}

const unmade = { playable: null, hasThumbnail: false, progress: 0 };

export const videos: MediaItem[] = [
  video(1, { ...unmade, state: 'arriving', source: null, progress: 0.42, sizeBytes: 310_000_000 }),
  video(2, { ...unmade, state: 'converting', progress: 0.67, readyAtMs: AT_MS + 95_000 }),
  video(3, { ...unmade, state: 'waiting', problem: { code: 'media-waits-for-air', context: {} } }),
  video(4, { usedIn: [{ 'zh-CN': '农户的视频', ug: 'دېھقان سىنى', en: "Farmers' videos" }] }),
  video(5, {
    consent: { given: false, notes: '' },
    source: { ...source, width: 1920, height: 1080, rotation: 0, audioCodec: null, loudnessLufs: null },
  }),
  video(6, { ...unmade, state: 'failed', problem: { code: 'media-damaged', context: { file: 'VID_20200426_1530.mp4' } } }),
  video(7, { ...unmade, state: 'cancelled' }),
];

export function mediaState(empty: boolean): MediaState {
  return {
    items: empty ? [] : videos,
    ffmpegVersion: empty ? null : '5.1.9',
    mapsHighRange: true,
    target: { width: 1920, height: 1080, fps: 30 },
    convertsOnAir: false,
    freeMb: 48_312,
  };
}
