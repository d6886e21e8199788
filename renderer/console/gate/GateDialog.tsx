/** A refused take: what was to go on air, what the gate found in it and what can be done; then the same command once more, by a press of its own. */
import { Button, Group, Modal } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { stopOf, type Verdict } from '../../../native/contract/gate.ts';
import { directionOf } from '../../../native/contract/text.ts';
import { useTopic } from '../../client/hooks.ts';
import { useLocale } from '../../i18n/LocaleProvider.tsx';
import { DeskButton } from '../DeskButton.tsx';
import { keyOf } from '../keys.ts';
import { useCommand, useRefusalSentence } from '../use-command.ts';
import { Decision } from './Decision.tsx';
import { FindingList } from './FindingList.tsx';
import styles from './gate.module.css';
import { type RefusedCommand, useRefusedCommand } from './refused-commands.ts';
import { SubjectName } from './SubjectName.tsx';
import { subjectOfKey, useSubjectContent } from './subject-content.ts';

export function GateDialog() {
  const { refused, answered } = useRefusedCommand();
  const { t } = useTranslation('gate');
  const { t: words } = useTranslation('console');
  // While the modal goes away it still shows what it showed.
  const [last, setLast] = useState(refused);
  if (refused !== null && refused !== last) setLast(refused);
  if (last === null) return null;
  return (
    <RefusedModal
      key={last.refusal.context['subject'] as string}
      opened={refused !== null}
      refused={last}
      title={t(last.refusal.code === 'gate-blocked' ? 'dialog.blocked' : 'dialog.warned')}
      closeLabel={words('close')}
      onClose={answered}
    />
  );
}

interface RefusedModalProps {
  opened: boolean;
  refused: RefusedCommand;
  title: string;
  closeLabel: string;
  onClose(): void;
}

function RefusedModal({ opened, refused, title, closeLabel, onClose }: RefusedModalProps) {
  const { t } = useTranslation('gate');
  const { t: words } = useTranslation('console');
  const direction = directionOf(useLocale().locale);
  const sentence = useRefusalSentence();
  const contentOf = useSubjectContent();
  const run = useCommand();
  const { subject, verdict, inspectAgain } = useInspected(String(refused.refusal.context['subject'] ?? ''));
  const [decided, setDecided] = useState<'confirmed' | 'overridden' | null>(null);
  const again = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (decided !== null) again.current?.querySelector('button')?.focus();
  }, [decided]);

  const stop = verdict ? stopOf(verdict) : null;
  const confirm = async () => {
    if (!verdict) return;
    if (await run('confirmFindings', { subject: verdict.subject, digest: verdict.digest })) setDecided('confirmed');
    else inspectAgain();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof Element && event.target.matches('input, textarea, select')) return;
    if (event.repeat || decided !== null || stop !== 'warn' || keyOf(event.nativeEvent, direction) !== 'c') return;
    event.preventDefault();
    void confirm();
  };

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size="xl"
      centered
      closeButtonProps={{ 'aria-label': closeLabel }}
      onKeyDown={onKeyDown}
    >
      <div className={styles.dialog} data-gate-dialog>
        {/* Not a button: whoever presses the key of the take twice must not have confirmed anything. */}
        <p className={styles.what} tabIndex={-1} data-autofocus>
          {t('dialog.what', { command: words(`commands.${refused.command}`) })}
          <strong>{subject ? <SubjectName subject={subject} /> : sentence(refused.refusal)}</strong>
        </p>
        {verdict && subject ? (
          <FindingList findings={verdict.findings} textAt={(at) => contentOf(subject).textAt(at)} />
        ) : (
          <p className={styles.what}>{sentence(refused.refusal)}</p>
        )}
        {decided === null ? (
          verdict && (
            <Decision
              verdict={verdict}
              onConfirm={() => void confirm()}
              onOverridden={() => setDecided('overridden')}
              onOutdated={inspectAgain}
              onLeave={onClose}
            />
          )
        ) : (
          <>
            <p className={styles.decided} role="status">
              <IconShieldCheck size="1.3rem" aria-hidden />
              {t(`dialog.${decided}`)}
            </p>
            <Group justify="flex-end" ref={again}>
              <DeskButton
                command={refused.command}
                color="teal"
                size="md"
                onPress={() => {
                  onClose();
                  void refused.again();
                }}
              >
                {t('dialog.again', { command: words(`commands.${refused.command}`) })}
              </DeskButton>
              <Button variant="default" size="md" onClick={onClose}>
                {words('close')}
              </Button>
            </Group>
          </>
        )}
      </div>
    </Modal>
  );
}

/** What the gate says of the subject now; what is known of it already is shown at once. */
function useInspected(key: string) {
  const run = useCommand();
  const known = useTopic('gate')?.verdicts[key] ?? null;
  const [inspected, setInspected] = useState<Verdict | null>(null);
  const subject = useMemo(() => subjectOfKey(key), [key]);
  useEffect(() => {
    if (subject) void run('inspect', { subject }).then((answer) => answer && setInspected(answer));
  }, [run, subject]);
  const inspectAgain = async () => {
    const answer = subject && (await run('inspect', { subject }));
    if (answer) setInspected(answer);
  };
  return { subject, verdict: inspected ?? known, inspectAgain: () => void inspectAgain() };
}
