/** The videos of this studio: wired to OBS's canvas, to what is on air, to the rundown that plays them, and to the ledger. */
import { statfsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { EntryDraft } from './contract/entry.ts';
import type { Desk } from './desk.ts';
import type { Clock } from './kernel/clock.ts';
import { findFfmpeg } from './kernel/ffmpeg-programs.ts';
import type { Logger } from './kernel/logger.ts';
import { MediaFolder } from './media/media-folder.ts';
import { askPrograms } from './media/media-programs.ts';
import { MediaLibrary } from './media/media-library.ts';
import { MediaStore } from './media/media-store.ts';
import { VideoSource } from './obs/video-source.ts';
import type { Storage } from './storage.ts';

export interface MediaOptions {
  desk: Pick<Desk, 'obs' | 'playout' | 'rundown' | 'ledger'>;
  storage: Pick<Storage, 'writer' | 'reader' | 'settings'>;
  dataFolder: string;
  environment: Record<string, string | undefined>;
  clock: Clock;
  logger: Logger;
}

/** Goes on by itself with what waits; `stop` resolves when no program of it runs any more. */
export function openMedia({ desk, storage, dataFolder, environment, clock, logger }: MediaOptions) {
  const { obs, playout, rundown, ledger } = desk;
  // A picture that goes out is on air, whoever started it.
  const isOnAir = () => playout.state.get().broadcast.phase === 'onAir' || (obs.state.get().mirror?.stream.active ?? false);
  const library = new MediaLibrary({
    folder: new MediaFolder(join(dataFolder, 'media'), logger),
    store: new MediaStore(storage.writer, storage.reader),
    settings: storage.settings,
    programs: () => askPrograms(findFfmpeg(environment), clock),
    clock,
    logger,
    freeBytes() {
      const { bavail, bsize } = statfsSync(dataFolder);
      return bavail * bsize;
    },
    isOnAir,
    canvas() {
      const { mirror } = obs.state.get();
      return mirror && { ...mirror.canvas, fps: mirror.output.fps };
    },
    usedIn: (mediaId) =>
      rundown.state
        .get()
        .rundown.segments.filter((segment) => segment.mediaId === mediaId)
        .map(({ title }) => title),
    tell(fact) {
      const draft = { ...fact, broadcastId: playout.broadcastId, atMs: clock.nowMs() } as EntryDraft;
      ledger
        .append([draft])
        .catch((error: unknown) => logger.error({ err: error, kind: fact.kind }, 'a fact of a video could not be recorded'));
    },
  });
  const source = new VideoSource({ obs, isHere: () => isThisComputer(obs.state.get().connection.url), clock });
  playout.videos = {
    async cue(mediaId, sceneName) {
      const playable = library.playable(mediaId);
      return playable.ok ? source.cue(sceneName, playable.value) : playable;
    },
    play: () => source.play(),
    leave: () => source.leave(),
  };
  let wasOnAir = false;
  const followAir = () => {
    if (isOnAir() === wasOnAir) return;
    wasOnAir = isOnAir();
    guarded(library.airChanged());
  };
  const watches = [
    playout.state.subscribe(followAir),
    obs.state.subscribe(() => {
      followAir();
      guarded(library.obsChanged());
    }),
    rundown.state.subscribe(() => library.planChanged()),
  ];
  guarded(library.start().then(followAir));
  return {
    library,
    async stop() {
      for (const watch of watches) watch.dispose();
      await library.stop();
    },
  };

  function guarded(work: Promise<void>): void {
    work.catch((error: unknown) => logger.error({ err: error }, 'the videos met a fault'));
  }
}

/** OBS reads files by their path, so it has to run where they lie. */
function isThisComputer(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const host = new URL(url).hostname.replace(/^\[|\]$/gu, '');
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return host === 'localhost' || host.startsWith('127.') || own.some(({ address }) => address === host);
}
