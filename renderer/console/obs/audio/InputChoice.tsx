/** Which inputs: those that the studio finds by itself, or the ones chosen here. */
import { Checkbox, SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import styles from './audio.module.css';

interface InputChoiceProps {
  label: string;
  hint: string;
  /** All inputs with sound. */
  inputNames: readonly string[];
  /** Null: found by the studio. */
  chosen: readonly string[] | null;
  /** What the studio finds. */
  found: readonly string[];
  disabled: boolean;
  onChange(chosen: string[] | null): void;
}

export function InputChoice({ label, hint, inputNames, chosen, found, disabled, onChange }: InputChoiceProps) {
  const { t } = useTranslation('audio');
  const names = chosen ?? found;
  // What was chosen and is not in this OBS stays chosen, and can be taken out.
  const all = [...inputNames, ...names.filter((name) => !inputNames.includes(name))];
  return (
    <fieldset className={styles.choice} disabled={disabled}>
      <legend>{label}</legend>
      <p className="dim">{hint}</p>
      <SegmentedControl
        size="xs"
        aria-label={label}
        disabled={disabled}
        value={chosen ? 'chosen' : 'found'}
        data={(['found', 'chosen'] as const).map((value) => ({ value, label: t(`choice.${value}`) }))}
        onChange={(value) => onChange(value === 'found' ? null : [...found])}
      />
      <div className={styles.choices}>
        {all.map((name) => (
          <Checkbox
            key={name}
            size="xs"
            label={<bdi>{name}</bdi>}
            checked={names.includes(name)}
            disabled={disabled || !chosen}
            onChange={() => onChange(names.includes(name) ? names.filter((other) => other !== name) : [...names, name])}
          />
        ))}
      </div>
    </fieldset>
  );
}
