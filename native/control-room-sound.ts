/** The sound of the control room, wired: what is on program tells it when alarms count, and the ledger what it did. */
import { z } from 'zod';
import type { EntryDraft } from './contract/entry.ts';
import type { Desk } from './desk.ts';
import type { Clock } from './kernel/clock.ts';
import type { Logger } from './kernel/logger.ts';
import { AudioDesk } from './obs/audio/audio-desk.ts';
import type { Storage } from './storage.ts';

interface SoundOptions {
  desk: Desk;
  storage: Storage;
  clock: Clock;
  logger: Logger;
}

export function openSound({ desk, storage, clock, logger }: SoundOptions): { audio: AudioDesk; dispose(): void } {
  const { ledger, obs, playout, rundown } = desk;
  const { settings } = storage;
  const audio = new AudioDesk({
    clock,
    logger,
    obs,
    settings: { load: (key) => settings.get(key, z.unknown()), save: (key, value) => settings.set(key, value) },
    onAir() {
      const { broadcast, slateHeld, segmentOnAir } = playout.state.get();
      const { segments } = rundown.state.get().rundown;
      const segment = segments.find(({ segmentId }) => segmentId === segmentOnAir?.segmentId);
      return {
        onAir: broadcast.phase === 'onAir',
        slateHeld: slateHeld !== null,
        guests: (segment?.guests ?? []).map(({ name }) => Object.values(name)),
      };
    },
    onFact(fact) {
      const draft = { ...fact, broadcastId: playout.broadcastId, atMs: Math.round(clock.nowMs()) } as EntryDraft;
      ledger
        .append([draft])
        .catch((error: unknown) => logger.error({ err: error, kind: fact.kind }, 'a fact of the sound could not be recorded'));
    },
  });
  const watching = [
    ...[playout.state, rundown.state].map((state) => state.subscribe(() => audio.onAirChanged())),
    obs.onSwitch((_to, before) => audio.tookOver(before?.sceneCollection ?? null)),
  ];
  return {
    audio,
    dispose() {
      for (const watch of watching) watch.dispose();
      audio.dispose();
    },
  };
}
