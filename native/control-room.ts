/** The control room: what the studio does with OBS beyond the desk, wired together: outputs, sound, preparing, standby, keys, videos. */
import { openControls } from './control-room-keys.ts';
import { openSafety, type ReadinessSurroundings } from './control-room-safety.ts';
import { openSound } from './control-room-sound.ts';
import { openMedia } from './control-room-videos.ts';
import type { Desk } from './desk.ts';
import type { Clock } from './kernel/clock.ts';
import type { Logger } from './kernel/logger.ts';
import type { SecretStore } from './kernel/secret-store.ts';
import { Monitor } from './obs/pictures/monitor.ts';
import { SourceDesk } from './obs/source-desk.ts';
import type { OutputDesk } from './output-desk.ts';
import type { CommandHandlers } from './server/command-handlers.ts';
import type { CommandServices } from './server/command-table.ts';
import type { OutputServices } from './server/commands/output-commands.ts';
import type { RouteRegistrar } from './server/http-server.ts';
import { registerMonitor } from './server/monitor-routes.ts';
import type { Visitor } from './server/router.ts';
import type { Sentences } from './server/sentences.ts';
import type { TopicSources } from './server/topic-hub.ts';
import { mediaRoutes } from './server/media-routes.ts';
import type { Storage } from './storage.ts';

export interface ControlRoomOptions {
  desk: Desk;
  outputDesk: OutputDesk;
  storage: Storage;
  secrets: SecretStore;
  dataFolder: string;
  environment: Record<string, string | undefined>;
  /** Runs a command as the console's are run. */
  run: CommandHandlers['run'];
  sentences: Sentences;
  /** What the checklist looks at, and asks for, beyond OBS. */
  surroundings: ReadinessSurroundings;
  clock: Clock;
  logger: Logger;
}

export interface ControlRoom {
  topics: Pick<TopicSources, 'sources' | 'outputs' | 'audio' | 'meters' | 'preparation' | 'standby' | 'controls' | 'media'>;
  /** What its commands act on. */
  services: Pick<CommandServices, 'audio' | 'controls' | 'media' | 'safety' | 'sources' | keyof OutputServices>;
  routes: readonly RouteRegistrar[];
  /** Told of each console that opens; what it answers is called when the console is gone. */
  consoleOpened(visitor: Visitor): () => void;
  /** Told where the host listens, without a path. */
  listening(origin: string): void;
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

export function openControlRoom(options: ControlRoomOptions): ControlRoom {
  const { desk, outputDesk, storage, secrets, surroundings, clock, logger } = options;
  const sound = openSound({ desk, storage, clock, logger });
  const sources = new SourceDesk({ obs: desk.obs, isOnAir: () => desk.playout.state.get().broadcast.phase === 'onAir' });
  const { audio } = sound;
  const outputs = outputDesk.outputs.state;
  const media = openMedia(options);
  const safety = openSafety({ desk, storage, secrets, audio, outputs, media: media.library.state, surroundings, clock, logger });
  const monitor = new Monitor({ obs: desk.obs, preparedScene: () => preparedScene(desk), clock, logger });
  const topics = {
    sources: desk.obs.sources,
    outputs,
    audio: audio.state,
    meters: audio.meters,
    preparation: desk.preparation.state,
    standby: safety.standby.state,
    media: media.library.state,
  };
  const { status, playout, rundown, catalogue, obs, messages, overlay } = desk;
  const deskTopics = {
    studio: status.state,
    playout: playout.state,
    rundown: rundown.state,
    catalogue: catalogue.state,
    obs: obs.state,
    messages: messages.state,
    overlay: overlay.state,
  };
  const controlsIn = openControls(options, { ...deskTopics, ...topics });
  return {
    topics: { ...topics, controls: controlsIn.controls.state },
    services: { ...outputDesk.services, audio, sources, safety, controls: controlsIn.controls, media: media.library },
    routes: [(app, isOperator) => registerMonitor(app, monitor, clock, isOperator), mediaRoutes(media.library), ...controlsIn.routes],
    consoleOpened: controlsIn.consoleOpened,
    listening: (origin) => controlsIn.controls.setAddress(origin),
    async stop() {
      await controlsIn.stop();
      safety.dispose();
      sound.dispose();
      monitor.dispose();
      await media.stop();
    },
  };
}

/** The scene that the next take would switch to. */
function preparedScene({ playout, rundown, preparation }: Desk): string | null {
  const { segmentId } = playout.state.get().prepared;
  const prepared = rundown.state.get().rundown.segments.find((segment) => segment.segmentId === segmentId);
  return prepared ? preparation.obsSceneName(prepared.sceneName) : null;
}
