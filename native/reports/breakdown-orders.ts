/** The orders behind one row of a breakdown, as conditions on paid orders. */
import type { ReportParsedInput } from '../contract/reports.ts';
import type { Reader } from '../store/reader.ts';
import { productGroups, segmentsOf } from './sales-reports.ts';

type Group = Required<Pick<ReportParsedInput<'orders'>, 'by' | 'key'>>;

export interface GroupConditions {
  source: string | null;
  /** SKUs as a JSON array, of which an order holds at least one; null asks for none. */
  skus: string | null;
  /** 1: orders whose lines are still to come belong to it too. */
  orThin: 0 | 1;
  /** Times from and to as a JSON array of pairs, in one of which the order was paid; null asks for none. */
  times: string | null;
  /** 1: it was paid in none of the times. */
  outsideTimes: 0 | 1;
}

const everything: GroupConditions = { source: null, skus: null, orThin: 0, times: null, outsideTimes: 0 };

/** Without a group every order of the broadcast is meant. */
export function groupConditions(reader: Reader, broadcastId: string, group: Group | null): GroupConditions {
  if (!group) return everything;
  const { by, key } = group;
  if (by === 'source') return { ...everything, source: key };
  if (by === 'segment') {
    const runs = segmentsOf(reader, broadcastId).filter(({ segmentId }) => key === '' || segmentId === key);
    const times = runs.map(({ startedAtMs, endedAtMs }) => [startedAtMs, endedAtMs ?? Number.MAX_SAFE_INTEGER]);
    return { ...everything, times: JSON.stringify(times), outsideTimes: key === '' ? 1 : 0 };
  }
  const skus = productGroups(reader, broadcastId, by)
    .filter((row) => row.key === key)
    .map(({ figures }) => figures.sku);
  return { ...everything, skus: JSON.stringify(skus), orThin: key === '' ? 1 : 0 };
}
