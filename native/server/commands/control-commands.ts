/** Commands of keys, control surfaces and marks. */
import type { Playout } from '../../playout/playout.ts';
import type { HandlerTable } from '../command-handlers.ts';
import type { Controls } from '../controls.ts';

export function controlCommands(
  controls: Controls,
  playout: Pick<Playout, 'addMarker'>,
): Pick<HandlerTable, 'saveKeyMap' | 'renewActionToken' | 'setActionApi' | 'addMarker'> {
  return {
    saveKeyMap: ({ keyMap }) => controls.saveKeyMap(keyMap),
    renewActionToken: async () => controls.renewToken(),
    setActionApi: ({ enabled }) => controls.setApi(enabled),
    addMarker: ({ label }, actor) => playout.addMarker(label?.trim() || null, actor),
  };
}
