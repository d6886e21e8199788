/** What helps when it goes wrong, wired: the standby OBS, the last good state, the sound of a slate and the checklist. */
import { z } from 'zod';
import type { GateState } from './contract/gate.ts';
import type { MediaState } from './contract/media.ts';
import type { OutputsState } from './contract/outputs.ts';
import type { Result } from './contract/refusal.ts';
import type { SalesState } from './contract/sales.ts';
import type { SyncState } from './contract/upstream.ts';
import type { Desk } from './desk.ts';
import type { Clock } from './kernel/clock.ts';
import type { LiveState } from './kernel/live-state.ts';
import type { Logger } from './kernel/logger.ts';
import type { SecretStore } from './kernel/secret-store.ts';
import type { AudioDesk } from './obs/audio/audio-desk.ts';
import { LastGood } from './playout/last-good.ts';
import { SlateSound } from './playout/slate-sound.ts';
import { Standby } from './playout/standby.ts';
import { ReadinessDesk } from './readiness.ts';
import type { Storage } from './storage.ts';

/** What the checklist looks at, and asks for, beyond OBS. */
export interface ReadinessSurroundings {
  feeds(): SalesState['feeds'];
  sync(): SyncState;
  gate(): GateState;
  /** Overlay pages that are connected now, other than those of the console. */
  overlayPages(): number;
  prepareObs(actor: string): Promise<Result<unknown>>;
  backUp(): Promise<Result<unknown>>;
}

interface SafetyOptions {
  desk: Desk;
  storage: Storage;
  secrets: SecretStore;
  audio: AudioDesk;
  outputs: LiveState<OutputsState>;
  media: LiveState<MediaState>;
  surroundings: ReadinessSurroundings;
  clock: Clock;
  logger: Logger;
}

export interface Safety {
  standby: Standby;
  lastGood: LastGood;
  readiness: ReadinessDesk;
  dispose(): void;
}

export function openSafety({ desk, storage, secrets, audio, outputs, media, surroundings, clock, logger }: SafetyOptions): Safety {
  const { status, playout, ledger, obs } = desk;
  const { settings } = storage;
  const standby = new Standby({
    pair: obs,
    settings,
    secrets,
    rehearses: () => playout.state.get().broadcast.rehearsal,
    mainUrl: () => status.settings.obsUrl,
    overlayRoute: () => playout.state.get().overlayRoute,
    overlayAddress: () => status.state.get().overlayAddress,
    onProblem: (problem) => status.setProblem('standby', problem),
    clock,
    logger,
  });
  const lastGood = new LastGood(
    {
      obs,
      playout,
      setMute: (inputName, muted, actor) => audio.setMute(inputName, muted, actor),
      hasAlarm: () => audio.state.get().alarms.length > 0 || status.state.get().problems.some(({ code }) => code.startsWith('picture-')),
      isTalkedOver: () => audio.state.get().talkOver,
      settings: { load: (key) => settings.get(key, z.unknown()), save: (key, value) => settings.set(key, value) },
      append: (drafts) => ledger.append(drafts),
      clock,
      logger,
    },
    ledger.playoutEntries(playout.broadcastId),
  );
  const following = ledger.onAppended((entries) => lastGood.apply(entries));
  const routed = playout.state.subscribe(({ overlayRoute }) => overlayRoute !== undefined && standby.routeChanged());
  const slateSound = new SlateSound({
    playout: playout.state,
    obs: obs.state,
    microphones: audio,
    onProblem: (problem) => status.setProblem('slate', problem),
    logger,
  });
  const { prepareObs, backUp, ...seen } = surroundings;
  const readiness = new ReadinessDesk({
    desk,
    obsSceneName: (planned) => desk.preparation.obsSceneName(planned),
    audio: audio.state,
    meters: audio.meters,
    outputs,
    media,
    standby: standby.state,
    ...seen,
    mend: {
      scenes: prepareObs,
      overlay: prepareObs,
      slate: prepareObs,
      microphones: (actor) => audio.muteMicrophones(false, actor),
      backup: backUp,
    },
    clock,
  });
  return {
    standby,
    lastGood,
    readiness,
    dispose() {
      following.dispose();
      routed.dispose();
      slateSound.dispose();
      lastGood.dispose();
      standby.stop();
    },
  };
}
