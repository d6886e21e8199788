/** The second OBS with the one key that makes it count, and the checklist before going live. */
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../../client/hooks.ts';
import { Panel } from '../../../parts/Panel.tsx';
import { ChecklistPanel } from './ChecklistPanel.tsx';
import { StandbyForm } from './StandbyForm.tsx';
import { StandbyView } from './StandbyView.tsx';
import styles from './standby.module.css';

export function StandbyTab() {
  const { t } = useTranslation('safety');
  const standby = useTopic('standby');
  if (!standby) return <div aria-busy="true" />;
  const { config } = standby;
  return (
    <div className={styles.page}>
      <Panel title={t('standby.title')} className={styles.panel ?? ''}>
        <div className={styles.body}>
          {config ? <StandbyView standby={standby} /> : <p>{t('standby.intro')}</p>}
          {config ? (
            <details className={styles.setup}>
              <summary>{t('standby.setup')}</summary>
              <StandbyForm key={JSON.stringify(config)} config={config} />
            </details>
          ) : (
            <StandbyForm key="none" config={null} />
          )}
        </div>
      </Panel>
      <ChecklistPanel />
    </div>
  );
}
