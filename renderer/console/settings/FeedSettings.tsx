/** Order feeds: which there are and how they do, and adding one with its secret. */
import { ActionIcon, Button, PasswordInput, Stack, Table, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconTrash } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sourceSchema } from '../../../native/contract/ids.ts';
import { refusalCodeSchema } from '../../../native/contract/refusal.ts';
import type { FeedState } from '../../../native/contract/sales.ts';
import { useTopic } from '../../client/hooks.ts';
import { clockTime, count } from '../../i18n/formats.ts';
import { ConfirmModal } from '../plan/ConfirmModal.tsx';
import { useLineLock } from '../plan/use-line-lock.ts';
import { useCommand, usePending, useRefusalSentence } from '../use-command.ts';
import { CopyField } from './CopyField.tsx';
import { Section } from './Section.tsx';
import styles from './settings.module.css';

export function FeedSettings() {
  const { t } = useTranslation('plan');
  const run = useCommand();
  const locked = useLineLock();
  const feeds = useTopic('sales')?.feeds ?? [];
  const [removed, setRemoved] = useState<string | null>(null);
  return (
    <Section title={t('feed.title')}>
      {feeds.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('feed.none')}
        </Text>
      ) : (
        <FeedTable feeds={feeds} locked={locked} onRemove={setRemoved} />
      )}
      <AddFeed taken={feeds.map(({ source }) => source)} />
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
  onRemove,
}: {
  feeds: readonly FeedState[];
  locked: string | null;
  onRemove: (source: string) => void;
}) {
  const { t } = useTranslation('plan');
  const sentence = useRefusalSentence();
  const reason = (feed: FeedState) => {
    if (!feed.ready) return sentence({ code: 'feed-secret-missing', context: { source: feed.source } });
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
                <Table.Td>{t(feed.ready ? 'feed.ready' : 'feed.notReady')}</Table.Td>
                <Table.Td>{count(feed.acceptedCount)}</Table.Td>
                <Table.Td>{count(feed.duplicateCount)}</Table.Td>
                <Table.Td>{count(feed.refusedCount)}</Table.Td>
                <Table.Td>{feed.lastAcceptedAtMs === null ? '—' : clockTime(feed.lastAcceptedAtMs)}</Table.Td>
                <Table.Td>
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
                </Table.Td>
              </Table.Tr>
              {why && (
                <Table.Tr className={styles.reasonRow}>
                  <Table.Td colSpan={7}>
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

function AddFeed({ taken }: { taken: readonly string[] }) {
  const { t } = useTranslation('plan');
  const run = useCommand();
  const locked = useLineLock();
  const busy = usePending('saveFeed');
  const [source, setSource] = useState('');
  const [secret, setSecret] = useState('');
  const known = taken.includes(source);
  const sourceProblem = source !== '' && !sourceSchema.safeParse(source).success;
  const secretProblem = secret !== '' && !isStandardSecret(secret);
  const save = async () => {
    if (!(await run('saveFeed', { source, type: 'generic', ...(secret === '' ? {} : { secret }) }))) return;
    setSource('');
    setSecret('');
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="xs">
        <div className={styles.pair}>
          <TextInput
            size="sm"
            dir="ltr"
            label={t('feed.newSource')}
            placeholder="district-shop"
            maxLength={64}
            value={source}
            error={sourceProblem ? t('feed.sourceProblem') : undefined}
            onChange={(event) => setSource(event.currentTarget.value)}
          />
          <PasswordInput
            size="sm"
            dir="ltr"
            label={t('feed.secret')}
            placeholder="whsec_…"
            autoComplete="off"
            maxLength={200}
            value={secret}
            error={secretProblem ? t('feed.secretProblem') : undefined}
            visibilityToggleButtonProps={{ 'aria-label': t('secret.show'), tabIndex: 0 }}
            onChange={(event) => setSecret(event.currentTarget.value)}
          />
        </div>
        {source !== '' && !sourceProblem && (
          <CopyField label={t('feed.address')} value={new URL(`/ingest/${source}`, location.origin).href} />
        )}
        <Button
          type="submit"
          size="sm"
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          loading={busy}
          disabled={locked !== null || source === '' || sourceProblem || secret === '' || secretProblem}
          title={locked ?? undefined}
        >
          {t(known ? 'feed.changeSecret' : 'feed.add')}
        </Button>
      </Stack>
    </form>
  );
}

/** Standard Webhooks: `whsec_` and 24 to 64 bytes as base64. */
export function isStandardSecret(secret: string): boolean {
  const encoded = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/u.exec(secret)?.[1];
  if (!encoded) return false;
  const bytes = (encoded.length / 4) * 3 - (encoded.match(/=/gu)?.length ?? 0);
  return bytes >= 24 && bytes <= 64;
}
