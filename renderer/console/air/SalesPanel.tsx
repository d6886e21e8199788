/** Sales of this broadcast, gross and net, and the feeds that they come from. */
import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FeedState } from '../../../native/contract/sales.ts';
import { useTopic } from '../../client/hooks.ts';
import { clockTime, count, money } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { addressOf } from '../routes.ts';
import { RowsLink } from '../sales/RowsLink.tsx';
import { FrozenFigures } from './overlay/FrozenFigures.tsx';

export function SalesPanel() {
  const { t } = useTranslation('console');
  const sales = useTopic('sales');
  const viewersTotal = useTopic('playout')?.viewersTotal ?? null;
  const totals = sales?.totals;
  const figures = totals && [
    { key: 'net', value: money(totals.netFen) },
    { key: 'orders', value: count(totals.orderCount) },
    { key: 'refunds', value: count(totals.refundCount) },
    ...(viewersTotal === null ? [] : [{ key: 'viewers', value: count(viewersTotal) }]),
  ];
  return (
    <Panel
      title={t('sales.title')}
      className="sales"
      aside={
        totals && (
          <span className="sales-gross">
            <span className="dim">{t('sales.gross')}</span>{' '}
            <RowsLink rows={{}}>
              <Figure>{money(totals.grossFen)}</Figure>
            </RowsLink>
          </span>
        )
      }
    >
      <dl className="sales-figures">
        {figures?.map(({ key, value }) => (
          <div key={key} className={`sales-${key}`}>
            <dt>{t(`sales.${key}`)}</dt>
            <dd>
              {key === 'viewers' ? (
                <Figure>{value}</Figure>
              ) : (
                <RowsLink rows={{}}>
                  <Figure>{value}</Figure>
                </RowsLink>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <FrozenFigures />
      {sales?.feeds.length === 0 && (
        <p className="dim">
          {t('sales.noFeeds')} <Anchor href={addressOf('settings')}>{t('sales.addFeed')}</Anchor>
        </p>
      )}
      <ul className="feeds">
        {sales?.feeds.map((feed) => (
          <FeedRow key={feed.source} feed={feed} />
        ))}
      </ul>
    </Panel>
  );
}

function FeedRow({ feed }: { feed: FeedState }) {
  const { t } = useTranslation('console');
  const { source, ready, acceptedCount, refusedCount, lastAcceptedAtMs } = feed;
  return (
    <li className={ready ? (refusedCount > 0 ? 'refusing' : undefined) : 'warning'}>
      <bdi className="feed-source">{source}</bdi>
      {ready ? (
        <span className="dim">
          {lastAcceptedAtMs === null ? t('sales.feedSilent') : t('sales.feedLast')}{' '}
          {lastAcceptedAtMs !== null && <Figure>{clockTime(lastAcceptedAtMs)}</Figure>}
        </span>
      ) : (
        <span>{t('sales.feedNotReady')}</span>
      )}
      <Figure>{count(acceptedCount)}</Figure>
      {refusedCount > 0 && (
        <span className="warning">
          {t('sales.feedRefused')} <Figure>{count(refusedCount)}</Figure>
        </span>
      )}
    </li>
  );
}
