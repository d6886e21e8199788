/** What the studio made in OBS, and the way to take it out again. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PreparationComparison } from '../../../../native/contract/preparation.ts';
import { Confirm } from '../../../parts/Confirm.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { DeskButton } from '../../DeskButton.tsx';
import { useCommand } from '../../use-command.ts';
import styles from './preparation.module.css';

export function UndoPanel({ undo, onUndone }: { undo: PreparationComparison['undo']; onUndone(): void }) {
  const { t } = useTranslation('preparation');
  const run = useCommand();
  const [asking, setAsking] = useState(false);
  const { removes, keeps } = undo;
  const nothing = removes.length === 0 && keeps.length === 0;
  return (
    <Panel
      title={t('undo.title')}
      className={styles.undo!}
      aside={
        <DeskButton command="undoPreparation" size="xs" variant="default" disabled={removes.length === 0} onPress={() => setAsking(true)}>
          {t('undo.act')}
        </DeskButton>
      }
    >
      <div className={styles.undoBody}>
        {nothing && <p className="dim">{t('undo.nothing')}</p>}
        {removes.length > 0 && (
          <>
            <h3>{t('undo.goes')}</h3>
            <ul className={styles.names}>
              {removes.map((name) => (
                <li key={name}>
                  <bdi>{name}</bdi>
                </li>
              ))}
            </ul>
          </>
        )}
        {keeps.length > 0 && (
          <>
            <h3>{t('undo.stays')}</h3>
            <ul className={styles.keeps}>
              {keeps.map(({ name, reason }) => (
                <li key={name}>
                  <bdi>{name}</bdi>
                  <span className="dim">{t(`undo.reason.${reason}`)}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <Confirm
        opened={asking}
        title={t('undo.confirmTitle')}
        sentence={t('undo.confirm', { count: removes.length })}
        act={t('undo.act')}
        onConfirm={() => void run('undoPreparation', {}).then(onUndone)}
        onClose={() => setAsking(false)}
      />
    </Panel>
  );
}
