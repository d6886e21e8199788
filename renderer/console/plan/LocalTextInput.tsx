/** One text in three languages: three fields side by side, each in its own reading direction. */
import { TextInput, type TextInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { directionOf, locales, type Locale } from '../../../native/contract/text.ts';
import styles from './plan.module.css';

interface LocaleInputProps {
  label: string;
  locale: Locale;
  /** False where the whole text may be left out. */
  required?: boolean;
  /** Props of the field itself: value, error, handlers. */
  input: TextInputProps & { 'data-field'?: string };
}

/** The field of one language. */
export function LocaleInput({ label, locale, required = true, input }: LocaleInputProps) {
  const { t } = useTranslation('plan');
  return (
    <TextInput
      size="xs"
      label={t('field.inLanguage', { label, language: t(`language.${locale}`) })}
      withAsterisk={required && locale === 'zh-CN'}
      maxLength={200}
      {...input}
      lang={locale}
      dir={directionOf(locale)}
    />
  );
}

interface LocalTextInputProps extends Pick<LocaleInputProps, 'label' | 'required'> {
  input: (locale: Locale) => TextInputProps & { 'data-field'?: string };
}

/** For forms that keep their values themselves. */
export function LocalTextInput({ label, required, input }: LocalTextInputProps) {
  return (
    <div className={styles.languages}>
      {locales.map((locale) => (
        <LocaleInput key={locale} label={label} locale={locale} required={required} input={input(locale)} />
      ))}
    </div>
  );
}
