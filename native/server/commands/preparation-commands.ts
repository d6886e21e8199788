/** Commands of preparing OBS and taking it back. */
import { refused } from '../../contract/refusal.ts';
import type { HandlerTable } from '../command-handlers.ts';

const notBuilt = async () => refused('internal');

export function preparationCommands(): Pick<HandlerTable, 'compareObs' | 'undoPreparation' | 'configurePreparation'> {
  return {
    compareObs: notBuilt,
    undoPreparation: notBuilt,
    configurePreparation: notBuilt,
  };
}
