/** The entries that a destination will not take: which, why, and sending them again. */
import { Button, Drawer } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DestinationState, ParkedEntry } from '../../../native/contract/upstream.ts';
import { directionOf } from '../../../native/contract/text.ts';
import { useReport } from '../../client/use-report.ts';
import { clockTime, count, dayClock } from '../../i18n/formats.ts';
import { useLocale } from '../../i18n/LocaleProvider.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { useLineLock } from '../plan/use-line-lock.ts';
import tables from '../../parts/tables.module.css';
import { ReportProblem } from '../sales/ReportProblem.tsx';
import { useCommand, usePending, useRefusalSentence } from '../use-command.ts';
import { nameOf } from './destination-words.ts';
import styles from './upstream.module.css';

const PAGE = 100;
/** They are tried again by themselves meanwhile. */
const ROWS_EVERY_MS = 5000;

export function ParkedDrawer({ destination, onClose }: { destination: DestinationState; onClose(): void }) {
  const { t } = useTranslation('upstream');
  const { t: console } = useTranslation('console');
  const { locale } = useLocale();
  const run = useCommand();
  const locked = useLineLock();
  const retrying = usePending('retryParked');
  const { destinationId, parkedCount } = destination;
  // Behind which number each page begins that was turned over, and the one that is open.
  const [starts, setStarts] = useState<readonly number[]>([0]);
  const report = useReport('parkedEntries', { destinationId, after: starts.at(-1) ?? 0, limit: PAGE }, { everyMs: ROWS_EVERY_MS });
  const { value, again } = report;
  const rows = value?.rows ?? [];
  const last = rows.at(-1);
  const from = (starts.length - 1) * PAGE;
  const hasNext = value !== undefined && from + rows.length < value.entries && rows.length === PAGE;
  const retry = async (seq?: number) => {
    if (await run('retryParked', { destinationId, ...(seq !== undefined && { seq }) })) again();
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position={directionOf(locale) === 'rtl' ? 'left' : 'right'}
      size="min(62rem, 92vw)"
      title={<bdi>{t('parked.title', { name: nameOf(destination) })}</bdi>}
      closeButtonProps={{ 'aria-label': console('close') }}
      classNames={{ body: styles.drawerBody, content: styles.drawer }}
    >
      <div className={styles.parkedHead}>
        <p>{t('parked.what')}</p>
        <Button
          size="sm"
          variant="default"
          data-autofocus
          loading={retrying}
          disabled={locked !== null || parkedCount === 0}
          title={locked ?? undefined}
          onClick={() => void retry()}
        >
          {t('parked.retryAll', { count: parkedCount, number: count(parkedCount) })}
        </Button>
      </div>
      <ReportProblem report={report} onAgain={again} />
      <div className={tables.scroll} role="region" aria-label={t('parked.list')} tabIndex={0} aria-busy={value === undefined}>
        {rows.length > 0 && (
          <ParkedTable rows={rows} locked={locked ?? (retrying ? t('parked.retrying') : null)} onRetry={(seq) => void retry(seq)} />
        )}
        {value && rows.length === 0 && (
          <p className={tables.nothing} role="status">
            {t('parked.none')}
          </p>
        )}
      </div>
      {value && (hasNext || starts.length > 1) && (
        <div className={styles.pager}>
          <Button size="compact-sm" variant="default" disabled={starts.length === 1} onClick={() => setStarts(starts.slice(0, -1))}>
            {t('parked.previousPage')}
          </Button>
          <Figure>
            {count(from + 1)}–{count(from + rows.length)} / {count(value.entries)}
          </Figure>
          <Button size="compact-sm" variant="default" disabled={!hasNext} onClick={() => last && setStarts([...starts, last.seq])}>
            {t('parked.nextPage')}
          </Button>
        </div>
      )}
    </Drawer>
  );
}

interface ParkedTableProps {
  rows: readonly ParkedEntry[];
  locked: string | null;
  onRetry(seq: number): void;
}

function ParkedTable({ rows, locked, onRetry }: ParkedTableProps) {
  const { t } = useTranslation('upstream');
  const sentence = useRefusalSentence();
  return (
    <table className={tables.table}>
      <thead>
        <tr>
          <th scope="col" className={tables.number}>
            {t('parked.seq')}
          </th>
          <th scope="col">{t('parked.entry')}</th>
          <th scope="col">{t('parked.reason')}</th>
          <th scope="col" className={tables.number}>
            {t('parked.tries')}
          </th>
          <th scope="col">{t('parked.next')}</th>
          <th scope="col">
            <span className="visually-hidden">{t('parked.retry')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ seq, kind, atMs, reason, tries, nextTryAtMs }) => (
          <tr key={seq} data-parked={seq}>
            <th scope="row" className={tables.number}>
              <Figure>{count(seq)}</Figure>
            </th>
            <td>
              <bdi>{t([`kind.${kind}`, 'kind.other'], { kind })}</bdi>
              <span className={tables.note}>
                <Figure>{dayClock(atMs)}</Figure>
              </span>
            </td>
            <td>{sentence(reason)}</td>
            <td className={tables.number}>
              <Figure>{tries}</Figure>
            </td>
            <td>{nextTryAtMs === null ? t('parked.onlyByHand') : <Figure>{clockTime(nextTryAtMs)}</Figure>}</td>
            <td>
              <Button
                size="compact-xs"
                variant="default"
                disabled={locked !== null}
                title={locked ?? undefined}
                aria-label={t('parked.retryOne', { seq: count(seq) })}
                onClick={() => onRetry(seq)}
              >
                {t('parked.retry')}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
