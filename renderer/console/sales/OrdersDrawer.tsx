/** The rows of the ledger behind a figure, newest first, in a drawer beside it. */
import { Button, Drawer, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { createContext, useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderRow, ReportInput } from '../../../native/contract/reports.ts';
import { directionOf } from '../../../native/contract/text.ts';
import { useLocale } from '../../i18n/LocaleProvider.tsx';
import { Figure } from '../../parts/Figure.tsx';
import tables from '../../parts/tables.module.css';
import { OrderTable } from './OrderTable.tsx';
import { ReportProblem } from './ReportProblem.tsx';
import styles from './sales.module.css';
import { useOrderRows } from './use-rows.ts';

export interface OrdersAsked {
  /** What the orders are the rows of. */
  title: string;
  /** The ledger's sequence that the figure was taken at. */
  seq?: number;
  filter: Omit<ReportInput<'orders'>, 'before' | 'limit' | 'orderId'> & { orderId?: string };
}

const TYPING_MS = 300;

const FigureSeq = createContext<number | undefined>(undefined);

/** The entry that counts; one that came after the figure is not in it yet. */
function EntryOf({ row }: { row: OrderRow }) {
  const { t } = useTranslation('sales');
  const seq = useContext(FigureSeq);
  return (
    <>
      <Figure className="dim">{row.seq}</Figure>{' '}
      {seq !== undefined && row.seq > seq && <span className="mark shown">{t('orders.newer')}</span>}
    </>
  );
}

export function OrdersDrawer({ asked, onClose }: { asked: OrdersAsked; onClose(): void }) {
  const { t } = useTranslation('sales');
  const { t: console } = useTranslation('console');
  const { locale } = useLocale();
  const [typed, setTyped] = useState(asked.filter.orderId ?? '');
  const [orderId] = useDebouncedValue(typed.trim(), TYPING_MS);
  const { orderId: _, ...filter } = asked.filter;
  const pages = useOrderRows(orderId === '' ? filter : { ...filter, orderId });
  const { value, asking } = pages;
  return (
    <Drawer
      opened
      onClose={onClose}
      position={directionOf(locale) === 'rtl' ? 'left' : 'right'}
      size="min(62rem, 92vw)"
      title={<bdi>{asked.title}</bdi>}
      closeButtonProps={{ 'aria-label': console('close') }}
      classNames={{ body: styles.drawerBody, content: styles.drawer }}
    >
      <TextInput
        data-autofocus
        size="sm"
        type="search"
        dir="ltr"
        maxLength={128}
        aria-label={t('orders.byId')}
        placeholder={t('orders.byId')}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {asked.seq !== undefined && (
        <p className={tables.nothing}>
          {t('orders.takenAt')} <Figure>{asked.seq}</Figure>
        </p>
      )}
      <ReportProblem report={pages} onAgain={pages.more} />
      <div className={tables.scroll} role="region" aria-label={t('orders.title')} tabIndex={0} aria-busy={asking}>
        {value && value.rows.length > 0 && (
          <FigureSeq value={asked.seq}>
            <OrderTable rows={value.rows} remark={{ title: t('orders.entry'), Of: EntryOf }} />
          </FigureSeq>
        )}
        {value?.rows.length === 0 && (
          <p className={tables.nothing} role="status">
            {orderId === '' ? t('orders.none') : t('orders.notHere', { orderId })}
          </p>
        )}
        {!value && asking && <p className={tables.nothing}>{t('report.asking')}</p>}
        {value?.next && (
          <Button size="sm" variant="default" className={styles.more} loading={asking} onClick={pages.more}>
            {t('orders.more', { count: value.rows.length })}
          </Button>
        )}
      </div>
    </Drawer>
  );
}
