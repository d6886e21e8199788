/** React's view of the rows behind a figure or of an import's differences. */
import { useMemo, useSyncExternalStore } from 'react';
import type { Difference, OrderRow, ReportInput } from '../../../native/contract/reports.ts';
import { useStudioClient } from '../../client/hooks.ts';
import type { ReportState } from '../../client/report-watch.ts';
import { RowReader, type Rows } from './row-reader.ts';

const ORDERS = 100;
const DIFFERENCES = 200;

export type PagedRows<T> = ReportState<Rows<T>> & { more(): void };

/** Another filter begins anew. */
export function useOrderRows(filter: Omit<ReportInput<'orders'>, 'before' | 'limit'>): PagedRows<OrderRow> {
  const client = useStudioClient();
  const question = JSON.stringify(filter);
  const reader = useMemo(() => {
    const asked = JSON.parse(question) as ReportInput<'orders'>;
    return new RowReader<OrderRow>((from) => client.ask('orders', { ...asked, limit: ORDERS, ...(from !== null && { before: from }) }));
  }, [client, question]);
  return useReader(reader);
}

/** Another import, or other counts of what differs in it, begin anew. */
export function useDifferenceRows(importId: string, counts: string): PagedRows<Difference> {
  const client = useStudioClient();
  const question = JSON.stringify({ importId, counts });
  const reader = useMemo(() => {
    const asked = JSON.parse(question) as { importId: string };
    return new RowReader<Difference>((from) =>
      client.ask('differences', { importId: asked.importId, limit: DIFFERENCES, ...(from !== null && { after: from }) }),
    );
  }, [client, question]);
  return useReader(reader);
}

function useReader<T>(reader: RowReader<T>): PagedRows<T> {
  const state = useSyncExternalStore(reader.subscribe, reader.get);
  return { ...state, more: reader.more };
}
