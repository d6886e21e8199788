/** A guest's signed consent, or a parent's: when it was signed, until when it holds, whether it is for replays too, and the paper. */
import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Consent } from '../../../native/contract/rundown.ts';
import { EvidencePicker } from '../gate/EvidencePicker.tsx';
import { useStudioNow } from '../studio-clock.ts';
import { DateField } from './DateField.tsx';
import { firstMomentOf, lastMomentOf, toDateField } from './duration-text.ts';
import styles from './plan.module.css';

interface ConsentFieldsProps {
  label: string;
  consent: Consent | undefined;
  locked: string | null;
  onChange(consent: Consent | undefined): void;
}

/** A suggestion; people write down what the paper says. */
const YEAR_MS = 365 * 24 * 3_600_000;

export function ConsentFields({ label, consent, locked, onChange }: ConsentFieldsProps) {
  const { t } = useTranslation('plan');
  const nowMs = useStudioNow();
  // What is typed stays, also while it is no day yet; only whole days are saved.
  const [typed, setTyped] = useState({ signed: toDateField(consent?.signedAtMs), until: toDateField(consent?.untilAtMs) });
  const [saved, setSaved] = useState(consent);
  if (consent !== saved) {
    setSaved(consent);
    setTyped({ signed: toDateField(consent?.signedAtMs), until: toDateField(consent?.untilAtMs) });
  }
  const type = (changes: Partial<typeof typed>) => {
    const next = { ...typed, ...changes };
    setTyped(next);
    const [signedAtMs, untilAtMs] = [firstMomentOf(next.signed), lastMomentOf(next.until)];
    if (consent && signedAtMs !== null && untilAtMs !== null) onChange({ ...consent, signedAtMs, untilAtMs });
  };
  const required = (value: string) => (firstMomentOf(value) === null ? t('problem.required') : undefined);
  return (
    <div className={styles.consent} role="group" aria-label={label}>
      <Checkbox
        size="xs"
        label={label}
        checked={consent !== undefined}
        disabled={locked !== null || nowMs === undefined}
        onChange={(event) => {
          if (!event.currentTarget.checked || nowMs === undefined) onChange(undefined);
          else
            onChange({
              signedAtMs: firstMomentOf(toDateField(nowMs)) ?? nowMs,
              untilAtMs: lastMomentOf(toDateField(nowMs + YEAR_MS)) ?? nowMs,
              replay: false,
            });
        }}
      />
      {consent && (
        <>
          <div className={styles.pair}>
            <DateField
              label={t('consent.signed')}
              required
              disabled={locked !== null}
              value={typed.signed}
              error={required(typed.signed)}
              onChange={(signed) => type({ signed })}
            />
            <DateField
              label={t('consent.until')}
              ends
              required
              disabled={locked !== null}
              value={typed.until}
              error={required(typed.until)}
              onChange={(until) => type({ until })}
            />
          </div>
          <Checkbox
            size="xs"
            label={t('consent.replay')}
            checked={consent.replay}
            disabled={locked !== null}
            onChange={(event) => onChange({ ...consent, replay: event.currentTarget.checked })}
          />
          <EvidencePicker
            size="xs"
            label={t('consent.paper')}
            disabled={locked !== null}
            value={consent.evidenceId ?? null}
            onChange={(evidenceId) => {
              const { evidenceId: _, ...rest } = consent;
              onChange(evidenceId === null ? rest : { ...rest, evidenceId });
            }}
          />
        </>
      )}
    </div>
  );
}
