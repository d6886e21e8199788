/** A moment when all was well, and what differs from it now; pure. */
import { z } from 'zod';
import { idSchema } from '../contract/ids.ts';
import type { ObsMirror, ObsScene, SourcesState } from '../contract/obs.ts';
import { lowerThirdSchema } from '../contract/overlay.ts';
import type { PlayoutState } from '../contract/playout.ts';
import { atMsSchema } from '../contract/time.ts';
import { type FollowStep, standbyDifferences } from './standby-differences.ts';

/** Kept as it is; scenes are those that make up the program scene: itself, its groups and the scenes within it. */
export const goodStateSchema = z.object({
  atMs: atMsSchema,
  broadcastId: idSchema,
  sceneName: z.string(),
  scenes: z.array(
    z.object({
      sceneName: z.string(),
      items: z.array(z.object({ sourceName: z.string(), enabled: z.boolean() })),
    }),
  ),
  sounds: z.array(z.object({ inputName: z.string(), muted: z.boolean(), volumeDb: z.number() })),
  productId: idSchema.nullable(),
  lowerThird: lowerThirdSchema.nullable(),
});
export type GoodState = z.infer<typeof goodStateSchema>;

const NOWHERE = { positionX: 0, positionY: 0, width: 0, height: 0, rotation: 0, sourceWidth: 0, sourceHeight: 0 };

export function goodStateOf(
  atMs: number,
  sceneName: string,
  { scenes, inputs }: Pick<SourcesState, 'scenes' | 'inputs'>,
  playout: Pick<PlayoutState, 'broadcast' | 'cardOnAir' | 'lowerThirdOnAir'>,
): GoodState {
  return {
    atMs,
    broadcastId: playout.broadcast.broadcastId,
    sceneName,
    scenes: within(sceneName, scenes).map((scene) => ({
      sceneName: scene.sceneName,
      items: scene.items.map(({ sourceName, enabled }) => ({ sourceName, enabled })),
    })),
    sounds: inputs.flatMap(({ inputName, audio }) => (audio ? [{ inputName, muted: audio.muted, volumeDb: audio.volumeDb }] : [])),
    productId: playout.cardOnAir?.productId ?? null,
    lowerThird: playout.lowerThirdOnAir,
  };
}

/** Requests that bring items and sounds back, without the scene itself. What OBS does not have any more is left out. */
export function stepsBackTo(good: GoodState, mirror: ObsMirror, sources: SourcesState): FollowStep[] {
  const audio = { monitoring: 'none', tracks: [], balance: 0, syncOffsetMs: 0 } as const;
  const wanted: Pick<SourcesState, 'scenes' | 'inputs'> = {
    scenes: good.scenes.map(({ sceneName, items }) => ({
      sceneName,
      isGroup: false,
      items: items.map(({ sourceName, enabled }) => ({
        sceneItemId: 0,
        sourceName,
        sourceType: 'input',
        inputKind: null,
        enabled,
        locked: false,
        transform: NOWHERE,
      })),
    })),
    inputs: good.sounds.map(({ inputName, muted, volumeDb }) => ({
      inputName,
      inputKind: '',
      audio: { ...audio, tracks: [], muted, volumeDb },
      media: null,
    })),
  };
  return standbyDifferences({ mirror, sources: wanted }, { mirror, sources }).steps;
}

/** The scene and all that is drawn as part of it, each once. */
function within(sceneName: string, scenes: readonly ObsScene[]): ObsScene[] {
  const byName = new Map(scenes.map((scene) => [scene.sceneName, scene]));
  const found = new Map<string, ObsScene>();
  const look = (name: string) => {
    const scene = byName.get(name);
    if (!scene || found.has(name)) return;
    found.set(name, scene);
    for (const { sourceName, sourceType } of scene.items) if (sourceType !== 'input') look(sourceName);
  };
  look(sceneName);
  return [...found.values()];
}
