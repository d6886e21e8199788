/** The differences of one import, each order by name, and the button that closes them. */
import { Anchor, Button, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Difference, ReportOutput } from '../../../native/contract/reports.ts';
import { useLink } from '../../client/hooks.ts';
import { count, dayClock, money } from '../../i18n/formats.ts';
import { useLocale } from '../../i18n/LocaleProvider.tsx';
import { Confirm } from '../../parts/Confirm.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useCommand, usePending } from '../use-command.ts';
import type { BroadcastRecord } from './chosen-broadcast.ts';
import { exportAddress } from './export-address.ts';
import type { OrdersAsked } from './OrdersDrawer.tsx';
import { ReportProblem } from './ReportProblem.tsx';
import { moveBetweenRows } from '../../parts/row-keys.ts';
import tables from '../../parts/tables.module.css';
import styles from './sales.module.css';
import { useDifferenceRows } from './use-rows.ts';

type Imported = ReportOutput<'imports'>['imports'][number];

interface DifferencesPanelProps {
  imported: Imported;
  broadcasts: readonly BroadcastRecord[];
  onOpen(asked: OrdersAsked): void;
  onClosed(): void;
}

export function DifferencesPanel({ imported, broadcasts, onOpen, onClosed }: DifferencesPanelProps) {
  const { t } = useTranslation('sales');
  const { locale } = useLocale();
  const run = useCommand();
  const open = useLink() === 'open';
  const closing = usePending('closeDifferences');
  const [asking, setAsking] = useState(false);
  const { importId, fileName, missing, extra, differing } = imported;
  const pages = useDifferenceRows(importId, `${missing} ${extra} ${differing}`);
  const rows = pages.value?.rows ?? [];
  const broadcastId = broadcasts[0]?.broadcastId ?? '';
  async function close(): Promise<void> {
    if (await run('closeDifferences', { importId })) onClosed();
  }

  return (
    <Panel
      title={t('differences.title', { file: fileName })}
      className={`${styles.differences}`}
      aside={
        <span className={styles.differenceActions}>
          {(['xlsx', 'csv'] as const).map((format) => (
            <Anchor key={format} size="sm" href={exportAddress({ broadcastId, what: 'differences', format, locale, importId })} download>
              {format.toUpperCase()}
            </Anchor>
          ))}
          <Button size="compact-sm" loading={closing} disabled={!open || missing + differing === 0} onClick={() => setAsking(true)}>
            {t('differences.close')}
          </Button>
        </span>
      }
    >
      <ReportProblem report={pages} onAgain={pages.more} />
      <div
        className={tables.scroll}
        role="region"
        aria-label={t('differences.title', { file: fileName })}
        tabIndex={0}
        aria-busy={pages.asking}
      >
        {rows.length > 0 ? (
          <DifferenceTable rows={rows} onOpen={onOpen} broadcasts={broadcasts} />
        ) : (
          <p className={tables.nothing} role="status">
            {pages.value ? t('differences.none') : t('report.asking')}
          </p>
        )}
        {pages.value?.next && (
          <Button size="sm" variant="default" className={styles.more} loading={pages.asking} onClick={pages.more}>
            {t('orders.more', { count: rows.length })}
          </Button>
        )}
      </div>
      <Confirm
        opened={asking}
        title={t('differences.close')}
        sentence={t('differences.closeSentence', { missing: count(missing), differing: count(differing), extra: count(extra) })}
        act={t('differences.close')}
        onConfirm={() => void close()}
        onClose={() => setAsking(false)}
      />
    </Panel>
  );
}

interface DifferenceTableProps {
  rows: readonly Difference[];
  broadcasts: readonly BroadcastRecord[];
  onOpen(asked: OrdersAsked): void;
}

function DifferenceTable({ rows, broadcasts, onOpen }: DifferenceTableProps) {
  const { t } = useTranslation('sales');
  const openOrder = ({ source, orderId, paidAtMs }: Difference) => {
    const broadcast = broadcastAt(broadcasts, paidAtMs);
    if (broadcast) onOpen({ title: t('orders.one', { orderId }), filter: { broadcastId: broadcast.broadcastId, source, orderId } });
  };
  return (
    <table className={tables.table}>
      <thead>
        <tr>
          <th scope="col">{t('differences.kind')}</th>
          <th scope="col">{t('orders.order')}</th>
          <th scope="col">{t('orders.paidAt')}</th>
          <th scope="col" className={tables.number}>
            {t('differences.file')}
          </th>
          <th scope="col" className={tables.number}>
            {t('differences.ledger')}
          </th>
        </tr>
      </thead>
      <tbody onKeyDown={moveBetweenRows}>
        {rows.map((row) => {
          const { kind, source, orderId, paidAtMs, fileFen, ledgerFen } = row;
          // What is only in the file has no rows in the ledger to open.
          const inLedger = ledgerFen !== null;
          return (
            <tr
              key={`${source} ${orderId} ${kind}`}
              className={inLedger ? tables.openRow : undefined}
              onClick={() => inLedger && openOrder(row)}
              data-difference={kind}
            >
              <td>{t(`differences.kinds.${kind}`)}</td>
              <th scope="row">
                <UnstyledButton className={tables.rowButton} data-row-stop aria-disabled={!inLedger}>
                  <Figure className={styles.id}>{orderId}</Figure>
                  <bdi className={tables.note}>{source}</bdi>
                </UnstyledButton>
              </th>
              <td>
                <Figure>{paidAtMs === null ? '—' : dayClock(paidAtMs)}</Figure>
              </td>
              {[fileFen, ledgerFen].map((fen, index) => (
                // File and ledger never change their order.
                // oxlint-disable-next-line react/no-array-index-key
                <td key={index} className={tables.number}>
                  <Figure className={fen === null ? 'dim' : ''}>{fen === null ? '—' : money(fen)}</Figure>
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The newest broadcast that had begun when the order was paid. */
function broadcastAt(broadcasts: readonly BroadcastRecord[], paidAtMs: number | null): BroadcastRecord | null {
  if (paidAtMs === null) return broadcasts[0] ?? null;
  return broadcasts.find(({ openedAtMs }) => openedAtMs <= paidAtMs) ?? broadcasts.at(-1) ?? null;
}
