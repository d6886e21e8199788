/** A figure that opens the rows of the ledger behind it, with the sequence that it was taken at. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { ordersAddress, type RowsAsked } from './orders-address.ts';

interface RowsLinkProps {
  rows: Omit<RowsAsked, 'seq'>;
  /** Where the figure is not of the newest sales. */
  seq?: number;
  children: ReactNode;
}

export function RowsLink({ rows, seq, children }: RowsLinkProps) {
  const { t } = useTranslation('graphics');
  const newest = useTopic('sales')?.ledgerSeq;
  const at = seq ?? newest;
  const address = ordersAddress(at === undefined ? rows : { ...rows, seq: at });
  return (
    <a className="rows-link" href={address} title={at === undefined ? undefined : t('desk.rowsAt', { seq: at })}>
      {children}
    </a>
  );
}
