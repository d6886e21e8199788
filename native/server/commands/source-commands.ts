/** Commands of scenes, items, filters, transitions, profiles and media inputs of OBS. */
import type { SourceDesk } from '../../obs/source-desk.ts';
import type { HandlerTable } from '../command-handlers.ts';

export function sourceCommands(
  sources: SourceDesk,
): Pick<
  HandlerTable,
  'setSceneItem' | 'setSourceFilter' | 'setTransition' | 'runTransition' | 'setProfile' | 'setSceneCollection' | 'controlMediaInput'
> {
  return {
    setSceneItem: (input) => sources.setSceneItem(input),
    setSourceFilter: (input) => sources.setSourceFilter(input),
    setTransition: (input) => sources.setTransition(input),
    runTransition: () => sources.runTransition(),
    setProfile: (input) => sources.setProfile(input),
    setSceneCollection: (input) => sources.setSceneCollection(input),
    controlMediaInput: (input) => sources.controlMediaInput(input),
  };
}
