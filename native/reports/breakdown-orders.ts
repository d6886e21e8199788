/** The orders behind one row of a breakdown, as conditions on paid orders. */
import type { ReportParsedInput } from '../contract/reports.ts';
import type { Reader } from '../store/reader.ts';
import { productGroups, segmentsOf } from './sales-reports.ts';

type Group = Required<Pick<ReportParsedInput<'orders'>, 'by' | 'key'>>;

interface TimeRange {
  fromMs: number;
  /** The last moment that is in it. */
  toMs: number;
}

export interface GroupConditions {
  source: string | null;
  /** SKUs as a JSON array, of which an order holds at least one; null asks for none. */
  skus: string | null;
  /** 1: orders whose lines are still to come belong to it too. */
  orThin: 0 | 1;
  /** In one of these the order was paid, the latest first; they do not overlap, so each is one walk through the index. */
  times: readonly TimeRange[];
}

const ALWAYS: TimeRange = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
const everything: GroupConditions = { source: null, skus: null, orThin: 0, times: [ALWAYS] };

/** Without a group every order of the broadcast is meant. */
export function groupConditions(reader: Reader, broadcastId: string, group: Group | null): GroupConditions {
  if (!group) return everything;
  const { by, key } = group;
  if (by === 'source') return { ...everything, source: key };
  if (by === 'segment') {
    const runs = segmentsOf(reader, broadcastId).map(({ segmentId, startedAtMs, endedAtMs }) => ({
      segmentId,
      fromMs: startedAtMs,
      toMs: endedAtMs === null ? ALWAYS.toMs : endedAtMs - 1,
    }));
    const times = key === '' ? timesBetween(runs) : runs.filter(({ segmentId }) => segmentId === key);
    return { ...everything, times: times.toReversed() };
  }
  const skus = productGroups(reader, broadcastId, by)
    .filter((row) => row.key === key)
    .map(({ figures }) => figures.sku);
  return { ...everything, skus: JSON.stringify(skus), orThin: key === '' ? 1 : 0 };
}

/** Before the first run, between any two, and after the last. */
function timesBetween(runs: readonly TimeRange[]): TimeRange[] {
  const starts = [ALWAYS.fromMs, ...runs.map(({ toMs }) => toMs + 1)];
  const ends = [...runs.map(({ fromMs }) => fromMs - 1), ALWAYS.toMs];
  return starts.map((fromMs, at) => ({ fromMs, toMs: ends[at]! })).filter(({ fromMs, toMs }) => fromMs <= toMs);
}
