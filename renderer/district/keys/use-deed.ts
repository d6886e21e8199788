/** Something that the office asks the receiver to do: while it is under way nothing else is, and what failed is said. */
import { useState } from 'react';
import type { Answer } from '../receiver.ts';
import type { Problem } from '../use-refusal.ts';

export interface Deed {
  busy: boolean;
  problem: Problem | null;
  /** The answer, or null after the problem is shown. */
  run<T>(act: () => Promise<Answer<T>>): Promise<T | null>;
}

export function useDeed(): Deed {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return {
    busy,
    problem,
    async run(act) {
      setBusy(true);
      setProblem(null);
      try {
        const answer = await act();
        if (answer.ok) return answer.value;
        setProblem(answer.refusal);
      } catch {
        setProblem('line');
      } finally {
        setBusy(false);
      }
      return null;
    },
  };
}
