/** The papers that are kept as evidence; new ones are attached where they prove something. */
import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Evidence } from '../../../../native/contract/gate.ts';
import { dayClock } from '../../../i18n/formats.ts';
import { Panel } from '../../../parts/Panel.tsx';
import { paperAddress } from '../../gate/send-evidence.ts';
import styles from './gate-tab.module.css';

export function PaperPanel({ papers }: { papers: readonly Evidence[] }) {
  const { t } = useTranslation('gate');
  return (
    <Panel title={t('paper.title', { count: papers.length })} className={styles.papers!}>
      {papers.length === 0 ? (
        <p className="dim">{t('paper.empty')}</p>
      ) : (
        <ul className={styles.paperList} tabIndex={0} aria-label={t('paper.list')}>
          {papers.toReversed().map(({ evidenceId, fileName, bytes, digest, addedAtMs }) => (
            <li key={evidenceId}>
              <Anchor size="sm" href={paperAddress(evidenceId)} download>
                <bdi>{fileName}</bdi>
              </Anchor>
              <span className="dim" dir="ltr">
                {dayClock(addedAtMs)} · {Math.max(1, Math.round(bytes / 1024))} KB · <code title={digest}>{digest.slice(0, 12)}</code>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
