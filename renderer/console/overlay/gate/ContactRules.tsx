/** What would lead buyers elsewhere or show a person's data: how grave each kind is, words to look for, and what is no such thing. */
import { Fieldset } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import styles from './gate-tab.module.css';
import type { RulesOf } from './rule-draft.ts';
import { SeveritySelect } from './SeveritySelect.tsx';
import { WordList } from './WordList.tsx';

type Contacts = RulesOf<'contacts'>;

export function ContactRules({ rules, onChange }: { rules: Contacts; onChange(rules: Contacts): void }) {
  const { t } = useTranslation('gate');
  return (
    <>
      <div className={styles.fields}>
        {(['phones', 'links', 'addresses', 'codes'] as const).map((name) => (
          <SeveritySelect
            key={name}
            label={t(`contacts.${name}`)}
            value={rules[name]}
            onChange={(severity) => onChange({ ...rules, [name]: severity })}
          />
        ))}
      </div>
      {(['words', 'allowed'] as const).map((name) => (
        <Fieldset key={name} legend={t(`contacts.${name}`)} className={styles.fieldset}>
          <WordList label={t(`contacts.${name}`)} words={rules[name]} onChange={(words) => onChange({ ...rules, [name]: words })} />
        </Fieldset>
      ))}
    </>
  );
}
