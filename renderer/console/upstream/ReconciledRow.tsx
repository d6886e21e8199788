/** One broadcast as it was compared: the same or not, how many entries here and there, and the numbers that differ. */
import { useTranslation } from 'react-i18next';
import { INBOX_ID } from '../../../native/contract/entry.ts';
import type { ReconciledBroadcast } from '../../../native/contract/upstream.ts';
import { count, dayClock } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import type { BroadcastRecord } from '../sales/chosen-broadcast.ts';
import { useText } from '../../i18n/use-text.ts';
import styles from './upstream.module.css';

/** No more than these are named at once. */
const NAMED_LIMIT = 1000;
/** More ranges than these are told as a number. */
const RANGES_SHOWN = 12;

export function ReconciledRow({ reconciled, record }: { reconciled: ReconciledBroadcast; record: BroadcastRecord | null }) {
  const { t } = useTranslation('upstream');
  const text = useText();
  const { broadcastId, state, entries, theirEntries } = reconciled;
  const lists = (['missing', 'differing', 'extra'] as const).filter((kind) => reconciled[kind].length > 0);
  return (
    <li data-compared={broadcastId} data-state={state}>
      <div className={styles.comparedHead}>
        <bdi>{record ? text(record.title) : broadcastId === INBOX_ID ? t('reconcile.inbox') : broadcastId}</bdi>
        <span className={styles.comparedState}>{t(`reconcile.compared.${state}`)}</span>
      </div>
      <div className={styles.note}>
        {record && <Figure>{dayClock(record.startedAtMs ?? record.openedAtMs)}</Figure>}
        {record && ' · '}
        {t('reconcile.here')} <Figure>{count(entries)}</Figure>
        {theirEntries !== null && (
          <>
            {' · '}
            {t('reconcile.there')} <Figure>{count(theirEntries)}</Figure>
          </>
        )}
      </div>
      {state !== 'same' && <p className={styles.note}>{t(`reconcile.means.${state}`)}</p>}
      {lists.map((kind) => (
        <details key={kind} className={styles.numbers} data-numbers={kind}>
          <summary>{t(`reconcile.${kind}`, { count: reconciled[kind].length, number: named(reconciled[kind]) })}</summary>
          <Ranges numbers={reconciled[kind]} />
        </details>
      ))}
    </li>
  );
}

function named(numbers: readonly number[]): string {
  return numbers.length >= NAMED_LIMIT ? `${count(NAMED_LIMIT)}+` : count(numbers.length);
}

function Ranges({ numbers }: { numbers: readonly number[] }) {
  const { t } = useTranslation('upstream');
  const ranges = rangesOf(numbers);
  const hidden = ranges.length - RANGES_SHOWN;
  return (
    <p>
      <Figure className={styles.ranges}>
        {ranges
          .slice(0, RANGES_SHOWN)
          .map(([first, last]) => (first === last ? count(first) : `${count(first)}–${count(last)}`))
          .join(', ')}
      </Figure>
      {hidden > 0 && <span className="dim"> {t('reconcile.moreRanges', { count: hidden })}</span>}
    </p>
  );
}

/** Numbers that follow each other stand together: 4,021–4,023. */
export function rangesOf(numbers: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const each of numbers.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.[1] === each - 1) last[1] = each;
    else ranges.push([each, each]);
  }
  return ranges;
}
