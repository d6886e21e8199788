/** The board for a screen that is read from five metres: large figures, no controls. Escape leads back to the board. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board, BoardStudio } from '../../../native/contract/district.ts';
import { clockMinute, count } from '../../i18n/formats.ts';
import { useLocale } from '../../i18n/LocaleProvider.tsx';
import { formatTotal } from '../../../native/contract/money.ts';
import { useText } from '../../i18n/use-text.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Freshness, OnAirMark } from '../Freshness.tsx';
import { LineBand } from '../LineBand.tsx';
import { ranked, rankings, type Ranking, useRowName } from '../names.ts';
import { goTo, useRoute } from '../routes.ts';
import { type LiveBoard, useLiveBoard, useReceiverNow } from '../use-live-board.ts';
import styles from './wall.module.css';

/** What fits and can still be read. */
const STUDIOS_SHOWN = 6;
const ROWS_SHOWN = 6;

export function WallPage() {
  const { t } = useTranslation('district');
  const { query } = useRoute();
  const period = query.period ?? 'today';
  const live = useLiveBoard(period);
  const { board, old } = live;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && goTo('board', { period });
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [period]);
  return (
    <div className={styles.wall}>
      <LineBand live={live} />
      <main aria-label={t('nav.wall')} aria-busy={(!board && live.problem === null) || undefined} data-old={old || undefined}>
        <header className={styles.head}>
          <h1>
            {t('title')} · {t(`period.${period}`)}
          </h1>
          {board && <Clock live={live} />}
        </header>
        {board && (
          <>
            <Totals board={board} />
            {board.studios.length === 0 ? (
              <p className={styles.nothing}>{t('none.title')}</p>
            ) : (
              <div className={styles.parts}>
                <Studios studios={board.studios} live={live} />
                {rankings.map((by) => (
                  <Ranked key={by} by={by} board={board} />
                ))}
              </div>
            )}
          </>
        )}
      </main>
    </div>
  );
}

function Clock({ live }: { live: LiveBoard }) {
  return <Figure className={styles.clock}>{clockMinute(useReceiverNow(live))}</Figure>;
}

function Totals({ board: { totals, monthToDate, period } }: { board: Board }) {
  const { t } = useTranslation('district');
  const { locale } = useLocale();
  const figures = [
    ['net', formatTotal(totals.grossFen - totals.refundedFen, locale)],
    ['orders', count(totals.orderCount)],
    ['units', count(totals.units)],
  ] as const;
  return (
    <dl className={styles.totals}>
      <div data-total="gross">
        <dt>{t('figure.gross')}</dt>
        <dd>
          <Figure>{formatTotal(totals.grossFen, locale)}</Figure>
        </dd>
      </div>
      {figures.map(([key, value]) => (
        <div key={key} data-total={key}>
          <dt>{t(`figure.${key}`)}</dt>
          <dd>
            <Figure>{value}</Figure>
          </dd>
        </div>
      ))}
      {period !== 'month' && (
        <div data-total="month">
          <dt>{t('monthToDate')}</dt>
          <dd>
            <Figure>{formatTotal(monthToDate.grossFen, locale)}</Figure>
          </dd>
        </div>
      )}
    </dl>
  );
}

function Studios({ studios, live }: { studios: readonly BoardStudio[]; live: LiveBoard }) {
  const { t } = useTranslation('district');
  const { locale } = useLocale();
  const text = useText();
  const first = studios.toSorted((a, b) => Number(b.onAir) - Number(a.onAir) || b.grossFen - a.grossFen);
  const rest = first.length - STUDIOS_SHOWN;
  return (
    <section className={styles.part} aria-label={t('studios.list')}>
      <h2>{t('studios.title', { count: studios.length })}</h2>
      <ul>
        {first.slice(0, STUDIOS_SHOWN).map((studio) => (
          <li key={studio.studioId} data-studio={studio.studioId}>
            <span className={styles.line}>
              <bdi className={styles.name}>{studio.name}</bdi>
              {studio.onAir && <OnAirMark old={live.old} />}
            </span>
            <span className={styles.line}>
              <span className={styles.freshness}>
                <Freshness studio={studio} live={live} />
              </span>
              <bdi className={styles.broadcast}>{studio.broadcastTitle && text(studio.broadcastTitle)}</bdi>
              <Figure className={styles.amount}>{formatTotal(studio.grossFen, locale)}</Figure>
            </span>
          </li>
        ))}
      </ul>
      {rest > 0 && <p className={styles.rest}>{t('wall.more', { count: rest })}</p>}
    </section>
  );
}

function Ranked({ by, board }: { by: Ranking; board: Board }) {
  const { t } = useTranslation('district');
  const { locale } = useLocale();
  const nameOf = useRowName(by);
  const rows = ranked(board[by]);
  const topFen = Math.max(1, rows[0]?.grossFen ?? 1);
  return (
    <section className={styles.part} aria-label={t(`by.${by}`)} data-ranking={by}>
      <h2>{t(`by.${by}`)}</h2>
      {rows.length === 0 && <p className={styles.rest}>{t(`nothing.${board.period}`)}</p>}
      <ol>
        {rows.slice(0, ROWS_SHOWN).map((row) => (
          <li key={row.key} data-key={row.key}>
            <bdi className={styles.name}>{nameOf(row)}</bdi>
            <span className={styles.line}>
              <span className={styles.bar} aria-hidden>
                <span style={{ inlineSize: `${Math.max(0, Math.floor((row.grossFen * 100) / topFen))}%` }} />
              </span>
              <Figure className={styles.amount}>{formatTotal(row.grossFen, locale)}</Figure>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
