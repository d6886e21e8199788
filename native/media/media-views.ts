/** What pages see of a video, made of its row and of what is under way. */
import type { MediaItem } from '../contract/media.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { LocalText } from '../contract/text.ts';
import type { MediaRecord } from './media-store.ts';

/** A file that is being sent or looked into; nothing of it is stored yet. */
export interface Arrival {
  mediaId: string;
  fileName: string;
  sizeBytes: number;
  addedAtMs: number;
  arrivedBytes: number;
  probing: boolean;
}

export interface Running {
  mediaId: string;
  progress: number;
  readyAtMs: number | null;
}

/** A video's first title: its file's name without the ending. */
export function titleOf(fileName: string): LocalText {
  const name = fileName.replace(/\.[A-Za-z0-9]{1,5}$/u, '').trim();
  return { 'zh-CN': (name || fileName).slice(0, 200) };
}

export function arrivingItem({ mediaId, fileName, sizeBytes, addedAtMs, arrivedBytes, probing }: Arrival): MediaItem {
  return {
    mediaId,
    fileName,
    title: titleOf(fileName),
    state: probing ? 'probing' : 'arriving',
    problem: null,
    progress: sizeBytes === 0 ? 0 : Math.min(1, arrivedBytes / sizeBytes),
    readyAtMs: null,
    addedAtMs,
    sizeBytes,
    source: null,
    playable: null,
    hasThumbnail: false,
    fit: 'pad',
    consent: { given: false, notes: '' },
    rights: '',
    usedIn: [],
  };
}

export function storedItem(
  record: MediaRecord,
  { running, waits, usedIn }: { running: Running | null; waits: Refusal | null; usedIn: LocalText[] },
): MediaItem {
  const { source, description, state } = record;
  return {
    mediaId: record.mediaId,
    fileName: record.fileName,
    ...description,
    state,
    problem: state === 'waiting' ? waits : record.problem,
    progress: state === 'ready' ? 1 : (running?.progress ?? 0),
    readyAtMs: state === 'converting' ? (running?.readyAtMs ?? null) : null,
    addedAtMs: record.addedAtMs,
    sizeBytes: record.sizeBytes,
    source: {
      durationMs: source.durationMs,
      width: source.width,
      height: source.height,
      fps: source.fps,
      variableRate: source.variableRate,
      rotation: source.rotation,
      interlaced: source.interlaced,
      highRange: source.highRange,
      videoCodec: source.videoCodec,
      audioCodec: source.audioCodec,
      loudnessLufs: record.loudness?.input_i ?? null,
    },
    playable: record.playable,
    hasThumbnail: record.playable !== null,
    fit: record.fit,
    usedIn,
  };
}
