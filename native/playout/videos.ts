/** Videos as playout needs them: cued before the scene is switched to, running from there. */
import { accepted, refused, type Result } from '../contract/refusal.ts';

export interface PlayoutVideos {
  /** Refused when the video cannot be played in this scene now; afterwards it stands there at its beginning. */
  cue(mediaId: string, sceneName: string): Promise<Result<unknown>>;
  /** The cued one runs. */
  play(): Promise<Result<unknown>>;
  /** The one that runs stands still; nothing where none does. */
  leave(): Promise<Result<unknown>>;
}

/** Where nothing plays them. */
export const noVideos: PlayoutVideos = {
  cue: async (mediaId) => refused('media-unknown', { mediaId }),
  play: async () => accepted({}),
  leave: async () => accepted({}),
};

/** Switches to a scene; its video is cued before that and runs from it. What became of the video is told beside, for the scene is on program then. */
export async function switchWithVideo(
  obs: { setProgramScene(sceneName: string): Promise<Result<unknown>> },
  videos: PlayoutVideos,
  sceneName: string,
  mediaId: string | undefined,
): Promise<Result<{ video: Result<Record<string, never>> }>> {
  const cued = mediaId === undefined ? accepted({}) : await videos.cue(mediaId, sceneName);
  if (!cued.ok) return cued;
  const switched = await obs.setProgramScene(sceneName);
  if (!switched.ok) return switched;
  const turned = await (mediaId === undefined ? videos.leave() : videos.play());
  return accepted({ video: mediaId === undefined || turned.ok ? accepted({}) : turned });
}
