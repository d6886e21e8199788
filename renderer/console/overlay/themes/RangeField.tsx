/** A token that is a number: moved with the arrow keys or the pointer, its value beside it. */
import { useId } from 'react';
import styles from './themes.module.css';

interface RangeFieldProps {
  label: string;
  value: number;
  least: number;
  most: number;
  step: number;
  /** The value as it is read, with its unit. */
  said: string;
  onChange(value: number): void;
  /** The hand has left it: what comes next is another step. */
  onSettled(): void;
}

export function RangeField({ label, value, least, most, step, said, onChange, onSettled }: RangeFieldProps) {
  const id = useId();
  return (
    <div className={styles.range}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={least}
        max={most}
        step={step}
        value={value}
        aria-valuetext={said}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
        onPointerUp={onSettled}
        onBlur={onSettled}
      />
      <output htmlFor={id}>
        <bdi className="figure">{said}</bdi>
      </output>
    </div>
  );
}
