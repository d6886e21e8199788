/** Commands of sound: mutes, faders, talk-over and what raises alarms. */
import { refused } from '../../contract/refusal.ts';
import type { HandlerTable } from '../command-handlers.ts';

const notBuilt = async () => refused('internal');

export function audioCommands(): Pick<
  HandlerTable,
  'setMute' | 'setVolume' | 'setMonitoring' | 'setTracks' | 'setTalkOver' | 'muteMicrophones' | 'configureAudio'
> {
  return {
    setMute: notBuilt,
    setVolume: notBuilt,
    setMonitoring: notBuilt,
    setTracks: notBuilt,
    setTalkOver: notBuilt,
    muteMicrophones: notBuilt,
    configureAudio: notBuilt,
  };
}
