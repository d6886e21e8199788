/** A secret of a destination: it goes to the secret store and never comes back to the page. */
import { PasswordInput, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type DestinationType, isRobotType } from '../../../native/contract/upstream.ts';
import { robotAddresses } from './destination-draft.ts';
import { isolated } from './units.ts';
import styles from './upstream.module.css';

interface SecretFieldProps {
  name: 'secret' | 'login';
  type: DestinationType;
  /** Where the studio has one that an empty field keeps: in its secret store, or in an environment variable of this name. */
  kept: string | null;
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
  // These may be left out altogether, so nothing says whether there is one.
  const optional = what === 'login' || what === 'robotSecret';
  const keptWords =
    kept === 'store' ? t(optional ? 'form.keptIfAny' : 'form.kept') : t('form.keptInEnvironment', { variable: isolated(kept ?? '') });
  const shared = {
    size: 'sm' as const,
    name,
    dir: 'ltr' as const,
    label: t(`form.${what}`),
    description: kept === null ? t(robot ? `form.${what}Where.${type}` : `form.${what}Hint`) : keptWords,
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
