/** What raises alarms, which inputs are microphones, and what talk-over lowers. */
import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AudioConfig, AudioState } from '../../../../native/contract/audio.ts';
import { useLink } from '../../../client/hooks.ts';
import { Panel } from '../../../parts/Panel.tsx';
import { useCommand } from '../../use-command.ts';
import styles from './audio.module.css';
import { InputChoice } from './InputChoice.tsx';

export function AudioSettings({ audio, inputNames }: { audio: AudioState; inputNames: readonly string[] }) {
  const { t } = useTranslation('audio');
  const run = useCommand();
  const open = useLink() === 'open';
  const { config, microphones } = audio;
  const configure = (changes: Partial<AudioConfig>) => void run('configureAudio', changes);
  return (
    <Panel title={t('settings')} className={styles.settings!}>
      <Amount
        label={t('silence')}
        hint={t('silenceHint')}
        unit="s"
        value={config.silenceAfterMs / 1000}
        min={0}
        max={600}
        disabled={!open}
        onSet={(seconds) => configure({ silenceAfterMs: Math.round(seconds * 1000) })}
      />
      <Amount
        label={t('duck')}
        hint={t('duckHint')}
        unit="dB"
        value={config.duckDb}
        min={-60}
        max={0}
        disabled={!open}
        onSet={(duckDb) => configure({ duckDb })}
      />
      <InputChoice
        label={t('microphones')}
        hint={t('microphonesHint')}
        inputNames={inputNames}
        chosen={config.microphones}
        found={microphones}
        disabled={!open}
        onChange={(chosen) => configure({ microphones: chosen })}
      />
      <InputChoice
        label={t('ducked')}
        hint={t('duckedHint')}
        inputNames={inputNames}
        chosen={config.duckInputs}
        found={inputNames.filter((name) => !microphones.includes(name))}
        disabled={!open}
        onChange={(chosen) => configure({ duckInputs: chosen })}
      />
    </Panel>
  );
}

interface AmountProps {
  label: string;
  hint: string;
  unit: string;
  value: number;
  min: number;
  max: number;
  disabled: boolean;
  onSet(value: number): void;
}

/** Sent when the field is left or Enter is pressed, not with every digit. */
function Amount({ label, hint, unit, value, min, max, disabled, onSet }: AmountProps) {
  const [draft, setDraft] = useState<number | string | null>(null);
  const set = () => {
    const next = Number(draft);
    setDraft(null);
    if (draft !== null && draft !== '' && Number.isFinite(next) && next !== value) onSet(Math.min(max, Math.max(min, next)));
  };
  return (
    <NumberInput
      label={label}
      description={hint}
      suffix={` ${unit}`}
      size="sm"
      value={draft ?? value}
      min={min}
      max={max}
      disabled={disabled}
      onChange={setDraft}
      onBlur={set}
      onKeyDown={(event) => event.key === 'Enter' && set()}
    />
  );
}
