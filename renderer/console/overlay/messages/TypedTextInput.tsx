/** The fields of one typed text in three languages, with what is wrong under each. */
import { useTranslation } from 'react-i18next';
import type { Locale } from '../../../../native/contract/text.ts';
import { FieldFindings } from '../../gate/FieldFindings.tsx';
import { LocalTextInput } from '../../plan/LocalTextInput.tsx';
import type { Problems, TypedText } from './message-forms.ts';

interface TypedTextInputProps {
  label: string;
  /** The path of the text in its form. */
  path: string;
  value: TypedText;
  required?: boolean;
  /** Only once somebody has tried to save. */
  problems: Problems | null;
  autoFocus?: boolean;
  onChange(value: TypedText): void;
}

export function TypedTextInput({ label, path, value, required = true, problems, autoFocus = false, onChange }: TypedTextInputProps) {
  const { t } = useTranslation('plan');
  const error = (locale: Locale) => {
    const problem = problems?.[`${path}.${locale}`];
    return problem && problem !== 'notTime' ? t(`problem.${problem}`) : undefined;
  };
  return (
    <div>
      <LocalTextInput
        label={label}
        required={required}
        input={(locale) => ({
          'data-field': `${path}.${locale}`,
          autoFocus: autoFocus && locale === 'zh-CN',
          value: value[locale],
          error: error(locale),
          onChange: (event) => onChange({ ...value, [locale]: event.currentTarget.value }),
        })}
      />
      <FieldFindings text={value} isFood />
    </div>
  );
}
