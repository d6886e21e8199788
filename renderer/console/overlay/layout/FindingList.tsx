/** What overlaps or leaves the safe area, in words; a click chooses the layer. */
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LayerId } from '../../../../native/contract/layout.ts';
import type { LayoutFinding } from './findings.ts';
import styles from './layout.module.css';

export function FindingList({ findings, onChoose }: { findings: readonly LayoutFinding[]; onChoose(layer: LayerId): void }) {
  const { t } = useTranslation('graphics');
  if (findings.length === 0) {
    return (
      <p className={styles.noFindings}>
        <IconCircleCheck size={16} aria-hidden />
        {t('layout.noFindings')}
      </p>
    );
  }
  return (
    <ul className={styles.findings} aria-label={t('layout.findings')}>
      {findings.map((finding) => {
        const layer = t(`layout.layer.${finding.layer}`);
        const other = finding.kind === 'overlaps' ? t(`layout.layer.${finding.other}`) : '';
        return (
          <li key={`${finding.kind} ${layer} ${other}`}>
            <button type="button" onClick={() => onChoose(finding.layer)}>
              <IconAlertTriangle size={14} className="warning" aria-hidden />
              {t(`layout.finding.${finding.kind}`, { layer, other })}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
