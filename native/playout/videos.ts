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
