/** Sales broken down one way at a time, as a table that is searched and sorted; a row opens the orders behind it. */
import { Tabs, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { breakdowns } from '../../../native/contract/reports.ts';
import { useReport } from '../../client/use-report.ts';
import { useLocale } from '../../i18n/LocaleProvider.tsx';
import tables from '../../parts/tables.module.css';
import { type Breakdown, type BreakdownOrder, foundRows, sortedRows } from './breakdown-rows.ts';
import { BreakdownTable } from './BreakdownTable.tsx';
import type { ChosenBroadcast } from './chosen-broadcast.ts';
import type { OrdersAsked } from './OrdersDrawer.tsx';
import { ReportProblem } from './ReportProblem.tsx';
import styles from './sales.module.css';
import { useBreakdownNames } from './use-breakdown-names.ts';

const BREAKDOWN_EVERY_MS = 4000;

interface BreakdownPanelProps {
  chosen: ChosenBroadcast;
  onOpen(asked: OrdersAsked): void;
}

export function BreakdownPanel({ chosen, onOpen }: BreakdownPanelProps) {
  const { t } = useTranslation('sales');
  const { locale } = useLocale();
  const { broadcastId, isCurrent } = chosen;
  const [by, setBy] = useState<Breakdown>('product');
  const [query, setQuery] = useState('');
  const [order, setOrder] = useState<BreakdownOrder>({ column: 'grossFen', descending: true });
  const report = useReport('salesBy', { broadcastId, by }, isCurrent ? { everyMs: BREAKDOWN_EVERY_MS } : {});
  const rowOf = useBreakdownNames(by);
  const rows = report.value?.rows.map(rowOf) ?? null;
  const found = rows && sortedRows(foundRows(rows, query), order, locale);

  return (
    <section className={`panel ${styles.breakdown}`} aria-label={t('breakdown.title')}>
      <header className={styles.breakdownHead}>
        <Tabs value={by} onChange={(next) => setBy(next as Breakdown)} keepMounted={false} variant="pills">
          <Tabs.List aria-label={t('breakdown.title')}>
            {breakdowns.map((each) => (
              <Tabs.Tab key={each} value={each} aria-controls={undefined}>
                {t(`breakdown.by.${each}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
        <TextInput
          size="sm"
          type="search"
          className={styles.search}
          aria-label={t('breakdown.search')}
          placeholder={t('breakdown.search')}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      </header>
      <ReportProblem report={report} onAgain={report.again} />
      {/* Focusable, so that the keyboard can scroll it. */}
      <div className={tables.scroll} role="region" aria-label={t(`breakdown.by.${by}`)} tabIndex={0} aria-busy={!rows} data-breakdown={by}>
        {found && rows.length > 0 && found.length > 0 ? (
          <BreakdownTable
            rows={found}
            all={rows}
            by={by}
            order={order}
            onOrder={setOrder}
            onOpen={(row) => onOpen({ title: row.name, filter: { broadcastId, by, key: row.key } })}
          />
        ) : (
          <p className={tables.nothing} role="status">
            {!found ? t('report.asking') : rows.length === 0 ? t('breakdown.empty') : t('breakdown.nothingFound', { query })}
          </p>
        )}
      </div>
    </section>
  );
}
