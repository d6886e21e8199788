/** Everything of the plan in which something was found, what would be stopped first; each can be decided here or mended where it stands. */
import { Badge, UnstyledButton } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { stopOf, subjectKey, type GateState, type Verdict } from '../../../../native/contract/gate.ts';
import { Panel } from '../../../parts/Panel.tsx';
import { Decision } from '../../gate/Decision.tsx';
import { FindingList, severityIcons } from '../../gate/FindingList.tsx';
import { SubjectName } from '../../gate/SubjectName.tsx';
import { useSubjectContent } from '../../gate/subject-content.ts';
import { useCommand } from '../../use-command.ts';
import styles from './gate-tab.module.css';

/** Blocked, to be confirmed, noted only, decided. */
function urgencyOf(verdict: Verdict): number {
  const stop = stopOf(verdict);
  if (stop !== null) return stop === 'block' ? 0 : 1;
  return verdict.decision === null ? 2 : 3;
}

export function StoppedPanel({ verdicts }: Pick<GateState, 'verdicts'>) {
  const { t } = useTranslation('gate');
  const [openedKey, setOpenedKey] = useState<string | null>(null);
  const found = Object.values(verdicts)
    .filter(({ severity }) => severity !== null)
    .sort((one, other) => urgencyOf(one) - urgencyOf(other));
  const countOf = (stop: 'block' | 'warn') => found.filter((verdict) => stopOf(verdict) === stop).length;
  return (
    <Panel
      title={t('stopped.title')}
      className={styles.stopped!}
      aside={
        <span className={styles.counts} role="status">
          {(['block', 'warn'] as const).map((stop) =>
            countOf(stop) > 0 ? (
              <Badge key={stop} variant={stop === 'block' ? 'filled' : 'outline'} color="orange" tt="none">
                {t(`stopped.${stop}`, { count: countOf(stop) })}
              </Badge>
            ) : null,
          )}
        </span>
      }
    >
      {found.length === 0 ? (
        <p className="dim">{t('stopped.none')}</p>
      ) : (
        <ul className={styles.stoppedList} tabIndex={0} aria-label={t('stopped.title')}>
          {found.map((verdict) => {
            const key = subjectKey(verdict.subject);
            return (
              <StoppedRow
                key={key}
                verdict={verdict}
                opened={key === openedKey}
                onToggle={() => setOpenedKey(key === openedKey ? null : key)}
              />
            );
          })}
        </ul>
      )}
    </Panel>
  );
}

function StoppedRow({ verdict, opened, onToggle }: { verdict: Verdict; opened: boolean; onToggle(): void }) {
  const { t } = useTranslation('gate');
  const run = useCommand();
  const contentOf = useSubjectContent();
  const { subject, severity, decision, digest } = verdict;
  const Icon = decision === null && severity !== null ? severityIcons[severity] : IconShieldCheck;
  return (
    <li data-stop={stopOf(verdict) ?? undefined}>
      <UnstyledButton className={styles.stoppedHead} aria-expanded={opened} onClick={onToggle}>
        <Icon size="1.15rem" role="img" aria-label={decision === null ? t(`severity.${severity}`) : t(`decision.${decision}`)} />
        <span>
          <SubjectName subject={subject} />
        </span>
        <bdi className="dim">
          {[...new Set(verdict.findings.map(({ found, rule }) => found || t(`ruleName.${rule}`, rule)))].join(' · ')}
        </bdi>
      </UnstyledButton>
      {opened && (
        <div className={styles.stoppedBody}>
          <FindingList findings={verdict.findings} textAt={(at) => contentOf(subject).textAt(at)} />
          <Decision
            verdict={verdict}
            byKey={false}
            onConfirm={() => void run('confirmFindings', { subject, digest })}
            onOverridden={onToggle}
            onOutdated={() => {}}
            onLeave={() => {}}
          />
        </div>
      )}
    </li>
  );
}
