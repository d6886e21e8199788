/** What an export holds against what is known: new, newer and known orders, and every line that needs a look. */
import { useTranslation } from 'react-i18next';
import { refusalCodeSchema } from '../../../native/contract/refusal.ts';
import { count } from '../../i18n/formats.ts';
import { Figure } from '../Figure.tsx';
import { useRefusalSentence } from '../use-command.ts';
import type { OrderImportReport } from './order-file.ts';
import styles from './sales.module.css';

const figures = ['rows', 'accepted', 'amended', 'duplicate', 'flagged'] as const;

export function OrderImportReportView({ report }: { report: OrderImportReport }) {
  const { t } = useTranslation('sales');
  const sentence = useRefusalSentence();
  const { content, ignoredColumns, faults, applied } = report;
  return (
    <section className={styles.importReport} aria-label={t('import.report')} data-import-report>
      <p role="status" className={applied ? styles.well : undefined}>
        {t(applied ? 'import.taken' : 'import.checked', { content: t(`import.content.${content}`) })}
      </p>
      <dl className={styles.facts}>
        {figures.map((key) => (
          <div key={key}>
            <dt>{t(`import.${key}`)}</dt>
            <dd>
              <Figure className={key === 'flagged' && report[key] > 0 ? 'warning' : ''}>{count(report[key])}</Figure>
            </dd>
          </div>
        ))}
      </dl>
      {ignoredColumns.length > 0 && (
        <p className={styles.hint}>{t('import.ignored', { columns: ignoredColumns.join(t('import.separator')) })}</p>
      )}
      {faults.length > 0 && (
        <div className={styles.faults} role="region" aria-label={t('import.faults')} tabIndex={0}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col" className={styles.number}>
                  {t('import.line')}
                </th>
                <th scope="col">{t('import.column')}</th>
                <th scope="col">{t('import.value')}</th>
              </tr>
            </thead>
            {faults.map(({ line, column, value, code }) => {
              const known = refusalCodeSchema.safeParse(code);
              return (
                <tbody key={`${line}.${column}.${code}`} data-fault-line={line}>
                  <tr>
                    <td className={styles.number}>
                      <Figure>{line}</Figure>
                    </td>
                    <td>
                      <bdi>{column}</bdi>
                    </td>
                    <td>
                      <bdi>{value}</bdi>
                    </td>
                  </tr>
                  <tr className={styles.faultReason}>
                    <td colSpan={3}>{sentence({ code: known.success ? known.data : 'internal', context: { column, value } })}</td>
                  </tr>
                </tbody>
              );
            })}
          </table>
        </div>
      )}
    </section>
  );
}
