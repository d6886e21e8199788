/** The newest comparison of OBS with the plan; made anew whenever the plan, the set-up or OBS's scenes change. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { PreparationComparison } from '../../../../native/contract/preparation.ts';
import { useLink, useTopic } from '../../../client/hooks.ts';
import { useCommand } from '../../use-command.ts';

/** Changes come in bursts: a scene that is made changes the list of scenes several times. */
const CALM_MS = 300;

export interface Comparing {
  comparison: PreparationComparison | null;
  /** What it was made from has changed; a newer one is on its way. */
  isOutdated: boolean;
  compare(): void;
}

export function useComparison(isReady: boolean): Comparing {
  const run = useCommand();
  const open = useLink() === 'open';
  const [compared, setCompared] = useState<{ basis: string; comparison: PreparationComparison | null } | null>(null);
  const newest = useRef(0);
  const mirror = useTopic('obs')?.mirror;
  const preparation = useTopic('preparation');
  const studio = useTopic('studio');
  const version = useTopic('rundown')?.version;
  const canCompare = isReady && open;
  const isPreparing = Boolean(preparation?.progress);

  const compareFor = useCallback(
    (basis: string) => {
      newest.current += 1;
      const turn = newest.current;
      void run('compareObs', {}).then((comparison) => {
        // An older answer must not take the place of a newer one.
        if (turn === newest.current) setCompared({ basis, comparison });
      });
    },
    [run],
  );

  const basis = JSON.stringify([
    mirror?.sceneCollection,
    mirror?.sceneNames,
    mirror?.canvas,
    mirror?.programSceneName,
    preparation?.config,
    preparation?.made.length,
    version,
    studio?.holdSceneName,
    studio?.backSoonSceneName,
  ]);
  useEffect(() => {
    if (!canCompare || isPreparing) return undefined;
    const timer = setTimeout(() => compareFor(basis), CALM_MS);
    return () => clearTimeout(timer);
  }, [canCompare, isPreparing, basis, compareFor]);

  return {
    comparison: canCompare ? (compared?.comparison ?? null) : null,
    isOutdated: compared?.basis !== basis,
    compare: () => compareFor(basis),
  };
}
