/** A producer's override: why the law allows it, what proves it, the paper, and the producer's code, which is not kept on the page. */
import { Button, PasswordInput, Select, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exemptions, type Verdict } from '../../../native/contract/gate.ts';
import { useLink } from '../../client/hooks.ts';
import { useCommand, usePending } from '../use-command.ts';
import { EvidencePicker } from './EvidencePicker.tsx';
import styles from './gate.module.css';

/** As the contract asks. */
const LEAST_EVIDENCE = 4;

interface OverrideFormProps {
  verdict: Verdict;
  onOverridden(): void;
  onOutdated(): void;
  onCancel(): void;
}

export function OverrideForm({ verdict, onOverridden, onOutdated, onCancel }: OverrideFormProps) {
  const { t } = useTranslation('gate');
  const { t: words } = useTranslation('console');
  const run = useCommand();
  const open = useLink() === 'open';
  const pending = usePending('overrideFindings');
  const [exemption, setExemption] = useState<(typeof exemptions)[number] | null>(null);
  const [evidence, setEvidence] = useState('');
  const [evidenceId, setEvidenceId] = useState<string | null>(null);
  const [producerCode, setProducerCode] = useState('');
  const [tried, setTried] = useState(false);
  const tooShort = evidence.trim().length < LEAST_EVIDENCE;
  const override = async () => {
    setTried(true);
    if (exemption === null || tooShort || producerCode === '') return;
    const { subject, digest } = verdict;
    const done = await run('overrideFindings', {
      subject,
      digest,
      exemption,
      evidence: evidence.trim(),
      ...(evidenceId !== null && { evidenceId }),
      producerCode,
    });
    setProducerCode('');
    if (done) onOverridden();
    else onOutdated();
  };
  return (
    <form
      className={styles.override}
      aria-label={t('todo.override')}
      onSubmit={(event) => {
        event.preventDefault();
        void override();
      }}
    >
      <Select
        data-autofocus
        label={t('override.exemption')}
        placeholder={t('override.choose')}
        withAsterisk
        data={exemptions.map((each) => ({ value: each, label: t(`exemption.${each}`) }))}
        value={exemption}
        error={tried && exemption === null ? t('override.chooseOne') : undefined}
        onChange={setExemption}
      />
      <Textarea
        label={t('override.evidence')}
        description={t('override.evidenceHint')}
        withAsterisk
        dir="auto"
        autosize
        minRows={2}
        maxRows={5}
        maxLength={500}
        value={evidence}
        error={tried && tooShort ? t('override.evidenceShort') : undefined}
        onChange={(event) => setEvidence(event.currentTarget.value)}
      />
      <EvidencePicker label={t('override.paper')} value={evidenceId} onChange={setEvidenceId} />
      <PasswordInput
        label={t('override.code')}
        withAsterisk
        autoComplete="off"
        dir="ltr"
        maxLength={100}
        value={producerCode}
        error={tried && producerCode === '' ? t('override.codeMissing') : undefined}
        onChange={(event) => setProducerCode(event.currentTarget.value)}
      />
      <div className={styles.overrideButtons}>
        <Button type="submit" color="orange" disabled={!open} aria-busy={pending}>
          {t('override.submit')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {words('cancel')}
        </Button>
      </div>
    </form>
  );
}
