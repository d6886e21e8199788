/** The control room: what the studio does with OBS beyond the desk, wired together: outputs, sound, preparing, standby, keys, videos. */
import { noOutputs } from './contract/outputs.ts';
import { openControls } from './control-room-keys.ts';
import { openSound } from './control-room-sound.ts';
import { openMedia } from './control-room-videos.ts';
import type { Desk } from './desk.ts';
import type { Clock } from './kernel/clock.ts';
import { MutableState } from './kernel/live-state.ts';
import type { Logger } from './kernel/logger.ts';
import type { SecretStore } from './kernel/secret-store.ts';
import { Monitor } from './obs/pictures/monitor.ts';
import { SourceDesk } from './obs/source-desk.ts';
import { Standby } from './playout/standby.ts';
import type { CommandHandlers } from './server/command-handlers.ts';
import type { CommandServices } from './server/command-table.ts';
import type { RouteRegistrar } from './server/http-server.ts';
import { registerMonitor } from './server/monitor-routes.ts';
import type { Visitor } from './server/router.ts';
import type { Sentences } from './server/sentences.ts';
import type { TopicSources } from './server/topic-hub.ts';
import { mediaRoutes } from './server/media-routes.ts';
import type { Storage } from './storage.ts';

export interface ControlRoomOptions {
  desk: Desk;
  storage: Storage;
  secrets: SecretStore;
  dataFolder: string;
  environment: Record<string, string | undefined>;
  /** Runs a command as the console's are run. */
  run: CommandHandlers['run'];
  sentences: Sentences;
  clock: Clock;
  logger: Logger;
}

export interface ControlRoom {
  topics: Pick<TopicSources, 'sources' | 'outputs' | 'audio' | 'meters' | 'preparation' | 'standby' | 'controls' | 'media'>;
  /** What its commands act on. */
  services: Pick<CommandServices, 'audio' | 'controls' | 'media' | 'sources' | 'standby'>;
  routes: readonly RouteRegistrar[];
  /** Told of each console that opens; what it answers is called when the console is gone. */
  consoleOpened(visitor: Visitor): () => void;
  /** Told where the host listens, without a path. */
  listening(origin: string): void;
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

export function openControlRoom(options: ControlRoomOptions): ControlRoom {
  const { desk, storage, secrets, clock, logger } = options;
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
  const sources = new SourceDesk({ obs: desk.obs, isOnAir: () => playout.state.get().broadcast.phase === 'onAir' });
  const monitor = new Monitor({ obs: desk.obs, preparedScene: () => preparedScene(desk), clock, logger });
  const controlsIn = openControls(options);
  const media = openMedia(options);
  return {
    topics: {
      sources: desk.obs.sources,
      outputs: new MutableState(noOutputs),
      audio: sound.audio.state,
      meters: sound.audio.meters,
      preparation: desk.preparation.state,
      standby: standby.state,
      controls: controlsIn.controls.state,
      media: media.library.state,
    },
    services: { audio: sound.audio, sources, standby, controls: controlsIn.controls, media: media.library },
    routes: [(app, isOperator) => registerMonitor(app, monitor, clock, isOperator), mediaRoutes(media.library), ...controlsIn.routes],
    consoleOpened: controlsIn.consoleOpened,
    listening: (origin) => controlsIn.controls.setAddress(origin),
    async stop() {
      await controlsIn.stop();
      standby.stop();
      sound.dispose();
      monitor.dispose();
      await media.stop();
    },
  };
}

/** The scene that the next take would switch to. */
function preparedScene({ playout, rundown }: Desk): string | null {
  const { segmentId } = playout.state.get().prepared;
  return rundown.state.get().rundown.segments.find((segment) => segment.segmentId === segmentId)?.sceneName ?? null;
}
