/** What an export holds against the ledger: what is new, newer, known or only there, and every line that needs a look. */
import { useTranslation } from 'react-i18next';
import type { OrderFileReport } from '../../../native/contract/order-file.ts';
import { refusalCodeSchema } from '../../../native/contract/refusal.ts';
import { count } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { useRefusalSentence } from '../use-command.ts';
import tables from '../../parts/tables.module.css';
import styles from './sales.module.css';

type FigureName = 'rows' | 'read' | 'accepted' | 'amended' | 'duplicate' | 'extra' | 'flagged';

/** Only a list of orders can tell what the ledger alone has; refunds and settlements are known by their own ids. */
function figuresOf({ content }: OrderFileReport): FigureName[] {
  return ['rows', 'read', 'accepted', 'amended', 'duplicate', ...(content === 'orders' ? (['extra'] as const) : []), 'flagged'];
}

/** What a taking in would bring. */
export function takeable({ accepted, amended }: OrderFileReport): number {
  return accepted + amended;
}

const TROUBLES: readonly FigureName[] = ['extra', 'flagged'];

export function OrderImportReportView({ report }: { report: OrderFileReport }) {
  const { t } = useTranslation('sales');
  const { content, ignoredColumns, droppedColumns, faults, applied } = report;
  const columns = (names: readonly string[]) => names.join(t('import.separator'));
  return (
    <section className={styles.importReport} aria-label={t('import.report')} data-import-report>
      <p role="status" className={applied ? styles.well : undefined}>
        {t(applied ? 'import.taken' : 'import.checked', { content: t(`import.content.${content}`) })}
      </p>
      <dl className={styles.facts}>
        {figuresOf(report).map((key) => (
          <div key={key}>
            <dt>{t(`import.${key}`)}</dt>
            <dd>
              <Figure className={TROUBLES.includes(key) && report[key] > 0 ? 'warning' : ''}>{count(report[key])}</Figure>
            </dd>
          </div>
        ))}
      </dl>
      {!applied && takeable(report) === 0 && <p className={styles.well}>{t('import.nothing')}</p>}
      {ignoredColumns.length > 0 && <p className={styles.hint}>{t('import.ignored', { columns: columns(ignoredColumns) })}</p>}
      {droppedColumns.length > 0 && <p className={styles.hint}>{t('import.dropped', { columns: columns(droppedColumns) })}</p>}
      {faults.length > 0 && <Faults report={report} />}
    </section>
  );
}

function Faults({ report }: { report: OrderFileReport }) {
  const { t } = useTranslation('sales');
  const sentence = useRefusalSentence();
  const { faults, faultCount } = report;
  return (
    <>
      <div className={styles.faults} role="region" aria-label={t('import.faults')} tabIndex={0}>
        <table className={tables.table}>
          <thead>
            <tr>
              <th scope="col" className={tables.number}>
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
                  <td className={tables.number}>
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
      {faultCount > faults.length && <p className={styles.hint}>{t('import.moreFaults', { count: faultCount - faults.length })}</p>}
    </>
  );
}
