/** The comparison of OBS with the plan, and the button that does what it says. */
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Refusal } from '../../../../native/contract/refusal.ts';
import { useTopic } from '../../../client/hooks.ts';
import { Figure } from '../../../parts/Figure.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { DeskButton } from '../../DeskButton.tsx';
import { useCommand, useRefusalSentence } from '../../use-command.ts';
import { DifferenceList } from './DifferenceList.tsx';
import styles from './preparation.module.css';
import type { Comparing } from './use-comparison.ts';

export function ComparisonPanel({ comparison, isOutdated, compare }: Comparing) {
  const { t } = useTranslation('preparation');
  const run = useCommand();
  const progress = useTopic('preparation')?.progress ?? null;
  const changes = comparison?.differences.length ?? 0;
  const prepare = async () => {
    if (!comparison) return;
    await run('prepareObs', { comparisonId: comparison.comparisonId });
    compare();
  };
  return (
    <Panel
      title={t('title')}
      className={styles.comparison!}
      aside={
        <span className={styles.buttons}>
          <DeskButton command="compareObs" size="xs" variant="default" onPress={compare}>
            {t('compare')}
          </DeskButton>
          <DeskButton
            command="prepareObs"
            size="xs"
            disabled={changes === 0 || progress !== null || isOutdated}
            hint={t('prepareHint')}
            onPress={() => void prepare()}
          >
            {changes > 0 ? t('prepareCount', { changes }) : t('prepare')}
          </DeskButton>
        </span>
      }
    >
      <div className={styles.comparisonBody} role="status" aria-busy={isOutdated}>
        {progress && (
          <p className={styles.progress}>
            <progress max={progress.total} value={progress.done} aria-label={t('preparing')} />
            {t('preparing')}{' '}
            <Figure>
              {progress.done} / {progress.total}
            </Figure>
          </p>
        )}
        {!comparison && <p className="dim">{t(isOutdated ? 'comparing' : 'notCompared')}</p>}
        {comparison && (
          <>
            <p className={changes === 0 ? styles.well : undefined}>
              {changes === 0 && <IconCircleCheck size="1.1rem" aria-hidden />}
              {changes === 0 ? t('nothingToDo') : t('toDo', { changes })}
            </p>
            <p className="dim">
              {t('right', { right: comparison.rightCount })} {t('untouched', comparison.untouched)}
            </p>
            <p className="dim">
              {t('canvas')}{' '}
              <Figure>
                {comparison.canvas.width} × {comparison.canvas.height}
              </Figure>
              {t('separator')}
              {t(`route.${comparison.route}`)}
            </p>
          </>
        )}
      </div>
      {comparison && comparison.limits.length > 0 && <Limits limits={comparison.limits} />}
      {comparison && changes > 0 && <DifferenceList differences={comparison.differences} />}
    </Panel>
  );
}

function Limits({ limits }: { limits: readonly Refusal[] }) {
  const { t } = useTranslation('preparation');
  const sentence = useRefusalSentence();
  return (
    <ul className={styles.limits} aria-label={t('limits')}>
      {limits.map((limit) => (
        <li key={`${limit.code} ${JSON.stringify(limit.context)}`}>
          <IconAlertTriangle size="1rem" aria-hidden />
          <span>{sentence(limit)}</span>
        </li>
      ))}
    </ul>
  );
}
