/** The broadcasts of a studio, newest first; choosing one shows its entries. */
import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { INBOX_ID } from '../../../native/contract/entry.ts';
import type { DistrictBroadcast } from '../../../native/contract/district.ts';
import { count, dayClock, money } from '../../i18n/formats.ts';
import { useText } from '../../i18n/use-text.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { moveBetweenRows } from '../../parts/row-keys.ts';
import tables from '../../parts/tables.module.css';
import styles from '../district.module.css';
import { ProblemLine } from '../ProblemLine.tsx';
import { useQuestion } from '../use-question.ts';

const BROADCASTS_EVERY_MS = 10_000;

interface BroadcastsPanelProps {
  studio: string;
  chosen: string | undefined;
  /** Without a broadcast: all of them. */
  onChoose(broadcastId: string | undefined): void;
}

export function BroadcastsPanel({ studio, chosen, onChoose }: BroadcastsPanelProps) {
  const { t } = useTranslation('district');
  const { value, problem, again } = useQuestion('broadcasts', { studio }, BROADCASTS_EVERY_MS);
  const broadcasts = value?.answer;
  return (
    <Panel title={t('broadcasts.title')} className={styles.broadcasts!}>
      <ProblemLine problem={problem} onAgain={again} />
      <div className={tables.scroll} role="region" aria-label={t('broadcasts.title')} tabIndex={0} aria-busy={!broadcasts}>
        {broadcasts?.length === 0 && <p className={tables.nothing}>{t('broadcasts.none')}</p>}
        {broadcasts && broadcasts.length > 0 && (
          <table className={tables.table}>
            <thead>
              <tr>
                <th scope="col">{t('studios.broadcast')}</th>
                <th scope="col" className={tables.number}>
                  {t('figure.orders')}
                </th>
                <th scope="col" className={tables.number}>
                  {t('figure.gross')}
                </th>
              </tr>
            </thead>
            <tbody onKeyDown={moveBetweenRows}>
              {broadcasts.map((broadcast) => (
                <Row
                  key={broadcast.broadcastId}
                  broadcast={broadcast}
                  chosen={broadcast.broadcastId === chosen}
                  onChoose={() => onChoose(broadcast.broadcastId === chosen ? undefined : broadcast.broadcastId)}
                />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Panel>
  );
}

function phaseOf({ startedAtMs, endedAtMs }: DistrictBroadcast): 'prepared' | 'running' | 'ended' {
  if (endedAtMs !== null) return 'ended';
  return startedAtMs === null ? 'prepared' : 'running';
}

function Row({ broadcast, chosen, onChoose }: { broadcast: DistrictBroadcast; chosen: boolean; onChoose(): void }) {
  const { t } = useTranslation('district');
  const text = useText();
  const { broadcastId, title, rehearsal, startedAtMs, openedAtMs, entries } = broadcast;
  const atMs = startedAtMs ?? openedAtMs;
  return (
    <tr className={tables.openRow} aria-selected={chosen} onClick={onChoose} data-broadcast={broadcastId}>
      <th scope="row">
        <UnstyledButton className={tables.rowButton} data-row-stop aria-pressed={chosen}>
          <bdi>{broadcastId === INBOX_ID ? t('broadcasts.inbox') : title ? text(title) : broadcastId}</bdi>
        </UnstyledButton>
        <span className={styles.under}>
          {rehearsal && <strong className={styles.rehearsal}>{t('broadcasts.rehearsal')} </strong>}
          {atMs !== null && <Figure>{dayClock(atMs)}</Figure>} {broadcastId !== INBOX_ID && t(`broadcasts.${phaseOf(broadcast)}`)}{' '}
          {t('arrivedEntries', { count: entries, entries: count(entries) })}
        </span>
      </th>
      <td className={tables.number}>
        <Figure>{count(broadcast.orderCount)}</Figure>
      </td>
      <td className={tables.number}>
        <Figure>{money(broadcast.grossFen)}</Figure>
        {broadcast.refundedFen > 0 && (
          <span className={styles.under}>
            {t('figure.net')} <Figure>{money(broadcast.grossFen - broadcast.refundedFen)}</Figure>
          </span>
        )}
      </td>
    </tr>
  );
}
