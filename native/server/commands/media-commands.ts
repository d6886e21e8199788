/** Commands of videos: describing, converting, removing. */
import { refused } from '../../contract/refusal.ts';
import type { HandlerTable } from '../command-handlers.ts';

const notBuilt = async () => refused('internal');

export function mediaCommands(): Pick<HandlerTable, 'describeMedia' | 'convertMedia' | 'cancelMedia' | 'removeMedia' | 'configureMedia'> {
  return {
    describeMedia: notBuilt,
    convertMedia: notBuilt,
    cancelMedia: notBuilt,
    removeMedia: notBuilt,
    configureMedia: notBuilt,
  };
}
