/** The exports that were taken in, newest first, each with what still differs from the ledger. */
import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Report } from '../../client/use-report.ts';
import { count, dayClock } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { ReportProblem } from './ReportProblem.tsx';
import { moveBetweenRows } from '../../parts/row-keys.ts';
import tables from '../../parts/tables.module.css';
import styles from './sales.module.css';

interface ImportsPanelProps {
  imports: Report<'imports'>;
  chosenId: string | null;
  onChoose(importId: string): void;
}

export function ImportsPanel({ imports, chosenId, onChoose }: ImportsPanelProps) {
  const { t } = useTranslation('sales');
  const list = imports.value?.imports;
  return (
    <Panel title={t('imports.title')} className={`${styles.imports}`}>
      <ReportProblem report={imports} onAgain={imports.again} />
      <div className={tables.scroll} role="region" aria-label={t('imports.title')} tabIndex={0} aria-busy={!list}>
        {list && list.length > 0 ? (
          <table className={tables.table}>
            <thead>
              <tr>
                <th scope="col">{t('imports.file')}</th>
                <th scope="col">{t('imports.at')}</th>
                {(['orders', 'missing', 'extra', 'differing'] as const).map((key) => (
                  <th key={key} scope="col" className={tables.number}>
                    {t(`imports.${key}`)}
                  </th>
                ))}
                <th scope="col">{t('imports.state')}</th>
              </tr>
            </thead>
            <tbody onKeyDown={moveBetweenRows}>
              {list.map(({ importId, fileName, source, importedAtMs, orders, missing, extra, differing, closedAtMs }) => (
                <tr
                  key={importId}
                  className={tables.openRow}
                  aria-selected={importId === chosenId}
                  onClick={() => onChoose(importId)}
                  data-import={importId}
                >
                  <th scope="row">
                    <UnstyledButton className={tables.rowButton} data-row-stop title={t('imports.open')}>
                      <bdi>{fileName}</bdi>
                      <bdi className={tables.note}>{source}</bdi>
                    </UnstyledButton>
                  </th>
                  <td>
                    <Figure>{dayClock(importedAtMs)}</Figure>
                  </td>
                  {[orders, missing, extra, differing].map((value, index) => (
                    // The four columns never change their order.
                    // oxlint-disable-next-line react/no-array-index-key
                    <td key={index} className={tables.number}>
                      <Figure className={index > 0 ? (value > 0 ? 'warning' : 'dim') : ''}>{count(value)}</Figure>
                    </td>
                  ))}
                  <td>{importState({ missing, extra, differing, closedAtMs }, t)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : (
          <p className={tables.nothing} role="status">
            {list ? t('imports.none') : t('report.asking')}
          </p>
        )}
      </div>
    </Panel>
  );
}

type Standing = { missing: number; extra: number; differing: number; closedAtMs: number | null };

function importState({ missing, extra, differing, closedAtMs }: Standing, t: (key: string) => string): string {
  if (missing + extra + differing === 0) return t('imports.agrees');
  return closedAtMs === null ? t('imports.differs') : t('imports.closed');
}
