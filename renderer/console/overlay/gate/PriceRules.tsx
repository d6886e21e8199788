/** Prices: with how many days a struck price is compared, and how grave it is when unit or proof is missing. */
import { NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import styles from './gate-tab.module.css';
import type { RulesOf } from './rule-draft.ts';
import { SeveritySelect } from './SeveritySelect.tsx';

type Prices = RulesOf<'prices'>;

export function PriceRules({ rules, onChange }: { rules: Prices; onChange(rules: Prices): void }) {
  const { t } = useTranslation('gate');
  return (
    <div className={styles.fields}>
      <NumberInput
        size="xs"
        label={t('prices.days')}
        description={t('prices.daysHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        min={1}
        max={90}
        clampBehavior="strict"
        allowDecimal={false}
        value={rules.comparedDays}
        onChange={(days) => typeof days === 'number' && days >= 1 && onChange({ ...rules, comparedDays: days })}
      />
      {(['withoutUnit', 'struckWithoutProof', 'struckAboveProof'] as const).map((name) => (
        <SeveritySelect
          key={name}
          label={t(`prices.${name}`)}
          value={rules[name]}
          onChange={(severity) => onChange({ ...rules, [name]: severity })}
        />
      ))}
    </div>
  );
}
