/** The live board: totals, every studio, and what was sold where, what and by whom. */
import { Anchor, SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { boardPeriods } from '../../../native/contract/district.ts';
import { clockTime } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { CsvLink } from '../CsvLink.tsx';
import styles from '../district.module.css';
import { LineBand } from '../LineBand.tsx';
import { rankings } from '../names.ts';
import { addressOf, goTo, useRoute } from '../routes.ts';
import { useLiveBoard } from '../use-live-board.ts';
import { DaysPanel } from './DaysPanel.tsx';
import { RankedPanel } from './RankedPanel.tsx';
import { StudiosTable } from './StudiosTable.tsx';
import { TotalsStrip } from './TotalsStrip.tsx';

export function BoardPage() {
  const { t } = useTranslation('district');
  const period = useRoute().query.period ?? 'today';
  const live = useLiveBoard(period);
  const { board, old } = live;
  return (
    <div className={styles.page}>
      <LineBand live={live} />
      <main
        className={styles.board}
        aria-label={t('nav.board')}
        aria-busy={(!board && live.problem === null) || undefined}
        data-old={old || undefined}
      >
        <header className={styles.head}>
          <h1 className="visually-hidden">{t('nav.board')}</h1>
          <SegmentedControl
            size="sm"
            aria-label={t('period.label')}
            data={boardPeriods.map((value) => ({ value, label: t(`period.${value}`) }))}
            value={period}
            onChange={(next) => goTo('board', { period: next })}
          />
          {board && <TotalsStrip board={board} />}
          {board && (
            <span className={styles.asOf}>
              {t('asOf')} <Figure>{clockTime(board.nowAtMs)}</Figure>
            </span>
          )}
        </header>
        {board?.studios.length === 0 && <NoStudio />}
        {board && board.studios.length > 0 && (
          <>
            <Panel
              title={t('studios.title', { count: board.studios.length })}
              className={styles.studios!}
              aside={
                <span className={styles.asides}>
                  <CsvLink what="orders" period={period} label={t('csv.orders')} />
                  <CsvLink what="studios" period={period} />
                </span>
              }
            >
              <StudiosTable studios={board.studios} live={live} period={period} />
            </Panel>
            <div className={styles.rankings}>
              {rankings.map((by) => (
                <RankedPanel key={by} by={by} board={board} period={period} />
              ))}
              <DaysPanel days={board.days} period={period} />
            </div>
          </>
        )}
      </main>
    </div>
  );
}

function NoStudio() {
  const { t } = useTranslation('district');
  return (
    <section className={`panel ${styles.noStudio}`} aria-label={t('none.title')}>
      <h2>{t('none.title')}</h2>
      <ol>
        <li>
          {t('none.add')} <Anchor href={addressOf('studios')}>{t('none.toStudios')}</Anchor>
        </li>
        <li>{t('none.enter')}</li>
        <li>
          {t('none.stick')} <Anchor href={addressOf('import')}>{t('none.toImport')}</Anchor>
        </li>
      </ol>
    </section>
  );
}
