/** How grave a rule is: blocks, warns or only notes. */
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { severities, type Severity } from '../../../../native/contract/gate.ts';

interface SeveritySelectProps {
  label: string;
  value: Severity;
  onChange(severity: Severity): void;
}

export function SeveritySelect({ label, value, onChange }: SeveritySelectProps) {
  const { t } = useTranslation('gate');
  return (
    <Select
      size="xs"
      label={label}
      allowDeselect={false}
      data={severities.toReversed().map((each) => ({ value: each, label: t(`severity.${each}`) }))}
      value={value}
      onChange={(next) => next && onChange(next)}
    />
  );
}
