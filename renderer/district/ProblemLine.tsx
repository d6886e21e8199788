/** Says why something was not answered, and lets it be asked again. */
import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import styles from './district.module.css';
import { type Problem, useProblemSentence } from './use-refusal.ts';

export function ProblemLine({ problem, onAgain }: { problem: Problem | null; onAgain?: () => void }) {
  const { t } = useTranslation('district');
  const sentence = useProblemSentence();
  if (problem === null) return null;
  return (
    <p className={styles.problem} role="status">
      <IconAlertTriangle size="1.1rem" aria-hidden />
      <span>{sentence(problem)}</span>
      {onAgain && (
        <Button size="compact-xs" variant="default" onClick={onAgain}>
          {t('again')}
        </Button>
      )}
    </p>
  );
}
