/** The source in OBS that plays videos: the file goes in and stands at its first picture before the scene is switched to, and runs from there. */
import { accepted, refused, type Result } from '../contract/refusal.ts';
import { type Clock, delay } from '../kernel/clock.ts';
import type { ObsRequest } from './link.ts';
import { VIDEO_INPUT_NAME } from './preparation/studio-inputs.ts';
import type { StudioObs } from './studio-obs.ts';

const KIND = 'ffmpeg_source';
/**
 * OBS opens the file in a thread and plays at once, but takes a frame over only in a tick in which the source is drawn: hidden, it
 * keeps the picture of the video before and would show it for a frame or two after the switch (seen on OBS 29). So it is made to
 * draw, by asking for a picture of it, until the new video has gone on for some frames.
 */
const SURELY_DRAWN_MS = 120;
const DRAWN = { imageFormat: 'jpg', imageWidth: 8, imageHeight: 8 };
const LOOK_EVERY_MS = 15;
const OPEN_LIMIT_MS = 3000;
const ACTION = 'OBS_WEBSOCKET_MEDIA_INPUT_ACTION_';

type Done = Result<Record<string, never>>;
const done: Done = accepted({});

export interface VideoSourcePorts {
  obs: Pick<StudioObs, 'sources' | 'state' | 'request' | 'requestAll' | 'onEvent'>;
  /** OBS can read files of this computer. */
  isHere(): boolean;
  clock: Clock;
}

export class VideoSource {
  readonly #ports: VideoSourcePorts;
  /** The input that was cued last, and may be playing. */
  #inputName: string | null = null;

  constructor(ports: VideoSourcePorts) {
    this.#ports = ports;
  }

  /** Afterwards the video stands at its beginning, in the source of this scene. `file` is the name to tell. */
  async cue(sceneName: string, { path, file }: { path: string; file: string }): Promise<Done> {
    const { obs, isHere } = this.#ports;
    if (!obs.state.get().mirror) return refused('obs-not-connected');
    if (!isHere()) return refused('media-elsewhere', { file });
    const inputName = this.#inputOf(sceneName);
    if (inputName === null) return refused('media-source-missing', { sceneName });
    const inputSettings = {
      ...{ is_local_file: true, local_file: path, looping: false },
      // Coming on program must not start it by itself, and its last picture stays when it has ended.
      ...{ restart_on_activate: false, close_when_inactive: false, clear_on_media_end: false },
    };
    // Settings are taken over in OBS's next tick; until this event it still tells of the video before.
    let opened = false;
    const listening = obs.onEvent((eventType, data) => {
      opened ||= eventType === 'MediaInputPlaybackStarted' && data.inputName === inputName;
    });
    try {
      const set = await obs.request('SetInputSettings', { inputName, inputSettings });
      if (!set.ok) return set;
      this.#inputName = inputName;
      const drawn = await this.#drawn(inputName, file, () => opened);
      if (!drawn.ok) return drawn;
    } finally {
      listening.dispose();
    }
    return this.#send([action(inputName, 'PAUSE'), { requestType: 'SetMediaInputCursor', requestData: { inputName, mediaCursor: 0 } }]);
  }

  /** Resolves when a picture of the new video is the one that OBS draws. */
  async #drawn(inputName: string, file: string, isOpen: () => boolean): Promise<Done> {
    const { obs, clock } = this.#ports;
    const lateAtMs = clock.monotonicMs() + OPEN_LIMIT_MS;
    while (clock.monotonicMs() < lateAtMs) {
      await delay(clock, LOOK_EVERY_MS);
      if (!isOpen()) continue;
      // Refused while it has no picture at all; only that it draws is wanted.
      await obs.request('GetSourceScreenshot', { sourceName: inputName, ...DRAWN });
      const status = await obs.request('GetMediaInputStatus', { inputName });
      if (!status.ok) return status;
      const { mediaState, mediaCursor } = status.value;
      if (mediaState === 'OBS_MEDIA_STATE_PLAYING' && Number(mediaCursor) >= SURELY_DRAWN_MS) return done;
    }
    return refused('media-not-opened', { file });
  }

  /** The cued video runs. */
  play(): Promise<Done> {
    return this.#act('PLAY');
  }

  /** Stands still after its scene was left; its picture stays, because a transition may still show it. */
  async leave(): Promise<Done> {
    const left = await this.#act('PAUSE');
    this.#inputName = null;
    return left;
  }

  async #act(what: 'PLAY' | 'PAUSE'): Promise<Done> {
    return this.#inputName === null ? done : this.#send([action(this.#inputName, what)]);
  }

  async #send(requests: ObsRequest[]): Promise<Done> {
    const answer = await this.#ports.obs.requestAll(requests);
    return answer.ok ? done : answer;
  }

  /** A number follows its name where that was taken. */
  #inputOf(sceneName: string): string | null {
    const items = this.#ports.obs.sources.get().scenes.find((scene) => scene.sceneName === sceneName)?.items ?? [];
    return items.find((item) => item.inputKind === KIND && item.sourceName.startsWith(VIDEO_INPUT_NAME))?.sourceName ?? null;
  }
}

function action(inputName: string, what: 'PLAY' | 'PAUSE'): ObsRequest {
  return { requestType: 'TriggerMediaInputAction', requestData: { inputName, mediaAction: ACTION + what } };
}
