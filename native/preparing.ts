/** Preparing OBS, wired: what the plan needs comes from the desk, slates are drawn in the overlay's language, and what was done goes on record. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EntryDraft } from './contract/entry.ts';
import type { Refusal } from './contract/refusal.ts';
import type { Desk } from './desk.ts';
import type { Clock } from './kernel/clock.ts';
import type { Logger } from './kernel/logger.ts';
import { isOnThisComputer } from './obs/connection-problem.ts';
import { ObsPreparation } from './obs/preparation/obs-preparation.ts';
import { ChromiumRenderer } from './overlays/chromium-renderer.ts';
import { SlatePictures } from './overlays/slate-pictures.ts';

export interface PreparingOptions {
  desk: Desk;
  dataFolder: string;
  version: string;
  /** Address of the overlay page with this query. */
  overlayAddress(query: string): string;
  /** An empty picture for an overlay that is being made. */
  blankPicture(): Promise<string>;
  /** The way that the overlay must go; null leaves it to what OBS offers. */
  overlayRoute(): 'picture' | null;
  /** A rehearsal's slates carry its mark, which only the live overlay draws: its slate scenes have a plain ground. */
  drawsSlates: boolean;
  clock: Clock;
  logger: Logger;
}

export function openPreparing(options: PreparingOptions): ObsPreparation {
  const { desk, overlayAddress, blankPicture, drawsSlates, clock, logger } = options;
  const { obs, preparation: memory, rundown, status, overlay, playout, ledger } = desk;
  const slates = new SlatePictures({
    renderer: new ChromiumRenderer(logger),
    url: (slate, { locale, alsoIn, theme }) =>
      overlayAddress(`slate=${slate}&lang=${locale}&also=${alsoIn.join()}&theme=${encodeURIComponent(JSON.stringify(theme))}&still=1&`),
    folder: join(options.dataFolder, 'pictures'),
    version: options.version,
  });
  const overlayNeeds = async () => ({ browserUrl: overlayAddress(''), picturePath: await blankPicture(), route: options.overlayRoute() });
  return new ObsPreparation({
    obs,
    memory,
    overlay: overlayNeeds,
    async needs(canvas) {
      const limits: Refusal[] = [];
      const drawn = drawsSlates ? await slates.files(overlay.state.get(), canvas) : null;
      if (drawn && !drawn.ok) limits.push(drawn.refusal);
      const { soundBed } = memory.config;
      const isNear = isOnThisComputer(obs.state.get().connection.url);
      if (soundBed !== null && isNear && !existsSync(soundBed)) {
        limits.push({ code: 'sound-bed-missing', context: { file: soundBed } });
      }
      const { segments } = rundown.state.get().rundown;
      const needs = {
        segments: segments.map(({ sceneName, mediaId }) => ({ sceneName, hasVideo: mediaId !== undefined })),
        slateSceneNames: { hold: status.settings.holdSceneName, 'back-soon': status.settings.backSoonSceneName },
        config: memory.config,
        overlay: await overlayNeeds(),
        slateFiles: drawn?.ok ? drawn.value : null,
      };
      return { needs, limits };
    },
    record: (kind, body, actor) =>
      ledger.append([{ kind, body, actor, broadcastId: playout.broadcastId, atMs: clock.nowMs() } as EntryDraft]),
    clock,
  });
}
