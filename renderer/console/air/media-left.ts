/** Which video runs on program, and how much of it is left. Pure. */
import type { ObsInput, ObsScene, SourcesState } from '../../../native/contract/obs.ts';

export interface RunningVideo {
  inputName: string;
  leftMs: number;
  durationMs: number;
  paused: boolean;
}

/** The one on program that ends last; one without an end, such as a camera or a loop that is not told, is no countdown. */
export function videoOnProgram({ scenes, inputs }: SourcesState, programSceneName: string | null, nowMs: number): RunningVideo | null {
  const shown = namesIn(scenes, programSceneName, new Set());
  const running = inputs.flatMap((input) => (shown.has(input.inputName) ? (runningOf(input, nowMs) ?? []) : []));
  return running.toSorted((a, b) => b.leftMs - a.leftMs)[0] ?? null;
}

function runningOf({ inputName, media }: ObsInput, nowMs: number): RunningVideo | null {
  if (!media || media.cursorMs === null || !media.durationMs) return null;
  if (media.turn !== 'playing' && media.turn !== 'paused') return null;
  const movedMs = media.turn === 'playing' ? Math.max(0, nowMs - media.atMs) : 0;
  const leftMs = Math.max(0, media.durationMs - media.cursorMs - movedMs);
  return { inputName, leftMs, durationMs: media.durationMs, paused: media.turn === 'paused' };
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
