/** The control room: what the studio does with OBS beyond the desk, wired together: outputs, sound, preparing, standby, keys, videos. */
import { noControls } from './contract/controls.ts';
import { noMedia } from './contract/media.ts';
import { noOutputs } from './contract/outputs.ts';
import { noPreparation } from './contract/preparation.ts';
import { openSound } from './control-room-sound.ts';
import type { Desk } from './desk.ts';
import type { Clock } from './kernel/clock.ts';
import { MutableState } from './kernel/live-state.ts';
import type { Logger } from './kernel/logger.ts';
import type { SecretStore } from './kernel/secret-store.ts';
import { Monitor } from './obs/pictures/monitor.ts';
import { Standby } from './playout/standby.ts';
import type { CommandServices } from './server/command-table.ts';
import type { RouteRegistrar } from './server/http-server.ts';
import { registerMonitor } from './server/monitor-routes.ts';
import type { TopicSources } from './server/topic-hub.ts';
import type { Storage } from './storage.ts';

export interface ControlRoomOptions {
  desk: Desk;
  storage: Storage;
  secrets: SecretStore;
  dataFolder: string;
  environment: Record<string, string | undefined>;
  clock: Clock;
  logger: Logger;
}

export interface ControlRoom {
  topics: Pick<TopicSources, 'sources' | 'outputs' | 'audio' | 'meters' | 'preparation' | 'standby' | 'controls' | 'media'>;
  /** What its commands act on. */
  services: Pick<CommandServices, 'audio' | 'standby'>;
  routes: readonly RouteRegistrar[];
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

export function openControlRoom({ desk, storage, secrets, clock, logger }: ControlRoomOptions): ControlRoom {
  const { status, playout } = desk;
  const standby = new Standby({
    pair: desk.obs,
    settings: storage.settings,
    secrets,
    mainUrl: () => status.settings.obsUrl,
    overlayRoute: () => playout.state.get().overlayRoute,
    overlayAddress: () => status.state.get().overlayAddress,
    onProblem: (problem) => status.setProblem('standby', problem),
    clock,
    logger,
  });
  const sound = openSound({ desk, storage, clock, logger });
  const monitor = new Monitor({ obs: desk.obs, preparedScene: () => preparedScene(desk), clock, logger });
  return {
    topics: {
      sources: desk.obs.sources,
      outputs: new MutableState(noOutputs),
      audio: sound.audio.state,
      meters: sound.audio.meters,
      preparation: new MutableState(noPreparation),
      standby: standby.state,
      controls: new MutableState(noControls),
      media: new MutableState(noMedia),
    },
    services: { audio: sound.audio, standby },
    routes: [(app, isOperator) => registerMonitor(app, monitor, clock, isOperator)],
    async stop() {
      standby.stop();
      sound.dispose();
      monitor.dispose();
    },
  };
}

/** The scene that the next take would switch to. */
function preparedScene({ playout, rundown }: Desk): string | null {
  const { segmentId } = playout.state.get().prepared;
  return rundown.state.get().rundown.segments.find((segment) => segment.segmentId === segmentId)?.sceneName ?? null;
}
