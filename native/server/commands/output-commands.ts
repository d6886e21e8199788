/** Commands of stream, recording, replay buffer and virtual camera. */
import { accepted, type Result } from '../../contract/refusal.ts';
import type { OutputCommands } from '../../obs/outputs/output-commands.ts';
import type { HandlerTable } from '../command-handlers.ts';

export interface OutputServices {
  outputs: OutputCommands;
  /** Why nothing may be sent to viewers now; null when it may. */
  noSending(): Result<never> | null;
  recordings: { repair(path: string): Promise<Result<{ path: string }>>; cancelRepair(path: string): Result<Record<string, never>> };
  /** Recording begins and ends with the broadcast from now on, or no longer. */
  setRecordWithBroadcast(enabled: boolean): Promise<void>;
}

export function outputCommands({
  outputs,
  noSending,
  recordings,
  setRecordWithBroadcast,
}: OutputServices): Pick<
  HandlerTable,
  | 'startStream'
  | 'stopStream'
  | 'startRecord'
  | 'stopRecord'
  | 'startReplayBuffer'
  | 'stopReplayBuffer'
  | 'saveReplay'
  | 'startVirtualCamera'
  | 'stopVirtualCamera'
  | 'pauseRecord'
  | 'resumeRecord'
  | 'splitRecord'
  | 'repairRecording'
  | 'cancelRepair'
  | 'recordWithBroadcast'
> {
  return {
    startStream: async () => noSending() ?? outputs.startStream(),
    stopStream: () => outputs.stopStream(),
    startRecord: () => outputs.startRecord(),
    stopRecord: () => outputs.stopRecord(),
    startReplayBuffer: () => outputs.startReplayBuffer(),
    stopReplayBuffer: () => outputs.stopReplayBuffer(),
    saveReplay: () => outputs.saveReplay(),
    startVirtualCamera: async () => noSending() ?? outputs.startVirtualCamera(),
    stopVirtualCamera: () => outputs.stopVirtualCamera(),
    pauseRecord: () => outputs.pauseRecord(),
    resumeRecord: () => outputs.resumeRecord(),
    splitRecord: () => outputs.splitRecord(),
    repairRecording: ({ path }) => recordings.repair(path),
    cancelRepair: async ({ path }) => recordings.cancelRepair(path),
    async recordWithBroadcast({ enabled }) {
      await setRecordWithBroadcast(enabled);
      return accepted({});
    },
  };
}
