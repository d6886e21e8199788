/** The control room: what the studio does with OBS beyond the desk, wired together: outputs, sound, preparing, standby, keys, videos. */
import { noAudio, noMeters } from './contract/audio.ts';
import { noControls } from './contract/controls.ts';
import { noMedia } from './contract/media.ts';
import { noSources } from './contract/obs.ts';
import { noOutputs } from './contract/outputs.ts';
import { noPreparation } from './contract/preparation.ts';
import { noStandby } from './contract/standby.ts';
import { MutableState } from './kernel/live-state.ts';

/** What pages can watch of it. */
export function openControlRoom() {
  return {
    topics: {
      sources: new MutableState(noSources),
      outputs: new MutableState(noOutputs),
      audio: new MutableState(noAudio),
      meters: new MutableState(noMeters),
      preparation: new MutableState(noPreparation),
      standby: new MutableState(noStandby),
      controls: new MutableState(noControls),
      media: new MutableState(noMedia),
    },
  };
}
