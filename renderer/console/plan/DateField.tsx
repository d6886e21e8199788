/** A day in China; one until which something holds says in amber when it is past. */
import { Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useStudioNow } from '../studio-clock.ts';
import { lastMomentOf } from './duration-text.ts';

interface DateFieldProps {
  label: string;
  value: string;
  /** Something holds only until this day. */
  ends?: boolean;
  required?: boolean;
  disabled?: boolean;
  error?: string | undefined;
  onChange(value: string): void;
}

export function DateField({ label, value, ends = false, required = false, disabled = false, error, onChange }: DateFieldProps) {
  const { t } = useTranslation('plan');
  const nowMs = useStudioNow();
  const lastMs = ends ? lastMomentOf(value) : null;
  const expired = lastMs !== null && nowMs !== undefined && lastMs < nowMs;
  return (
    <TextInput
      size="xs"
      type="date"
      dir="ltr"
      label={label}
      withAsterisk={required}
      disabled={disabled}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={
        error ??
        (expired ? (
          <Text span size="xs" className="warning" data-expired>
            {t('field.expired')}
          </Text>
        ) : undefined)
      }
    />
  );
}
