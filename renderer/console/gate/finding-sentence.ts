/** What the gate found, as sentences in the reader's language. */
import type { TFunction } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../../native/contract/gate.ts';
import { day, money } from '../../i18n/formats.ts';
import { isolatedValues } from '../../i18n/isolated-values.ts';

/** Amounts, times and classes in a finding's context carry what they are in their name, as everywhere. */
function shownValue(name: string, value: string | number, t: TFunction): [string, string | number] {
  if (name.endsWith('Fen') && typeof value === 'number') return [name.slice(0, -3), money(value)];
  if (name.endsWith('AtMs') && typeof value === 'number') return [name.slice(0, -4), day(value)];
  if (name === 'guestClass') return [name, t(`guestClass.${value}`, { ns: 'plan' })];
  return [name, name === 'certificate' ? t(`certificateKind.${value}`, { ns: 'plan', defaultValue: String(value) }) : value];
}

/** A group that people have added has no sentence of its own; it goes by its name. */
export function useFindingSentence(): (finding: Pick<Finding, 'rule' | 'found' | 'context'>) => string {
  const { t, i18n } = useTranslation('gate');
  return useCallback(
    ({ rule, found, context }) => {
      const shown = Object.entries(context).map(([name, value]) => shownValue(name, value, t));
      const values = isolatedValues({ ...Object.fromEntries(shown), found, group: rule }, i18n.language);
      const own = `rule.${rule}`;
      return t(i18n.exists(own, { ns: 'gate' }) ? own : found === '' ? 'anyRule.whole' : 'anyRule.word', values);
    },
    [t, i18n],
  );
}
