/** Commands of preparing OBS and taking it back. */
import { accepted } from '../../contract/refusal.ts';
import type { PreparationMemory } from '../../obs/preparation/memory.ts';
import type { ObsPreparation } from '../../obs/preparation/obs-preparation.ts';
import type { OverlayDelivery } from '../../playout/overlay-delivery.ts';
import type { HandlerTable } from '../command-handlers.ts';

export interface PreparationServices {
  /** Prepares and undoes together with the overlay's way into OBS. */
  delivery: OverlayDelivery;
  preparation: ObsPreparation;
  preparationMemory: PreparationMemory;
}

export function preparationCommands({
  delivery,
  preparation,
  preparationMemory,
}: PreparationServices): Pick<HandlerTable, 'compareObs' | 'prepareObs' | 'undoPreparation' | 'configurePreparation'> {
  return {
    compareObs: () => preparation.compare(),
    prepareObs: ({ comparisonId }, actor) => delivery.prepare(comparisonId, actor),
    undoPreparation: (_input, actor) => delivery.undo(actor),
    configurePreparation: async (changes) => {
      await preparationMemory.configure(changes);
      return accepted({});
    },
  };
}
