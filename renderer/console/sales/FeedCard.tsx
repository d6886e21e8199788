/** One source of orders: its state in a word, its figures, and what is wrong with it in sentences. */
import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { refusalCodeSchema } from '../../../native/contract/refusal.ts';
import type { ReportOutput } from '../../../native/contract/reports.ts';
import type { FeedState } from '../../../native/contract/sales.ts';
import { clockMinute, clockTime, count, duration, share } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { addressOf } from '../routes.ts';
import { useStudioNow } from '../studio-clock.ts';
import { useRefusalSentence } from '../use-command.ts';
import styles from './sales.module.css';

export type SourceCompleteness = ReportOutput<'completeness'>['sources'][number];

/** More gaps than these are told as a number. */
const GAPS_SHOWN = 6;

interface FeedCardProps {
  source: string;
  /** Null for a source that is no longer configured. */
  feed: FeedState | null;
  /** Null while the source has brought nothing to the broadcast. */
  completeness: SourceCompleteness | null;
  /** True where the broadcast goes on: only then is the time since the last order worth telling. */
  live: boolean;
}

export function FeedCard({ source, feed, completeness, live }: FeedCardProps) {
  const { t } = useTranslation('sales');
  const state = feedState(feed);
  return (
    <article className={styles.feed} data-feed={source} data-state={state} aria-label={source}>
      <header>
        <bdi className="strong">{source}</bdi>
        {feed && <span className="dim">{t(`feeds.type.${feed.type}`)}</span>}
        <span className={styles.feedMark}>{t(`feeds.state.${state}`)}</span>
      </header>
      {feed && <FeedFigures feed={feed} live={live} />}
      {completeness && <Completeness completeness={completeness} />}
      {feed && <Troubles feed={feed} />}
    </article>
  );
}

function feedState(feed: FeedState | null): 'gone' | 'notReady' | 'stale' | 'ready' {
  if (!feed) return 'gone';
  if (!feed.ready) return 'notReady';
  return feed.stale ? 'stale' : 'ready';
}

function FeedFigures({ feed, live }: { feed: FeedState; live: boolean }) {
  const { t } = useTranslation('sales');
  const nowMs = useStudioNow();
  const { lastAcceptedAtMs, usualSilenceMs, thinCount, acceptedCount, duplicateCount, refusedCount } = feed;
  const silentMs = lastAcceptedAtMs !== null && nowMs !== undefined ? Math.max(0, nowMs - lastAcceptedAtMs) : null;
  return (
    <dl className={styles.facts}>
      <div>
        <dt>{t('feeds.last')}</dt>
        <dd>
          <Figure>{lastAcceptedAtMs === null ? '—' : clockTime(lastAcceptedAtMs)}</Figure>
          {live && silentMs !== null && (
            <span className="dim">
              {' '}
              <Figure>{duration(silentMs)}</Figure>
            </span>
          )}
        </dd>
      </div>
      <div>
        <dt>{t('feeds.usualSilence')}</dt>
        <dd>
          <Figure>{usualSilenceMs === null ? '—' : duration(usualSilenceMs)}</Figure>
        </dd>
      </div>
      <div>
        <dt>{t('feeds.counts')}</dt>
        <dd>
          <Figure>
            {count(acceptedCount)} / {count(duplicateCount)} / {count(refusedCount)}
          </Figure>
        </dd>
      </div>
      {thinCount > 0 && (
        <div>
          <dt>{t('feeds.thin')}</dt>
          <dd>
            <Figure>{count(thinCount)}</Figure>
          </dd>
        </div>
      )}
    </dl>
  );
}

function Completeness({ completeness }: { completeness: SourceCompleteness }) {
  const { t } = useTranslation('sales');
  const { exportedOrders, matchedOrders, gaps } = completeness;
  const hidden = gaps.length - GAPS_SHOWN;
  return (
    <>
      {exportedOrders !== null && matchedOrders !== null && (
        <div className={styles.meterLine}>
          <span>
            {t('feeds.matched')}{' '}
            <Figure>
              {count(matchedOrders)} / {count(exportedOrders)}
            </Figure>
          </span>
          <meter min={0} max={Math.max(1, exportedOrders)} value={matchedOrders} aria-label={t('feeds.matched')} />
          <Figure className={matchedOrders < exportedOrders ? 'warning' : ''}>{share(matchedOrders, exportedOrders)}</Figure>
        </div>
      )}
      {gaps.length > 0 && (
        <div className={styles.gaps}>
          <span className="warning">{t('feeds.gaps', { count: gaps.length })}</span>
          <ul>
            {gaps.slice(0, GAPS_SHOWN).map(({ fromMs, toMs, usualOrders }) => (
              <li key={fromMs} title={t('feeds.gapUsual', { orders: count(Math.round(usualOrders)) })}>
                <Figure>{fromMs === toMs ? clockMinute(fromMs) : `${clockMinute(fromMs)}–${clockMinute(toMs)}`}</Figure>
              </li>
            ))}
            {hidden > 0 && <li className="dim">{t('feeds.gapsMore', { count: hidden })}</li>}
          </ul>
        </div>
      )}
    </>
  );
}

function Troubles({ feed }: { feed: FeedState }) {
  const { t } = useTranslation('sales');
  const sentence = useRefusalSentence();
  const { source, ready, stale, lastRefusal } = feed;
  const code = refusalCodeSchema.safeParse(lastRefusal?.code);
  const context = { source, at: '—', problem: '—', orderId: '—', host: '—' };
  return (
    <>
      {!ready && (
        <p className="warning">
          {sentence({ code: 'feed-secret-missing', context })} <Anchor href={addressOf('settings')}>{t('feeds.toSettings')}</Anchor>
        </p>
      )}
      {ready && stale && <p className="warning">{t('feeds.staleSentence')}</p>}
      {lastRefusal && (
        <p className={styles.refusal}>
          <Figure>{clockTime(lastRefusal.atMs)}</Figure> {t('feeds.refused')}{' '}
          {code.success ? sentence({ code: code.data, context }) : lastRefusal.code}
        </p>
      )}
    </>
  );
}
