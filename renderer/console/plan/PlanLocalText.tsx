/** A text of the plan in three languages, saving itself while it is typed. */
import { locales, type Locale } from '../../../native/contract/text.ts';
import { LocaleInput } from './LocalTextInput.tsx';
import type { LocalFields } from './plan-field.ts';
import styles from './plan.module.css';
import type { RundownEdits } from './rundown-edits.ts';
import { usePlanField } from './use-rundown-edits.ts';

interface PlanLocalTextProps {
  edits: RundownEdits;
  fields: LocalFields;
  label: string;
}

export function PlanLocalText({ edits, fields, label }: PlanLocalTextProps) {
  return (
    <div className={styles.languages}>
      {locales.map((locale) => (
        <PlanLocaleInput key={locale} edits={edits} fields={fields} label={label} locale={locale} />
      ))}
    </div>
  );
}

function PlanLocaleInput({ edits, fields, label, locale }: PlanLocalTextProps & { locale: Locale }) {
  return <LocaleInput label={label} locale={locale} input={usePlanField(edits, fields[locale])} />;
}
