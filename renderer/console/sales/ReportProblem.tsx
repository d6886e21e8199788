/** Says why a report has no answer, or only an old one, and lets it be asked again. */
import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ReportState } from '../../client/report-watch.ts';
import { useRefusalSentence } from '../use-command.ts';
import styles from './sales.module.css';

interface ReportProblemProps {
  report: Pick<ReportState<unknown>, 'value' | 'problem' | 'asking'>;
  onAgain(): void;
}

export function ReportProblem({ report, onAgain }: ReportProblemProps) {
  const { t } = useTranslation('sales');
  const sentence = useRefusalSentence();
  const { problem, asking, value } = report;
  if (problem === null) return null;
  return (
    <p className={styles.problem} role="status">
      <IconAlertTriangle size="1.1rem" aria-hidden />
      <span>
        {problem === 'line' ? t('report.line') : sentence(problem)} {value !== undefined && t('report.old')}
      </span>
      <Button size="compact-xs" variant="default" loading={asking} onClick={onAgain}>
        {t('report.again')}
      </Button>
    </p>
  );
}
