/** The result of the checklist: what fails first, each with its reason and its remedy; what is in order in one line. */
import { Anchor } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconEye, IconQuestionMark } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ReadinessCheck, ReadinessItem } from '../../../../native/contract/readiness.ts';
import { isolatedValues } from '../../../i18n/isolated-values.ts';
import { DeskButton } from '../../DeskButton.tsx';
import { addressOf } from '../../routes.ts';
import { useRefusalSentence } from '../../use-command.ts';
import styles from './standby.module.css';

const shown = ['failed', 'warning', 'unknown'] as const;
const icons = { failed: IconAlertTriangle, warning: IconEye, unknown: IconQuestionMark };

interface ChecklistViewProps {
  items: readonly ReadinessItem[];
  onFix(check: ReadinessCheck): void;
  /** Called when a link to another page is followed. */
  onLeave?(): void;
}

export function ChecklistView({ items, onFix, onLeave }: ChecklistViewProps) {
  const { t } = useTranslation('safety');
  const count = (verdict: ReadinessItem['verdict']) => items.filter((item) => item.verdict === verdict).length;
  const good = items.filter(({ verdict }) => verdict === 'good');
  const [failed, warnings] = [count('failed'), count('warning')];
  return (
    <div className={styles.checklist}>
      <p className={styles.sum} role="status">
        {failed === 0 && warnings === 0 && (
          <>
            <IconCircleCheck size="1.3rem" aria-hidden className={styles.good} /> {t('checklist.allGood')}
          </>
        )}
        {failed > 0 && <span className={styles.failed}>{t('checklist.sumFailed', { count: failed })}</span>}
        {warnings > 0 && <span className={styles.warning}>{t('checklist.sumWarnings', { count: warnings })}</span>}
      </p>
      <ul className={styles.rows}>
        {shown.flatMap((verdict) =>
          items
            .filter((item) => item.verdict === verdict)
            .map((item) => <Row key={item.check} item={item} onFix={onFix} onLeave={onLeave} />),
        )}
      </ul>
      {good.length > 0 && (
        <p className={styles.goodOnes}>
          <IconCircleCheck size="1rem" aria-hidden className={styles.good} />
          <span>{t('checklist.goodOnes', { names: good.map(({ check }) => t(`checklist.name.${check}`)).join(' · ') })}</span>
        </p>
      )}
    </div>
  );
}

function Row({ item, onFix, onLeave }: { item: ReadinessItem } & Pick<ChecklistViewProps, 'onFix' | 'onLeave'>) {
  const { t, i18n } = useTranslation('safety');
  const sentence = useRefusalSentence();
  const { check, verdict, say, values, problem, fixable, page } = item;
  if (verdict === 'good' || verdict === 'notNeeded') return null;
  const Icon = icons[verdict];
  return (
    <li data-verdict={verdict}>
      <Icon size="1.2rem" className={styles[verdict]} role="img" aria-label={t(`checklist.verdict.${verdict}`)} />
      <strong>{t(`checklist.name.${check}`)}</strong>
      <div>
        <span>{t(`readiness.${check}.${say}`, isolatedValues(values, i18n.language))}</span>
        {problem && <small>{sentence(problem)}</small>}
      </div>
      {fixable ? (
        <DeskButton
          command="fixReadiness"
          size="xs"
          variant="light"
          onPress={() => onFix(check)}
          label={`${t('checklist.fix')}: ${t(`checklist.name.${check}`)}`}
        >
          {t('checklist.fix')}
        </DeskButton>
      ) : (
        page && (
          <Anchor href={addressOf(page, page === 'overlay' ? 'gate' : undefined)} onClick={onLeave} size="sm">
            {t(`checklist.open.${page}`)}
          </Anchor>
        )
      )}
    </li>
  );
}
