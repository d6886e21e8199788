/** Commands of keys, control surfaces and marks. */
import { refused } from '../../contract/refusal.ts';
import type { HandlerTable } from '../command-handlers.ts';

const notBuilt = async () => refused('internal');

export function controlCommands(): Pick<HandlerTable, 'saveKeyMap' | 'renewActionToken' | 'setActionApi' | 'addMarker'> {
  return {
    saveKeyMap: notBuilt,
    renewActionToken: notBuilt,
    setActionApi: notBuilt,
    addMarker: notBuilt,
  };
}
