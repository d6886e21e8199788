/** The password of an OBS: it goes to the secret store and is never shown again. */
import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface ObsPasswordFieldProps {
  label: string;
  description: string | undefined;
  password: string;
  onPassword: (password: string) => void;
}

export function ObsPasswordField({ label, description, password, onPassword }: ObsPasswordFieldProps) {
  const { t } = useTranslation('plan');
  return (
    <PasswordInput
      size="sm"
      dir="ltr"
      label={label}
      description={description}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      autoComplete="off"
      maxLength={200}
      value={password}
      visibilityToggleButtonProps={{ 'aria-label': t('secret.show'), tabIndex: 0 }}
      onChange={(event) => onPassword(event.currentTarget.value)}
    />
  );
}
