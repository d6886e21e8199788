/** What the gate found, as sentences in the reader's language. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../../native/contract/gate.ts';
import { money } from '../../i18n/formats.ts';
import { isolatedValues } from '../../i18n/isolated-values.ts';

/** Amounts in a finding's context carry their unit in their name, as everywhere. */
const AMOUNT = /Fen$/u;

/** A group that people have added has no sentence of its own; it goes by its name. */
export function useFindingSentence(): (finding: Pick<Finding, 'rule' | 'found' | 'context'>) => string {
  const { t, i18n } = useTranslation('gate');
  return useCallback(
    ({ rule, found, context }) => {
      const shown = Object.entries(context).map(([name, value]) => [
        name.replace(AMOUNT, ''),
        AMOUNT.test(name) && typeof value === 'number' ? money(value) : value,
      ]);
      const values = isolatedValues({ ...Object.fromEntries(shown), found, group: rule }, i18n.language);
      const own = `rule.${rule}`;
      return t(i18n.exists(own, { ns: 'gate' }) ? own : found === '' ? 'anyRule.whole' : 'anyRule.word', values);
    },
    [t, i18n],
  );
}
