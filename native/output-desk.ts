/** The outputs of OBS joined to the ledger: what they do is on record, files belong to the broadcast, and recording can follow it. */
import { statfs } from 'node:fs/promises';
import { refused } from './contract/refusal.ts';
import type { Desk } from './desk.ts';
import type { Clock } from './kernel/clock.ts';
import { findFfmpeg } from './kernel/ffmpeg-programs.ts';
import type { Logger } from './kernel/logger.ts';
import { type OutputFact, runningRecording } from './obs/outputs/output-facts.ts';
import { Outputs } from './obs/outputs/outputs.ts';
import { Recordings } from './obs/outputs/recordings.ts';
import type { OutputServices } from './server/commands/output-commands.ts';

export interface OutputDesk {
  outputs: Outputs;
  /** What its commands act on. */
  services: OutputServices;
  stop(): Promise<void>;
}

export function openOutputs(options: {
  desk: Desk;
  environment: Record<string, string | undefined>;
  clock: Clock;
  logger: Logger;
}): OutputDesk {
  const { desk, environment, clock, logger } = options;
  const { ledger, obs, playout, status } = desk;
  const stored = ledger.playoutEntries(playout.broadcastId);
  // The broadcast that the running recording belongs to: its end is told there, even when the next broadcast has begun.
  let recordsFor = playout.broadcastId;
  const onFact = (fact: OutputFact) => {
    if (fact.kind === 'record.changed' && fact.body.active) recordsFor = playout.broadcastId;
    const broadcastId = fact.kind.startsWith('record.') ? recordsFor : playout.broadcastId;
    ledger
      .append([{ ...fact, broadcastId, actor: 'obs' }])
      .catch((error: unknown) => logger.error({ err: error, kind: fact.kind }, 'what an output did could not be recorded'));
  };
  const outputs = new Outputs({
    clock,
    logger,
    obs,
    recording: runningRecording(stored),
    onFact,
    freeBytes,
    onDisk: (problem) => status.setProblem('recordings', problem),
  });
  const recordings = new Recordings(
    {
      clock,
      logger,
      programs: findFfmpeg(environment),
      append: (draft) => ledger.append([draft]),
      filesLie: () => outputs.filesLie,
      onChange: (files) => outputs.showRecordings(files),
    },
    playout.broadcastId,
    stored,
  );
  const firstReady = obs.state.subscribe(({ connection }) => {
    if (connection?.state !== 'ready') return;
    firstReady.dispose();
    recordings.lookIntoLeft();
  });
  outputs.showRecordWithBroadcast(status.settings.recordWithBroadcast);

  /** That OBS may be in use by somebody else: nothing goes out through it, and no files are left on it unasked. */
  const rehearsesOnRealObs = () => playout.state.get().broadcast.rehearsal && !obs.state.get().connection.simulated;
  /** A refusal is told and on record, and never keeps the broadcast from going on air. */
  const follow = async (command: 'startRecord' | 'stopRecord') => {
    const answer = await outputs.commands[command]();
    if (!answer.ok) await playout.recordRefusal(command, answer.refusal, 'studio');
  };
  const watching = ledger.onAppended((entries) => {
    recordings.apply(entries);
    for (const { kind } of entries) {
      const follows = status.settings.recordWithBroadcast && !rehearsesOnRealObs();
      if (kind === 'broadcast.opened' && !follows) outputs.broadcastOpened();
      if (!follows) continue;
      const { turn } = outputs.state.get().record;
      if (kind === 'broadcast.started') void follow('startRecord').catch(fail);
      if (kind === 'broadcast.ended' && turn !== 'off' && turn !== 'stopping') void follow('stopRecord').catch(fail);
    }
  });
  const fail = (error: unknown) => logger.error({ err: error }, 'recording could not follow the broadcast');

  return {
    outputs,
    services: {
      outputs: outputs.commands,
      noSending() {
        return rehearsesOnRealObs() ? refused('rehearsal-stays-inside') : null;
      },
      recordings,
      async setRecordWithBroadcast(recordWithBroadcast) {
        await status.configure({ recordWithBroadcast });
        outputs.showRecordWithBroadcast(recordWithBroadcast);
      },
    },
    async stop() {
      firstReady.dispose();
      watching.dispose();
      outputs.dispose();
      await recordings.stop();
    },
  };
}

/** A folder that is gone, or of a disk that does not answer, has no room to tell. */
async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
