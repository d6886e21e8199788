/** The checklist as the host answers it: asked for, mended item by item, and summed up. */
import { useCallback, useState } from 'react';
import type { Readiness, ReadinessCheck } from '../../../../native/contract/readiness.ts';
import { useCommand } from '../../use-command.ts';

export interface ChecklistControl {
  readiness: Readiness | null;
  /** Null when it could not be checked; the operator has been told why. */
  check(): Promise<Readiness | null>;
  fix(check: ReadinessCheck): Promise<void>;
}

export function useChecklist(): ChecklistControl {
  const run = useCommand();
  const [readiness, setReadiness] = useState<Readiness | null>(null);
  const check = useCallback(async () => {
    const answer = await run('checkReadiness', {});
    setReadiness(answer);
    return answer;
  }, [run]);
  const fix = useCallback(
    async (name: ReadinessCheck) => {
      const mended = await run('fixReadiness', { check: name });
      // One act may mend several: what was prepared for one is there for the others.
      if (mended) await check();
    },
    [run, check],
  );
  return { readiness, check, fix };
}

/** Nothing fails and nothing is to be looked at; what cannot be told from here is no reason to ask. */
export function isAllGood({ items }: Readiness): boolean {
  return items.every(({ verdict }) => verdict !== 'failed' && verdict !== 'warning');
}
