/** Commands of sound: mutes, faders, talk-over and what raises alarms. */
import type { AudioDesk } from '../../obs/audio/audio-desk.ts';
import type { HandlerTable } from '../command-handlers.ts';

export function audioCommands(
  audio: AudioDesk,
): Pick<HandlerTable, 'setMute' | 'setVolume' | 'setMonitoring' | 'setTracks' | 'setTalkOver' | 'muteMicrophones' | 'configureAudio'> {
  return {
    setMute: ({ inputName, muted }, actor) => audio.setMute(inputName, muted, actor),
    setVolume: ({ inputName, volumeDb }) => audio.setVolume(inputName, volumeDb),
    setMonitoring: ({ inputName, monitoring }) => audio.setMonitoring(inputName, monitoring),
    setTracks: ({ inputName, tracks }) => audio.setTracks(inputName, tracks),
    setTalkOver: ({ active }) => audio.setTalkOver(active),
    muteMicrophones: ({ muted }, actor) => audio.muteMicrophones(muted, actor),
    configureAudio: (changes) => audio.configure(changes),
  };
}
