/** Studio mode, the transition with its length, and the press that brings preview to program. */
import { NativeSelect, NumberInput, Switch } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObsMirror } from '../../../../native/contract/obs.ts';
import { useLink } from '../../../client/hooks.ts';
import { DeskButton } from '../../DeskButton.tsx';
import { useCommand, usePending } from '../../use-command.ts';
import styles from './sources.module.css';

/** OBS takes no shorter and no longer one. */
const SHORTEST_MS = 50;
const LONGEST_MS = 20_000;
const STEP_MS = 50;

export function TransitionBar({ mirror }: { mirror: ObsMirror }) {
  const { t } = useTranslation('sources');
  const run = useCommand();
  const open = useLink() === 'open';
  const switching = usePending('setStudioMode');
  const { names, currentName, durationMs } = mirror.transition;
  return (
    <>
      <Switch
        className={styles.studioMode}
        checked={mirror.studioMode}
        disabled={!open || switching}
        label={t('transition.studioMode')}
        onChange={() => void run('setStudioMode', { enabled: !mirror.studioMode })}
      />
      <NativeSelect
        size="xs"
        label={t('transition.name')}
        data={names}
        value={currentName ?? ''}
        disabled={!open || names.length === 0}
        onChange={(event) => void run('setTransition', { name: event.currentTarget.value })}
      />
      {durationMs === null ? (
        <p className={`${styles.fixed} dim`}>{t('transition.fixed')}</p>
      ) : (
        <TransitionLength key={durationMs} durationMs={durationMs} disabled={!open} />
      )}
      {mirror.studioMode && (
        <DeskButton command="runTransition" onPress={() => void run('runTransition', {})} className={styles.run}>
          {t('transition.run')}
        </DeskButton>
      )}
    </>
  );
}

/** Made anew for each length that OBS has. Sent when the field is left or Enter is pressed, so that OBS does not get every digit. */
function TransitionLength({ durationMs, disabled }: { durationMs: number; disabled: boolean }) {
  const { t } = useTranslation('sources');
  const run = useCommand();
  const [typed, setTyped] = useState<number | string>(durationMs);
  const send = () => {
    const wanted = Number(typed);
    if (wanted >= SHORTEST_MS && wanted <= LONGEST_MS && wanted !== durationMs) void run('setTransition', { durationMs: wanted });
    else setTyped(durationMs);
  };
  return (
    <NumberInput
      size="xs"
      className={styles.length}
      label={t('transition.length')}
      value={typed}
      min={SHORTEST_MS}
      max={LONGEST_MS}
      step={STEP_MS}
      allowDecimal={false}
      hideControls
      disabled={disabled}
      onChange={setTyped}
      onBlur={send}
      onKeyDown={(event) => event.key === 'Enter' && send()}
    />
  );
}
