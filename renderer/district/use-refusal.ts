/** What the receiver refuses as a sentence in the reader's language. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalCodeSchema } from '../../native/contract/refusal.ts';
import type { DistrictRefusal } from './receiver.ts';

export type Problem = DistrictRefusal | 'line';

/** `named` are values that this page knows better, such as the name of a file. */
export function useProblemSentence(): (problem: Problem, named?: Record<string, string>) => string {
  const { t } = useTranslation(['district', 'refusals']);
  return useCallback(
    (problem, named = {}) => {
      if (problem === 'line') return t('problem.line');
      const { error, message, context } = problem;
      if (error === 'not-allowed') return t('problem.locked');
      const code = refusalCodeSchema.safeParse(error);
      // Without the values the sentence would have holes; then the receiver's own words stand.
      return code.success && context ? t(code.data, { ns: 'refusals', ...context, ...named }) : message;
    },
    [t],
  );
}
