/** Which video runs on program, how much of it is left, and that it has ended. Pure. */
import type { ObsInput, ObsScene, SourcesState } from '../../../native/contract/obs.ts';

export interface VideoOnProgram {
  inputName: string;
  leftMs: number;
  durationMs: number;
  turn: 'playing' | 'paused' | 'ended';
}

/** So near to its end a video must catch the eye of whoever goes on after it. */
const SOON_MS = 10_000;

export const endsSoon = ({ turn, leftMs }: VideoOnProgram): boolean => turn === 'playing' && leftMs <= SOON_MS;

export interface Seen {
  sources: SourcesState;
  programSceneName: string | null;
  nowMs: number;
  /** When what is on air was taken; a video that ended before then is of no more interest. */
  takenAtMs?: number;
}

/**
 * The one on program that ends last, or, when none runs, the one that ended last. One without an end, such as a camera or a loop
 * that is not told, is no countdown.
 */
export function videoOnProgram({ sources: { scenes, inputs }, programSceneName, nowMs, takenAtMs = 0 }: Seen): VideoOnProgram | null {
  const shown = namesIn(scenes, programSceneName, new Set());
  const onProgram = inputs.filter(({ inputName }) => shown.has(inputName));
  const running = onProgram.flatMap((input) => runningOf(input, nowMs) ?? []);
  const ended = onProgram.filter(({ media }) => media?.turn === 'ended' && media.atMs >= takenAtMs);
  return running.toSorted((a, b) => b.leftMs - a.leftMs)[0] ?? endedOf(ended.toSorted((a, b) => b.media!.atMs - a.media!.atMs)[0]);
}

function endedOf(input: ObsInput | undefined): VideoOnProgram | null {
  return input ? { inputName: input.inputName, leftMs: 0, durationMs: input.media?.durationMs ?? 0, turn: 'ended' } : null;
}

function runningOf({ inputName, media }: ObsInput, nowMs: number): VideoOnProgram | null {
  if (!media || media.cursorMs === null || !media.durationMs) return null;
  const { turn, durationMs, cursorMs, atMs } = media;
  if (turn !== 'playing' && turn !== 'paused') return null;
  const movedMs = turn === 'playing' ? Math.max(0, nowMs - atMs) : 0;
  return { inputName, leftMs: Math.max(0, durationMs - cursorMs - movedMs), durationMs, turn };
}

/** Everything that a scene shows, through its groups and the scenes in it. */
function namesIn(scenes: readonly ObsScene[], sceneName: string | null, found: Set<string>): Set<string> {
  const scene = scenes.find((each) => each.sceneName === sceneName);
  for (const { sourceName, enabled } of scene?.items ?? []) {
    if (!enabled || found.has(sourceName)) continue;
    found.add(sourceName);
    namesIn(scenes, sourceName, found);
  }
  return found;
}
