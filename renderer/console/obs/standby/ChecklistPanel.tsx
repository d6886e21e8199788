/** The checklist on its page: checked when asked for, with the time of the result. */
import { useTranslation } from 'react-i18next';
import { clockTime } from '../../../i18n/formats.ts';
import { Figure } from '../../../parts/Figure.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { DeskButton } from '../../DeskButton.tsx';
import { usePending } from '../../use-command.ts';
import { ChecklistView } from './ChecklistView.tsx';
import styles from './standby.module.css';
import { useChecklist } from './use-checklist.ts';

export function ChecklistPanel() {
  const { t } = useTranslation('safety');
  const { readiness, check, fix } = useChecklist();
  const running = usePending('checkReadiness');
  return (
    <Panel
      title={t('checklist.title')}
      className={styles.panel ?? ''}
      aside={readiness && <Figure className={styles.dim}>{clockTime(readiness.atMs)}</Figure>}
    >
      <div className={styles.body}>
        {readiness ? <ChecklistView items={readiness.items} onFix={(name) => void fix(name)} /> : <p>{t('checklist.intro')}</p>}
        <div className={styles.acts}>
          <DeskButton command="checkReadiness" variant={readiness ? 'default' : 'filled'} onPress={() => void check()}>
            {t(running ? 'checklist.running' : readiness ? 'checklist.again' : 'checklist.check')}
          </DeskButton>
        </div>
      </div>
    </Panel>
  );
}
