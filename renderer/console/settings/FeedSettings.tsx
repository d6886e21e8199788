/** Order feeds: which there are and how they do, adding, changing and removing one. */
import { ActionIcon, Group, Table, Text } from '@mantine/core';
import { IconAlertTriangle, IconPencil, IconTrash } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalCodeSchema } from '../../../native/contract/refusal.ts';
import type { FeedState } from '../../../native/contract/sales.ts';
import { useTopic } from '../../client/hooks.ts';
import { clockTime, count } from '../../i18n/formats.ts';
import { ConfirmModal } from '../plan/ConfirmModal.tsx';
import { useLineLock } from '../plan/use-line-lock.ts';
import { useCommand, useRefusalSentence } from '../use-command.ts';
import { FeedForm } from './FeedForm.tsx';
import { Section } from './Section.tsx';
import styles from './settings.module.css';

export function FeedSettings() {
  const { t } = useTranslation('plan');
  const run = useCommand();
  const locked = useLineLock();
  const feeds = useTopic('sales')?.feeds ?? [];
  const [removed, setRemoved] = useState<string | null>(null);
  const [source, setSource] = useState('');
  return (
    <Section title={t('feed.title')}>
      {feeds.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('feed.none')}
        </Text>
      ) : (
        <FeedTable feeds={feeds} locked={locked} onChange={setSource} onRemove={setRemoved} />
      )}
      <FeedForm source={source} onSource={setSource} known={feeds.find((feed) => feed.source === source) ?? null} />
      {removed !== null && (
        <ConfirmModal
          title={t('feed.removeTitle')}
          text={t('feed.removeText', { source: removed })}
          action={t('action.remove')}
          locked={locked}
          onClose={() => setRemoved(null)}
          onConfirm={() => {
            setRemoved(null);
            void run('removeFeed', { source: removed });
          }}
        />
      )}
    </Section>
  );
}

function FeedTable({
  feeds,
  locked,
  onChange,
  onRemove,
}: {
  feeds: readonly FeedState[];
  locked: string | null;
  onChange: (source: string) => void;
  onRemove: (source: string) => void;
}) {
  const { t } = useTranslation('plan');
  const { t: sales } = useTranslation('sales');
  const sentence = useRefusalSentence();
  const reason = (feed: FeedState) => {
    if (!feed.ready) return sentence({ code: feed.notReady ?? 'feed-secret-missing', context: { source: feed.source } });
    const code = refusalCodeSchema.safeParse(feed.lastRefusal?.code);
    if (!code.success || !feed.lastRefusal) return null;
    const context = { source: feed.source, at: '—', problem: '—' };
    return t('feed.lastRefusal', { time: clockTime(feed.lastRefusal.atMs), sentence: sentence({ code: code.data, context }) });
  };
  return (
    <Table className={styles.table} verticalSpacing={4} aria-label={t('feed.title')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('feed.source')}</Table.Th>
          <Table.Th>{t('feed.type')}</Table.Th>
          <Table.Th>{t('feed.state')}</Table.Th>
          <Table.Th>{t('feed.accepted')}</Table.Th>
          <Table.Th>{t('feed.duplicate')}</Table.Th>
          <Table.Th>{t('feed.refused')}</Table.Th>
          <Table.Th>{t('feed.last')}</Table.Th>
          <Table.Th aria-label={t('catalogue.actions')} />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {feeds.map((feed) => {
          const why = reason(feed);
          return (
            <Fragment key={feed.source}>
              <Table.Tr data-feed={feed.source} className={why ? styles.feedRow : undefined}>
                <Table.Td>
                  <bdi className={styles.source}>{feed.source}</bdi>
                </Table.Td>
                <Table.Td>{sales(`feeds.type.${feed.type}`)}</Table.Td>
                <Table.Td>{t(feed.ready ? 'feed.ready' : 'feed.notReady')}</Table.Td>
                <Table.Td>{count(feed.acceptedCount)}</Table.Td>
                <Table.Td>{count(feed.duplicateCount)}</Table.Td>
                <Table.Td>{count(feed.refusedCount)}</Table.Td>
                <Table.Td>{feed.lastAcceptedAtMs === null ? '—' : clockTime(feed.lastAcceptedAtMs)}</Table.Td>
                <Table.Td>
                  <Group gap={2} wrap="nowrap" justify="flex-end">
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={t('feed.change', { source: feed.source })}
                      onClick={() => onChange(feed.source)}
                    >
                      <IconPencil size={16} aria-hidden />
                    </ActionIcon>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      disabled={locked !== null}
                      title={locked ?? undefined}
                      aria-label={t('feed.remove', { source: feed.source })}
                      onClick={() => onRemove(feed.source)}
                    >
                      <IconTrash size={16} aria-hidden />
                    </ActionIcon>
                  </Group>
                </Table.Td>
              </Table.Tr>
              {why && (
                <Table.Tr className={styles.reasonRow}>
                  <Table.Td colSpan={8}>
                    <Text size="xs" className={styles.warning}>
                      <IconAlertTriangle size={12} aria-hidden /> {why}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              )}
            </Fragment>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
