/** What the plan needs in OBS, what is missing, and what the studio made. */
import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../../client/hooks.ts';
import { addressOf } from '../../routes.ts';
import { ComparisonPanel } from './ComparisonPanel.tsx';
import styles from './preparation.module.css';
import { SceneMapPanel } from './SceneMapPanel.tsx';
import { SetUpPanel } from './SetUpPanel.tsx';
import { UndoPanel } from './UndoPanel.tsx';
import { useComparison } from './use-comparison.ts';

export function PreparationTab() {
  const { t } = useTranslation('preparation');
  const obs = useTopic('obs');
  const config = useTopic('preparation')?.config;
  const segments = useTopic('rundown')?.rundown.segments;
  const isReady = obs?.mirror !== null && obs?.mirror !== undefined;
  const comparing = useComparison(isReady);
  if (!obs || !config) return <p className="dim">{t('comparing')}</p>;
  return (
    <div className={styles.tab}>
      <div className={styles.side}>
        {isReady ? (
          <>
            {segments?.length === 0 && (
              <p className={styles.emptyPlan}>
                {t('emptyPlan')} <Anchor href={addressOf('rundown')}>{t('toRundown')}</Anchor>
              </p>
            )}
            <ComparisonPanel {...comparing} />
          </>
        ) : (
          <section className={styles.empty}>
            <h2>{t('away.title')}</h2>
            <p>{t('away.text')}</p>
            <Anchor href={addressOf('settings')}>{t('away.connect')}</Anchor>
          </section>
        )}
      </div>
      <div className={styles.side}>
        {comparing.comparison && <UndoPanel undo={comparing.comparison.undo} onUndone={comparing.compare} />}
        <SetUpPanel config={config} />
        <SceneMapPanel config={config} />
      </div>
    </div>
  );
}
