/** What the layout page edits: the placements that hold in the chosen scene and shape, with those that are only being tried. */
import { useState } from 'react';
import { placementFor } from '../../../../native/contract/default-placements.ts';
import {
  type LayerId,
  layerIds,
  type Layout,
  layoutIn,
  type Layouts,
  type Placement,
  type StageShape,
} from '../../../../native/contract/layout.ts';
import { useTopic } from '../../../client/hooks.ts';
import { useCommand } from '../../use-command.ts';

export type Placements = Readonly<Record<LayerId, Placement>>;
export type Direction = 'ltr' | 'rtl';
/** Whose placement holds. */
export type Origin = 'scene' | 'everywhere' | 'default';

export interface Place {
  /** Null stands for every scene. */
  sceneName: string | null;
  shape: StageShape;
}

interface Trial extends Place {
  layer: LayerId;
  placement: Placement;
  /** The layouts that were known when it was sent; null before. Once answered, newer ones take its place. */
  sentOn: Layouts | null;
  answered: boolean;
}

export interface LayoutEditing {
  placements: Placements;
  /** The layout of the chosen scene with what is being tried, as the overlay page takes it. */
  layout: Layout;
  originOf(layer: LayerId): Origin;
  /** What would hold without a placement of one's own here. */
  formerOf(layer: LayerId): Placement;
  /** Shows a placement on this page only. */
  attempt(layer: LayerId, placement: Placement): void;
  /** Sends a placement as one step and shows it until the studio tells its own. */
  commit(layer: LayerId, placement: Placement): void;
  giveUp(layer: LayerId): void;
  /** Gives these layers their former places back, in one step. */
  giveBack(layers: readonly LayerId[]): void;
}

export function useLayoutEditing(layouts: Layouts, { sceneName, shape }: Place, direction: Direction): LayoutEditing {
  const run = useCommand();
  const [trials, setTrials] = useState<readonly Trial[]>([]);
  const stands = (trial: Trial) => trial.sceneName === sceneName && trial.shape === shape && !(trial.answered && trial.sentOn !== layouts);
  const standing = trials.filter(stands);
  if (standing.length !== trials.length) setTrials(standing);

  const held = layoutIn(layouts, sceneName);
  const tried = Object.fromEntries(standing.map(({ layer, placement }) => [layer, placement]));
  const layout = standing.length > 0 ? { ...held, [shape]: { ...held[shape], ...tried } } : held;
  const everywhere = layouts.everywhere[shape];
  const own = sceneName !== null && Object.hasOwn(layouts.scenes, sceneName) ? layouts.scenes[sceneName]![shape] : {};
  const former: Layout = sceneName === null ? { ...layouts.everywhere, [shape]: {} } : layouts.everywhere;

  return {
    placements: Object.fromEntries(layerIds.map((layer) => [layer, placementFor(layout, shape, layer, direction)])) as Placements,
    layout,
    originOf: (layer) => (own[layer] ? 'scene' : everywhere[layer] ? 'everywhere' : 'default'),
    formerOf: (layer) => placementFor(former, shape, layer, direction),
    attempt: (layer, placement) =>
      setTrials((all) => [...withoutUnsent(all, layer), { sceneName, shape, layer, placement, sentOn: null, answered: false }]),
    giveUp: (layer) => setTrials((all) => withoutUnsent(all, layer)),
    commit(layer, placement) {
      if (differingFields(placement, placementFor(held, shape, layer, direction)).length === 0) {
        setTrials((all) => all.filter((trial) => trial.layer !== layer));
        return;
      }
      const sent: Trial = { sceneName, shape, layer, placement, sentOn: layouts, answered: false };
      setTrials((all) => [...all.filter((trial) => trial.layer !== layer), sent]);
      void run('placeLayers', { sceneName, shape, placements: { [layer]: placement } }).then((answer) =>
        setTrials((all) =>
          answer === null
            ? all.filter((trial) => trial !== sent)
            : all.map((trial) => (trial === sent ? { ...sent, answered: true } : trial)),
        ),
      );
    },
    giveBack(layers) {
      setTrials((all) => all.filter(({ layer }) => !layers.includes(layer)));
      void run('placeLayers', { sceneName, shape, placements: Object.fromEntries(layers.map((layer) => [layer, null])) });
    },
  };
}

/** What was sent stays until the studio tells its own, also beneath the next attempt. */
function withoutUnsent(trials: readonly Trial[], layer: LayerId): readonly Trial[] {
  return trials.filter((trial) => trial.layer !== layer || trial.sentOn !== null);
}

export function differingFields(one: Placement, other: Placement): readonly (keyof Placement)[] {
  return (Object.keys(one) as (keyof Placement)[]).filter((field) => one[field] !== other[field]);
}

/** The direction that viewers read in: default places follow it. */
export function useViewersDirection(): Direction {
  return useTopic('overlay')?.locale === 'ug' ? 'rtl' : 'ltr';
}
