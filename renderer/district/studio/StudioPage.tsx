/** One studio, opened from the board: its broadcasts, and the entries behind them. */
import { Anchor, Select } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CsvLink } from '../CsvLink.tsx';
import styles from '../district.module.css';
import { Freshness, OnAirMark } from '../Freshness.tsx';
import { LineBand } from '../LineBand.tsx';
import { addressOf, goTo, useRoute } from '../routes.ts';
import { useLiveBoard } from '../use-live-board.ts';
import { BroadcastsPanel } from './BroadcastsPanel.tsx';
import { EntriesPanel } from './EntriesPanel.tsx';

export function StudioPage() {
  const { t } = useTranslation('district');
  const { query } = useRoute();
  const period = query.period ?? 'today';
  const live = useLiveBoard(period);
  const { board, old } = live;
  const studioId = query.studio ?? board?.studios[0]?.studioId;
  const studio = board?.studios.find((each) => each.studioId === studioId);
  return (
    <div className={styles.page}>
      <LineBand live={live} />
      <main
        className={styles.drill}
        aria-label={studio?.name ?? t('studio.title')}
        aria-busy={(!board && live.problem === null) || undefined}
      >
        <header className={styles.head}>
          <h1 className="visually-hidden">{studio?.name ?? t('studio.title')}</h1>
          <Anchor href={addressOf('board', { period })} className={styles.back}>
            <IconArrowLeft size="1rem" className="mirrored" aria-hidden /> {t('studio.back')}
          </Anchor>
          <Select
            size="sm"
            className={styles.chooser}
            aria-label={t('studios.studio')}
            allowDeselect={false}
            searchable={(board?.studios.length ?? 0) > 8}
            data={board?.studios.map((each) => ({ value: each.studioId, label: each.name })) ?? []}
            value={studioId ?? null}
            onChange={(next) => next && goTo('studio', { ...query, studio: next, broadcast: undefined })}
          />
          {studio?.onAir && <OnAirMark old={old} />}
          {studio && <Freshness studio={studio} live={live} />}
          <span className={styles.gap} />
          {studioId !== undefined && <CsvLink what="orders" period={period} studio={studioId} label={t('csv.orders')} />}
          {studioId !== undefined && <CsvLink what="products" period={period} studio={studioId} label={t('csv.products')} />}
        </header>
        {studioId !== undefined && (
          <div className={styles.drillParts}>
            <BroadcastsPanel studio={studioId} chosen={query.broadcast} onChoose={(broadcast) => goTo('studio', { ...query, broadcast })} />
            <EntriesPanel
              key={studioId}
              asked={{ studio: studioId, broadcast: query.broadcast, kind: query.kind, sku: query.sku }}
              onAsk={(asked) => goTo('studio', { period: query.period, ...asked })}
            />
          </div>
        )}
      </main>
    </div>
  );
}
