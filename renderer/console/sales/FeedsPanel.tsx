/** Health of every source of orders: whether it takes any, when the last came, what it refused, and what is missing of its export. */
import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FeedState } from '../../../native/contract/sales.ts';
import { useTopic } from '../../client/hooks.ts';
import { useReport } from '../../client/use-report.ts';
import { Panel } from '../../parts/Panel.tsx';
import { addressOf } from '../routes.ts';
import tables from '../../parts/tables.module.css';
import type { ChosenBroadcast } from './chosen-broadcast.ts';
import { FeedCard, type SourceCompleteness } from './FeedCard.tsx';
import { ReportProblem } from './ReportProblem.tsx';
import styles from './sales.module.css';

const COMPLETENESS_EVERY_MS = 10_000;

export function FeedsPanel({ chosen }: { chosen: ChosenBroadcast }) {
  const { t } = useTranslation('sales');
  const { broadcastId, isCurrent } = chosen;
  const feeds = useTopic('sales')?.feeds ?? [];
  const completeness = useReport('completeness', { broadcastId }, isCurrent ? { everyMs: COMPLETENESS_EVERY_MS } : {});
  const sources = completeness.value?.sources ?? [];
  const names = [...new Set([...feeds.map(({ source }) => source), ...sources.map(({ source }) => source)])];
  const rows = names.map((source): { source: string; feed: FeedState | null; completeness: SourceCompleteness | null } => ({
    source,
    feed: feeds.find((feed) => feed.source === source) ?? null,
    completeness: sources.find((each) => each.source === source) ?? null,
  }));
  return (
    <Panel title={t('feeds.title')} className={`${styles.feeds}`}>
      <ReportProblem report={completeness} onAgain={completeness.again} />
      <div className={tables.scroll} role="region" aria-label={t('feeds.title')} tabIndex={0}>
        {rows.length === 0 && (
          <p className={tables.nothing}>
            {t('feeds.none')} <Anchor href={addressOf('settings')}>{t('feeds.add')}</Anchor>
          </p>
        )}
        {rows.map(({ source, ...row }) => (
          <FeedCard key={source} source={source} live={isCurrent} {...row} />
        ))}
      </div>
    </Panel>
  );
}
