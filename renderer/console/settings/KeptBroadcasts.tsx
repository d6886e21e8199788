/** Ended broadcasts: until when each is kept, its export, and its purge after that. */
import { Button, Group, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReportOutput } from '../../../native/contract/reports.ts';
import { useTopic } from '../../client/hooks.ts';
import { useReport } from '../../client/use-report.ts';
import { count, dayClock } from '../../i18n/formats.ts';
import { ConfirmModal } from '../plan/ConfirmModal.tsx';
import { useLineLock } from '../plan/use-line-lock.ts';
import { useCommand, usePending } from '../use-command.ts';
import { useText } from '../../i18n/use-text.ts';
import styles from './settings.module.css';

type Broadcast = ReportOutput<'broadcasts'>['broadcasts'][number];

const EVERY_MS = 60_000;

export function KeptBroadcasts() {
  const { t } = useTranslation('plan');
  const run = useCommand();
  const locked = useLineLock();
  const exporting = usePending('exportBroadcast');
  const purging = usePending('purgeBroadcast');
  const { value, again } = useReport('broadcasts', {}, { everyMs: EVERY_MS });
  const [chosen, setChosen] = useState<Broadcast | null>(null);
  const text = useText();
  const ended = value?.broadcasts.filter(({ endedAtMs }) => endedAtMs !== null) ?? [];
  if (ended.length === 0) return null;
  const send = async (name: 'exportBroadcast' | 'purgeBroadcast', { broadcastId }: Broadcast) => {
    await run(name, { broadcastId });
    again();
  };
  return (
    <>
      <Table className={styles.table} verticalSpacing={4} aria-label={t('keeping.broadcasts')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('keeping.broadcast')}</Table.Th>
            <Table.Th>{t('keeping.orders')}</Table.Th>
            <Table.Th>{t('keeping.until')}</Table.Th>
            <Table.Th aria-label={t('catalogue.actions')} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {ended.map((broadcast) => (
            <KeptRow
              key={broadcast.broadcastId}
              broadcast={broadcast}
              locked={locked}
              busy={exporting || purging}
              onExport={() => void send('exportBroadcast', broadcast)}
              onPurge={() => setChosen(broadcast)}
            />
          ))}
        </Table.Tbody>
      </Table>
      {chosen && (
        <ConfirmModal
          title={t('keeping.purgeTitle')}
          text={t('keeping.purgeText', { broadcast: text(chosen.title), file: chosen.exportedFile ?? '' })}
          action={t('keeping.purge')}
          locked={locked}
          onClose={() => setChosen(null)}
          onConfirm={() => {
            setChosen(null);
            void send('purgeBroadcast', chosen);
          }}
        />
      )}
    </>
  );
}

interface KeptRowProps {
  broadcast: Broadcast;
  locked: string | null;
  busy: boolean;
  onExport(): void;
  onPurge(): void;
}

function KeptRow({ broadcast, locked, busy, onExport, onPurge }: KeptRowProps) {
  const { t } = useTranslation('plan');
  const text = useText();
  const studio = useTopic('studio');
  const { title, phase, openedAtMs, startedAtMs, endedAtMs, orderCount, exportedFile } = broadcast;
  const until = keptUntil(endedAtMs ?? openedAtMs, studio?.retentionYears ?? 3);
  const isOver = until <= (studio?.nowAtMs ?? 0);
  const purged = phase === 'purged';
  return (
    <Table.Tr data-broadcast={broadcast.broadcastId}>
      <Table.Td>
        <Text size="xs">
          <bdi dir="ltr">{dayClock(startedAtMs ?? openedAtMs)}</bdi>
        </Text>
        {text(title)}
        {exportedFile !== null && (
          <bdi dir="ltr" className={styles.path}>
            {`exports/${exportedFile}`}
          </bdi>
        )}
      </Table.Td>
      <Table.Td>{count(orderCount)}</Table.Td>
      <Table.Td>{purged ? t('keeping.purged') : <bdi dir="ltr">{dayClock(until).slice(0, 10)}</bdi>}</Table.Td>
      <Table.Td>
        {!purged && (
          <Group gap={4} justify="flex-end" wrap="nowrap">
            <Button size="compact-sm" variant="default" disabled={locked !== null || busy} title={locked ?? undefined} onClick={onExport}>
              {t('keeping.export')}
            </Button>
            <Button
              size="compact-sm"
              variant="subtle"
              color="yellow"
              disabled={locked !== null || busy || !isOver || exportedFile === null}
              title={locked ?? (isOver ? undefined : t('keeping.tooEarly'))}
              onClick={onPurge}
            >
              {t('keeping.purge')}
            </Button>
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** As the host counts it: years of the calendar from the end. */
function keptUntil(endedAtMs: number, years: number): number {
  const until = new Date(endedAtMs);
  return until.setUTCFullYear(until.getUTCFullYear() + years);
}
