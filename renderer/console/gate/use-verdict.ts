/** One subject's verdict out of all, so that a page with many of them draws only what changed. */
import { useSyncExternalStore } from 'react';
import type { Severity, Verdict } from '../../../native/contract/gate.ts';
import { useStudioClient } from '../../client/hooks.ts';

const order: readonly (Severity | null)[] = ['block', 'warn', 'note', null];

/** The verdicts of these subjects (keys by `subjectKey`) in which something was found, the worst first. */
export function useVerdicts(keys: readonly string[]): readonly Verdict[] {
  const topic = useStudioClient().topic('gate');
  // One text stands for the list, because a list made anew at each look would draw for ever.
  const chosen = useSyncExternalStore(topic.subscribe, () => {
    const verdicts = topic.get()?.verdicts ?? {};
    return JSON.stringify(keys.flatMap((key) => verdicts[key] ?? []));
  });
  const found = JSON.parse(chosen) as Verdict[];
  return found.sort((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
}
