/** The gate before air: what it would stop now, the rules it goes by, a text tried out, who may override, and the papers. */
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../../client/hooks.ts';
import { Panel } from '../../../parts/Panel.tsx';
import styles from './gate-tab.module.css';
import { PaperPanel } from './PaperPanel.tsx';
import { ProducerPanel } from './ProducerPanel.tsx';
import { RulePanel } from './RulePanel.tsx';
import { StoppedPanel } from './StoppedPanel.tsx';
import { TryOutPanel } from './TryOutPanel.tsx';

export function GateTab() {
  const { t } = useTranslation('gate');
  const gate = useTopic('gate');
  if (!gate) return <div className={styles.tab} aria-busy />;
  return (
    <div className={styles.tab}>
      <div className={styles.column}>
        <StoppedPanel verdicts={gate.verdicts} />
        <TryOutPanel />
        <ProducerPanel codeSet={gate.producerCodeSet} />
        <PaperPanel papers={gate.evidence} />
      </div>
      <div className={styles.column}>
        {gate.ruleFiles.length === 0 ? (
          <Panel title={t('rules.title')} className={styles.rules!}>
            <p className="dim">{t('rules.none')}</p>
          </Panel>
        ) : (
          <RulePanel files={gate.ruleFiles} changedFiles={gate.changedFiles} />
        )}
      </div>
    </div>
  );
}
