/** Inputs with their sound and media, and filters, as OBS tells them: read from its answers, and changed by its events. Pure. */
import {
  type InputAudio,
  type InputMedia,
  mediaTurns,
  type ObsInput,
  type SourceFilter,
  type SourcesState,
  VOLUME_DB_MAX,
  VOLUME_DB_MIN,
} from '../contract/obs.ts';
import type { ObsData } from './link.ts';

const TRACKS = 6;
/** Kinds that play something also while they have nothing to play; others are known by a state of their own. */
const MEDIA_KINDS = ['ffmpeg_source', 'vlc_source'];
/** A position that was foretold this well is not told anew. */
const CURSOR_TOLERANCE_MS = 300;
const MONITORING: Record<string, InputAudio['monitoring']> = {
  OBS_MONITORING_TYPE_NONE: 'none',
  OBS_MONITORING_TYPE_MONITOR_ONLY: 'monitorOnly',
  OBS_MONITORING_TYPE_MONITOR_AND_OUTPUT: 'monitorAndOutput',
};
const AUDIO_AT_FIRST: InputAudio = {
  muted: false,
  volumeDb: 0,
  monitoring: 'none',
  tracks: Array.from({ length: TRACKS }, () => true),
  balance: 0,
  syncOffsetMs: 0,
};

/** The sound of an input from answers and events about it; a field that none of them has stays as it was. */
export function audioAfter(data: ObsData, before: InputAudio | null = null): InputAudio {
  const audio = { ...(before ?? AUDIO_AT_FIRST) };
  if (typeof data.inputMuted === 'boolean') audio.muted = data.inputMuted;
  if ('inputVolumeDb' in data) audio.volumeDb = volumeDbOf(data.inputVolumeDb);
  const monitoring = MONITORING[String(data.monitorType)];
  if (monitoring) audio.monitoring = monitoring;
  // OBS counts from 0, left, to 1, right.
  if (typeof data.inputAudioBalance === 'number') audio.balance = Math.round((data.inputAudioBalance * 2 - 1) * 1000) / 1000;
  if (typeof data.inputAudioSyncOffset === 'number') audio.syncOffsetMs = data.inputAudioSyncOffset;
  const tracks = data.inputAudioTracks;
  if (typeof tracks === 'object' && tracks !== null) {
    audio.tracks = audio.tracks.map((on, index) => {
      const said = (tracks as ObsData)[String(index + 1)];
      return typeof said === 'boolean' ? said : on;
    });
  }
  return audio;
}

/** What GetMediaInputStatus says; null for an input that plays nothing. */
export function mediaOf(inputKind: string, status: ObsData | null, nowMs: number, before: InputMedia | null = null): InputMedia | null {
  const turn = mediaTurns.find((known) => status?.mediaState === `OBS_MEDIA_STATE_${known.toUpperCase()}`) ?? 'none';
  if (turn === 'none' && !MEDIA_KINDS.includes(inputKind)) return null;
  const media: InputMedia = {
    turn,
    cursorMs: wholeMs(status?.mediaCursor),
    durationMs: wholeMs(status?.mediaDuration),
    atMs: Math.round(nowMs),
  };
  return before && sameMedia(before, media) ? before : media;
}

/** Filters in the order in which they act. */
export function filtersOf(rows: unknown): SourceFilter[] {
  return (Array.isArray(rows) ? (rows as ObsData[]) : [])
    .toSorted((one, other) => Number(one.filterIndex) - Number(other.filterIndex))
    .map(({ filterName, filterKind, filterEnabled }) => ({
      filterName: String(filterName),
      filterKind: String(filterKind),
      enabled: filterEnabled === true,
    }));
}

export function withInput(inputs: ObsInput[], inputName: unknown, change: (input: ObsInput) => ObsInput): ObsInput[] {
  const input = inputs.find((candidate) => candidate.inputName === inputName);
  if (!input) return inputs;
  const next = change(input);
  return next === input ? inputs : inputs.map((other) => (other === input ? next : other));
}

/** Sources without filters are not kept. */
export function withFilters(
  filters: SourcesState['filters'],
  sourceName: string,
  change: (filters: SourceFilter[]) => SourceFilter[],
): SourcesState['filters'] {
  const before = filtersAt(filters, sourceName);
  const after = change(before);
  if (after.length === before.length && after.every((filter, index) => sameFilter(filter, before[index]!))) return filters;
  const { [sourceName]: _changed, ...others } = filters;
  return after.length === 0 ? others : { ...others, [sourceName]: after };
}

/** A source may be named like a property that every object has. */
export function filtersAt(filters: SourcesState['filters'], sourceName: string): SourceFilter[] {
  return Object.hasOwn(filters, sourceName) ? filters[sourceName]! : [];
}

function sameFilter(one: SourceFilter, other: SourceFilter): boolean {
  return one.filterName === other.filterName && one.filterKind === other.filterKind && one.enabled === other.enabled;
}

function sameMedia(before: InputMedia, now: InputMedia): boolean {
  if (before.turn !== now.turn || before.durationMs !== now.durationMs) return false;
  if (before.cursorMs === null || now.cursorMs === null || now.turn !== 'playing') return before.cursorMs === now.cursorMs;
  return Math.abs(before.cursorMs + (now.atMs - before.atMs) - now.cursorMs) <= CURSOR_TOLERANCE_MS;
}

/** OBS says the silence of a closed fader as minus infinity, which JSON has not. */
function volumeDbOf(value: unknown): number {
  return typeof value === 'number' ? Math.min(VOLUME_DB_MAX, Math.max(VOLUME_DB_MIN, value)) : VOLUME_DB_MIN;
}

/** A file that was not opened has a negative length or none. */
function wholeMs(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 ? Math.round(value) : null;
}
