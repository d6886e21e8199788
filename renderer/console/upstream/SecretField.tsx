/** A secret of a destination: it goes to the secret store and never comes back to the page. */
import { PasswordInput, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type DestinationType, isRobotType } from '../../../native/contract/upstream.ts';
import { robotAddresses } from './destination-draft.ts';
import styles from './upstream.module.css';

interface SecretFieldProps {
  name: 'secret' | 'login';
  type: DestinationType;
  /** The studio has one; an empty field keeps it. */
  kept: boolean;
  value: string;
  error: string | undefined;
  onLeave(): void;
  onChange(value: string): void;
}

export function SecretField({ name, type, kept, value, error, onLeave, onChange }: SecretFieldProps) {
  const { t } = useTranslation('upstream');
  const { t: plan } = useTranslation('plan');
  const robot = isRobotType(type);
  const what = name === 'login' ? (robot ? 'robotAddress' : 'login') : robot ? 'robotSecret' : 'signingSecret';
  const shared = {
    size: 'sm' as const,
    name,
    dir: 'ltr' as const,
    label: t(`form.${what}`),
    description: kept ? t('form.kept') : t(robot ? `form.${what}Where.${type}` : `form.${what}Hint`),
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as ('label' | 'input' | 'description' | 'error')[],
    autoComplete: 'off',
    value,
    error,
    onBlur: onLeave,
  };
  // The text of a credentials file has many lines, which a password field would join.
  if (what === 'login')
    return (
      <Textarea
        {...shared}
        autosize
        minRows={1}
        maxRows={3}
        maxLength={8000}
        spellCheck={false}
        classNames={{ input: styles.masked }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return (
    <PasswordInput
      {...shared}
      maxLength={name === 'login' ? 1000 : 200}
      placeholder={robot ? (name === 'login' ? robotAddresses[type] : undefined) : 'whsec_…'}
      visibilityToggleButtonProps={{ 'aria-label': plan('secret.show'), tabIndex: 0 }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
