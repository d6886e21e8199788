/** A library of videos on a folder of its own, with real ffmpeg and a real database. */
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { MediaItem } from '../../../native/contract/media.ts';
import type { Result } from '../../../native/contract/refusal.ts';
import type { LocalText } from '../../../native/contract/text.ts';
import { systemClock } from '../../../native/kernel/clock.ts';
import { findFfmpeg } from '../../../native/kernel/ffmpeg-programs.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import type { Target } from '../../../native/media/conversion-plan.ts';
import type { MediaFact } from '../../../native/media/media-facts.ts';
import { MediaFolder } from '../../../native/media/media-folder.ts';
import { MediaLibrary } from '../../../native/media/media-library.ts';
import { askPrograms } from '../../../native/media/media-programs.ts';
import { MediaStore } from '../../../native/media/media-store.ts';
import { Settings } from '../../../native/store/settings.ts';
import { until } from '../../harness/waiting.ts';
import { openTestStorage, temporaryFolder } from '../store/test-storage.ts';
import { ffmpeg, phoneFile, type PhoneFile } from './phone-files.ts';

export interface MediaDesk {
  library: MediaLibrary;
  /** Where videos lie. */
  folder: string;
  facts: MediaFact[];
  onAir: boolean;
  canvas: Target | null;
  freeBytes: number;
  used: LocalText[];
  send(kind: PhoneFile): Promise<Result<{ mediaId: string }>>;
  sendPath(path: string, sizeBytes?: number): Promise<Result<{ mediaId: string }>>;
  /** Sends it and waits until it can be played or has failed. */
  ready(kind: PhoneFile): Promise<MediaItem>;
  item(mediaId: string): MediaItem | undefined;
  /** Everything that lies in the folder of videos. */
  files(): string[];
  stop(): Promise<void>;
}

/** What the programs can do does not change from one desk to the next. */
const asked = askPrograms(findFfmpeg(process.env), systemClock);

export async function openMediaDesk(dataFolder = temporaryFolder()): Promise<MediaDesk> {
  const storage = await openTestStorage(dataFolder);
  const folder = join(dataFolder, 'media');
  const desk: MediaDesk = {
    folder,
    facts: [],
    onAir: false,
    canvas: { width: 320, height: 180, fps: 30 },
    freeBytes: 100 * 1024 ** 3,
    used: [],
    library: new MediaLibrary({
      folder: new MediaFolder(folder, silentLogger),
      store: new MediaStore(storage.writer, storage.reader),
      settings: new Settings(storage.reader, storage.writer),
      programs: () => asked,
      clock: systemClock,
      logger: silentLogger,
      freeBytes: () => desk.freeBytes,
      isOnAir: () => desk.onAir,
      canvas: () => desk.canvas,
      usedIn: () => desk.used,
      tell: (fact) => void desk.facts.push(fact),
    }),
    send: (kind) => desk.sendPath(phoneFile(kind)),
    sendPath: (path, sizeBytes = statSync(path).size) =>
      desk.library.receive(
        { fileName: basename(path), sizeBytes, body: sizeBytes === 0 ? Readable.from([]) : createReadStream(path) },
        'operator:desk',
      ),
    async ready(kind) {
      const sent = await desk.send(kind);
      if (!sent.ok) throw new Error(`refused: ${JSON.stringify(sent.refusal)}`);
      const { mediaId } = sent.value;
      await until(desk.library.state, () => ['ready', 'failed'].includes(desk.item(mediaId)?.state ?? ''));
      return desk.item(mediaId)!;
    },
    item: (mediaId) => desk.library.state.get().items.find((each) => each.mediaId === mediaId),
    files: () => (existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : []),
    async stop() {
      await desk.library.stop();
      await storage.close();
    },
  };
  onTestFinished(() => desk.library.stop());
  await desk.library.start();
  return desk;
}

/** The colour of one point of a video's frame, as red, green and blue. */
export function colourAt(path: string, { x, y, atS = 0.5 }: { x: number; y: number; atS?: number }): number[] {
  const bytes = ffmpeg(
    '-ss',
    String(atS),
    '-i',
    path,
    '-vf',
    `format=rgb24,crop=1:1:${x}:${y}`,
    '-frames:v',
    '1',
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    'pipe:1',
  );
  return [...bytes.subarray(0, 3)];
}
