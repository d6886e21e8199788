/** Says beside something of the plan whether the gate would stop it, and why, on hover and to screen readers. */
import { Tooltip } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { stopOf } from '../../../native/contract/gate.ts';
import { severityIcons } from './FindingList.tsx';
import { useFindingSentence } from './finding-sentence.ts';
import styles from './gate.module.css';
import { useVerdicts } from './use-verdict.ts';

/** Reasons that are read in a glance; the rest is on the page of the gate. */
const SHOWN = 3;

/** `subjects` are keys by `subjectKey`; the worst of them is shown. Nothing found shows nothing. */
export function GateBadge({ subjects }: { subjects: readonly string[] }) {
  const { t } = useTranslation('gate');
  const sentence = useFindingSentence();
  const verdicts = useVerdicts(subjects).filter(({ severity }) => severity !== null);
  const stopped = verdicts.find((verdict) => stopOf(verdict) === 'block') ?? verdicts.find((verdict) => stopOf(verdict) !== null);
  const shown = stopped ?? verdicts[0];
  if (!shown?.severity) return null;
  const look = stopOf(shown) ?? (shown.decision === null ? 'note' : 'decided');
  const Icon = look === 'decided' ? IconShieldCheck : severityIcons[look];
  const head = shown.decision === null ? t(`badge.${look}`) : t(`decision.${shown.decision}`);
  const reasons = shown.findings.slice(0, SHOWN).map((finding) => sentence(finding));
  const more = shown.findings.length > SHOWN ? ' …' : '';
  const words = `${head} ${reasons.join(' ')}${more}`;
  return (
    <Tooltip label={words} multiline maw={360} withinPortal>
      <span className={styles.badge} data-gate={look} role="img" aria-label={words}>
        <Icon size="1em" aria-hidden />
      </span>
    </Tooltip>
  );
}
