/** Every studio in a row: how fresh it is, what it shows, what has arrived of it and what it says itself. */
import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BoardPeriod, BoardStudio } from '../../../native/contract/district.ts';
import { clockMinute, count, money } from '../../i18n/formats.ts';
import { useText } from '../../i18n/use-text.ts';
import { Figure } from '../../parts/Figure.tsx';
import { moveBetweenRows } from '../../parts/row-keys.ts';
import tables from '../../parts/tables.module.css';
import styles from '../district.module.css';
import { Freshness, OnAirMark } from '../Freshness.tsx';
import { goTo } from '../routes.ts';
import type { LiveBoard } from '../use-live-board.ts';

interface StudiosTableProps {
  studios: readonly BoardStudio[];
  live: LiveBoard;
  period: BoardPeriod;
}

/** What is on air first, then by what was sold. */
function inOrder(studios: readonly BoardStudio[]): BoardStudio[] {
  return studios.toSorted((a, b) => Number(b.onAir) - Number(a.onAir) || b.grossFen - a.grossFen || (a.name < b.name ? -1 : 1));
}

export function StudiosTable({ studios, live, period }: StudiosTableProps) {
  const { t } = useTranslation('district');
  return (
    <div className={tables.scroll} role="region" aria-label={t('studios.list')} tabIndex={0}>
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">{t('studios.studio')}</th>
            <th scope="col">{t('studios.freshness')}</th>
            <th scope="col">{t('studios.broadcast')}</th>
            <th scope="col" className={tables.number}>
              {t('figure.gross')}
            </th>
            <th scope="col" className={tables.number}>
              {t('figure.net')}
            </th>
            <th scope="col" className={tables.number}>
              {t('figure.orders')}
            </th>
            <th scope="col" className={tables.number}>
              {t('figure.units')}
            </th>
            <th scope="col" className={tables.number} title={t('studios.saysHint')}>
              {t('studios.says')}
            </th>
            <th scope="col" className={tables.number}>
              {t('studios.missing')}
            </th>
          </tr>
        </thead>
        <tbody onKeyDown={moveBetweenRows}>
          {inOrder(studios).map((studio) => (
            <Row key={studio.studioId} studio={studio} live={live} onOpen={() => goTo('studio', { studio: studio.studioId, period })} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ studio, live, onOpen }: { studio: BoardStudio; live: LiveBoard; onOpen(): void }) {
  const { t } = useTranslation('district');
  const text = useText();
  const { studioId, name, onAir, broadcastTitle, summary, missingEntries, conflicts } = studio;
  return (
    <tr className={tables.openRow} onClick={onOpen} data-studio={studioId}>
      <th scope="row">
        <UnstyledButton className={tables.rowButton} data-row-stop title={t('studios.open')}>
          <bdi>{name}</bdi>
          {onAir && <OnAirMark old={live.old} />}
        </UnstyledButton>
      </th>
      <td>
        <Freshness studio={studio} live={live} />
      </td>
      <td className={styles.title}>{broadcastTitle ? <bdi>{text(broadcastTitle)}</bdi> : <span className="dim">—</span>}</td>
      <td className={tables.number}>
        <Figure>{money(studio.grossFen)}</Figure>
      </td>
      <td className={tables.number}>
        <Figure>{money(studio.grossFen - studio.refundedFen)}</Figure>
      </td>
      <td className={tables.number}>
        <Figure>{count(studio.orderCount)}</Figure>
      </td>
      <td className={tables.number}>
        <Figure>{count(studio.units)}</Figure>
      </td>
      <td className={tables.number}>
        {summary ? (
          <>
            <Figure>{money(summary.grossFen)}</Figure>
            <span className={styles.under}>
              {t('orders', { count: summary.orderCount, orders: count(summary.orderCount) })} <Figure>{clockMinute(summary.atMs)}</Figure>
            </span>
          </>
        ) : (
          <span className="dim">—</span>
        )}
      </td>
      <td className={tables.number} data-missing={missingEntries ?? ''}>
        <Missing entries={missingEntries} />
        {conflicts > 0 && (
          <span className={`${styles.under} warning`} title={t('studios.conflicts')}>
            {t('studios.conflict', { count: conflicts, conflicts: count(conflicts) })}
          </span>
        )}
      </td>
    </tr>
  );
}

function Missing({ entries }: { entries: number | null }) {
  const { t } = useTranslation('district');
  if (entries === null) return <span className="dim">—</span>;
  if (entries === 0) return <span className={styles.complete}>{t('studios.complete')}</span>;
  return <span className="warning">{t('arrivedEntries', { count: entries, entries: count(entries) })}</span>;
}
