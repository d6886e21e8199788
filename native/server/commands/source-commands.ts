/** Commands of scenes, items, filters, transitions, profiles and media inputs of OBS. */
import { refused } from '../../contract/refusal.ts';
import type { HandlerTable } from '../command-handlers.ts';

const notBuilt = async () => refused('internal');

export function sourceCommands(): Pick<
  HandlerTable,
  'setSceneItem' | 'setSourceFilter' | 'setTransition' | 'runTransition' | 'setProfile' | 'setSceneCollection' | 'controlMediaInput'
> {
  return {
    setSceneItem: notBuilt,
    setSourceFilter: notBuilt,
    setTransition: notBuilt,
    runTransition: notBuilt,
    setProfile: notBuilt,
    setSceneCollection: notBuilt,
    controlMediaInput: notBuilt,
  };
}
