/** Commands of stream, recording, replay buffer and virtual camera. */
import { refused } from '../../contract/refusal.ts';
import type { HandlerTable } from '../command-handlers.ts';

const notBuilt = async () => refused('internal');

export function outputCommands(): Pick<
  HandlerTable,
  | 'startReplayBuffer'
  | 'stopReplayBuffer'
  | 'saveReplay'
  | 'startVirtualCamera'
  | 'stopVirtualCamera'
  | 'pauseRecord'
  | 'resumeRecord'
  | 'splitRecord'
  | 'repairRecording'
  | 'recordWithBroadcast'
> {
  return {
    startReplayBuffer: notBuilt,
    stopReplayBuffer: notBuilt,
    saveReplay: notBuilt,
    startVirtualCamera: notBuilt,
    stopVirtualCamera: notBuilt,
    pauseRecord: notBuilt,
    resumeRecord: notBuilt,
    splitRecord: notBuilt,
    repairRecording: notBuilt,
    recordWithBroadcast: notBuilt,
  };
}
