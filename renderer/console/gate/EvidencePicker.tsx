/** Chooses a paper that is kept already, or attaches a new one. */
import { Anchor, Button, FileButton, Progress, Select, Text } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLink, useTopic } from '../../client/hooks.ts';
import { day } from '../../i18n/formats.ts';
import { useRefusalSentence } from '../use-command.ts';
import styles from './gate.module.css';
import { PAPER_KINDS, paperAddress, sendEvidence, type SendingPaper } from './send-evidence.ts';

interface EvidencePickerProps {
  label: string;
  value: string | null;
  onChange(evidenceId: string | null): void;
  size?: 'xs' | 'sm';
  error?: string | undefined;
  disabled?: boolean;
}

export function EvidencePicker({ label, value, onChange, size = 'sm', error, disabled = false }: EvidencePickerProps) {
  const { t } = useTranslation('gate');
  const open = useLink() === 'open';
  const papers = useTopic('gate')?.evidence ?? [];
  const sending = useSending(onChange);
  const known = papers.map(({ evidenceId, fileName, addedAtMs }) => ({ value: evidenceId, label: `${fileName} · ${day(addedAtMs)}` }));
  // A paper just sent is known a moment before the topic tells of it.
  const data = value === null || papers.some(({ evidenceId }) => evidenceId === value) ? known : [...known, { value, label: value }];
  return (
    <div className={styles.papers}>
      <div className={styles.paperLine}>
        <Select
          size={size}
          label={label}
          placeholder={papers.length === 0 ? t('paper.none') : t('paper.choose')}
          data={data}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('paper.clear') }}
          nothingFoundMessage={t('paper.notFound')}
          disabled={disabled}
          value={value}
          error={error}
          onChange={onChange}
        />
        <FileButton accept={PAPER_KINDS} onChange={sending.send} resetRef={sending.resetRef}>
          {(props) => (
            <Button
              {...props}
              size={size}
              variant="default"
              leftSection={<IconPaperclip size={16} aria-hidden />}
              disabled={!open || disabled || sending.part !== null}
              aria-label={`${t('paper.attach')}: ${label}`}
            >
              {t('paper.attach')}
            </Button>
          )}
        </FileButton>
      </div>
      {sending.part !== null && (
        <div className={styles.sending} role="status">
          <Progress value={sending.part * 100} aria-label={t('paper.sending')} />
          <Button size="compact-xs" variant="subtle" color="gray" onClick={sending.cancel}>
            {t('paper.cancel')}
          </Button>
        </div>
      )}
      {sending.problem !== null && (
        <Text size="xs" className="warning" role="alert">
          {sending.problem}
        </Text>
      )}
      {value !== null && (
        <Anchor size="xs" href={paperAddress(value)} download>
          {t('paper.open')}
        </Anchor>
      )}
    </div>
  );
}

/** A paper on its way: how much of it has gone, and why it did not arrive. */
function useSending(onArrived: (evidenceId: string) => void) {
  const { t } = useTranslation('gate');
  const sentence = useRefusalSentence();
  const resetRef = useRef<() => void>(null);
  const under = useRef<SendingPaper | null>(null);
  const [part, setPart] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => () => under.current?.cancel(), []);
  return {
    part,
    problem,
    resetRef,
    cancel: () => under.current?.cancel(),
    send(file: File | null) {
      if (!file) return;
      // Else the same file could not be chosen again after it was mended.
      resetRef.current?.();
      setProblem(null);
      setPart(0);
      const sent = sendEvidence(file, setPart);
      under.current = sent;
      void sent.answer
        .then((answer) => {
          if (answer?.ok) onArrived(answer.value.evidenceId);
          else if (answer) setProblem(sentence(answer.refusal));
        })
        .catch(() => setProblem(t('paper.lost')))
        .finally(() => setPart(null));
    },
  };
}
