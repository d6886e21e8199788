/** Compares what a destination holds with the ledger, broadcast by broadcast, and sends again what it lacks. */
import { Button, Progress, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reconciliation, SyncState } from '../../../native/contract/upstream.ts';
import { useReport } from '../../client/use-report.ts';
import { clockTime, count } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useLineLock } from '../plan/use-line-lock.ts';
import { useBroadcastLabel } from '../sales/BroadcastChooser.tsx';
import type { BroadcastRecord } from '../sales/chosen-broadcast.ts';
import { useCommand, usePending, useRefusalSentence } from '../use-command.ts';
import { nameOf } from './destination-words.ts';
import { ReconciledRow } from './ReconciledRow.tsx';
import styles from './upstream.module.css';

const BROADCASTS_EVERY_MS = 30_000;
const NEWEST = 'newest';

export function ReconciliationPanel({ sync }: { sync: SyncState }) {
  const { t } = useTranslation('upstream');
  const run = useCommand();
  const locked = useLineLock();
  const label = useBroadcastLabel();
  const starting = usePending('reconcile');
  const report = useReport('broadcasts', {}, { everyMs: BROADCASTS_EVERY_MS });
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [scope, setScope] = useState(NEWEST);
  const { destinations, reconciliation } = sync;
  // Only a receiver over HTTPS can be asked what it holds.
  const askable = destinations.filter(({ type }) => type === 'https');
  const destinationId = (askable.find((each) => each.destinationId === chosenId) ?? askable[0])?.destinationId ?? null;
  const broadcasts = report.value?.broadcasts ?? [];
  const running = reconciliation?.state === 'running';
  return (
    <Panel title={t('reconcile.title')} className={`${styles.reconcile}`}>
      <div className={styles.scroll} role="region" aria-label={t('reconcile.title')} tabIndex={0}>
        <div className={styles.reconcileBody}>
          <p className={styles.hint}>{t('reconcile.what')}</p>
          {destinationId === null ? (
            <p className={styles.hint}>{t('reconcile.nobody')}</p>
          ) : (
            <form
              className={styles.reconcileForm}
              onSubmit={(event) => {
                event.preventDefault();
                void run('reconcile', { destinationId, ...(scope !== NEWEST && { broadcastId: scope }) });
              }}
            >
              <Select
                size="xs"
                label={t('reconcile.with')}
                allowDeselect={false}
                data={askable.map((each) => ({ value: each.destinationId, label: nameOf(each) }))}
                value={destinationId}
                onChange={setChosenId}
              />
              <Select
                size="xs"
                label={t('reconcile.which')}
                allowDeselect={false}
                searchable={broadcasts.length > 8}
                nothingFoundMessage={t('reconcile.nothingFound')}
                comboboxProps={{ width: 'max-content', position: 'bottom-end' }}
                data={[
                  { value: NEWEST, label: t('reconcile.newest') },
                  ...broadcasts.map((each) => ({ value: each.broadcastId, label: label(each) })),
                ]}
                value={scope}
                onChange={(next) => setScope(next ?? NEWEST)}
              />
              <Button
                type="submit"
                size="xs"
                variant="default"
                loading={starting}
                disabled={locked !== null || running}
                title={locked ?? undefined}
              >
                {t('reconcile.start')}
              </Button>
            </form>
          )}
          {reconciliation && <Found reconciliation={reconciliation} sync={sync} broadcasts={broadcasts} />}
        </div>
      </div>
    </Panel>
  );
}

interface FoundProps {
  reconciliation: Reconciliation;
  sync: SyncState;
  broadcasts: readonly BroadcastRecord[];
}

function Found({ reconciliation, sync, broadcasts }: FoundProps) {
  const { t } = useTranslation('upstream');
  const sentence = useRefusalSentence();
  const run = useCommand();
  const locked = useLineLock();
  const resending = usePending('resendDifferences');
  const [resent, setResent] = useState<{ startedAtMs: number; entries: number } | null>(null);
  const { destinationId, state, startedAtMs, done, total, problem } = reconciliation;
  const destination = sync.destinations.find((each) => each.destinationId === destinationId);
  const mendable = reconciliation.broadcasts.filter(({ missing, differing }) => missing.length + differing.length > 0);
  const resend = async () => {
    const answer = await run('resendDifferences', {});
    if (answer) setResent({ startedAtMs, entries: answer.entries });
  };
  return (
    <section className={styles.found} data-reconciliation={state} aria-label={t('reconcile.result')}>
      <p>
        <bdi className="strong">{destination ? nameOf(destination) : destinationId}</bdi> <Figure>{clockTime(startedAtMs)}</Figure>
        {' · '}
        <span role="status">{t(`reconcile.state.${state}`, { done: count(done), total: count(total) })}</span>
      </p>
      {state === 'running' && (
        <div className={styles.running}>
          <Progress value={total > 0 ? (100 * done) / total : 0} aria-label={t('reconcile.progress')} />
          <Button
            size="compact-xs"
            variant="default"
            disabled={locked !== null}
            title={locked ?? undefined}
            onClick={() => void run('cancelReconciliation', {})}
          >
            {t('reconcile.cancel')}
          </Button>
        </div>
      )}
      {problem && <p className="warning">{sentence(problem)}</p>}
      {reconciliation.broadcasts.length > 0 && (
        <ul className={styles.reconciled}>
          {reconciliation.broadcasts.map((each) => (
            <ReconciledRow
              key={each.broadcastId}
              reconciled={each}
              record={broadcasts.find(({ broadcastId }) => broadcastId === each.broadcastId) ?? null}
            />
          ))}
        </ul>
      )}
      {state !== 'running' && mendable.length > 0 && (
        <div className={styles.resend}>
          <Button size="xs" loading={resending} disabled={locked !== null} title={locked ?? undefined} onClick={() => void resend()}>
            {t('reconcile.resend')}
          </Button>
          <span className="dim">{t('reconcile.resendWhat')}</span>
        </div>
      )}
      {resent?.startedAtMs === startedAtMs && (
        <p role="status">{t('reconcile.resent', { count: resent.entries, number: count(resent.entries) })}</p>
      )}
    </section>
  );
}
