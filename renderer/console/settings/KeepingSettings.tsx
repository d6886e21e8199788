/** Keeping the book: backups and where they go, how long broadcasts are kept, and their export and purge. */
import { Button, Group, NumberInput, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { count, dayClock } from '../../i18n/formats.ts';
import { useLineLock } from '../plan/use-line-lock.ts';
import { useCommand, usePending } from '../use-command.ts';
import { KeptBroadcasts } from './KeptBroadcasts.tsx';
import { Section } from './Section.tsx';
import { StatusLine } from './StatusLine.tsx';
import styles from './settings.module.css';
import { useDraft } from './use-draft.ts';

export function KeepingSettings() {
  const { t } = useTranslation('plan');
  const run = useCommand();
  const locked = useLineLock();
  const backingUp = usePending('backUp');
  const lastBackup = useTopic('studio')?.lastBackup ?? null;
  return (
    <Section title={t('keeping.title')}>
      {lastBackup ? (
        <StatusLine
          tone="good"
          title={t('keeping.lastBackup', { time: `\u2066${dayClock(lastBackup.atMs)}\u2069` })}
          detail={
            <>
              {lastBackup.entries !== null && <span>{t('keeping.checked', { entries: count(lastBackup.entries) })}</span>}
              {lastBackup.files.map((file) => (
                <bdi key={file} dir="ltr" className={styles.path}>
                  {file}
                </bdi>
              ))}
            </>
          }
        />
      ) : (
        <StatusLine tone="off" title={t('keeping.noBackup')} />
      )}
      <Button
        size="sm"
        variant="default"
        style={{ alignSelf: 'flex-start' }}
        loading={backingUp}
        disabled={locked !== null}
        title={locked ?? undefined}
        onClick={() => void run('backUp', {})}
      >
        {t('keeping.backUp')}
      </Button>
      <KeepingForm />
      <KeptBroadcasts />
    </Section>
  );
}

const MOST_YEARS = 30;

function KeepingForm() {
  const { t } = useTranslation('plan');
  const run = useCommand();
  const locked = useLineLock();
  const busy = usePending('configureStudio');
  const studio = useTopic('studio');
  const folder = useDraft(studio?.backupFolder ?? '');
  const years = useDraft(String(studio?.retentionYears ?? 3));
  const retentionYears = Number(years.value);
  const wrongYears = !Number.isInteger(retentionYears) || retentionYears < 1 || retentionYears > MOST_YEARS;
  const save = async () => {
    const path = folder.value.trim();
    const done = await run('configureStudio', {
      ...(folder.changed && { backupFolder: path === '' ? null : path }),
      ...(years.changed && { retentionYears }),
    });
    if (!done) return;
    for (const draft of [folder, years]) draft.reset();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextInput
        size="sm"
        dir="ltr"
        label={t('keeping.folder')}
        description={t('keeping.folderHint')}
        maxLength={1000}
        value={folder.value}
        onChange={(event) => folder.set(event.currentTarget.value)}
      />
      <NumberInput
        mt="sm"
        size="sm"
        label={t('keeping.years')}
        description={t('keeping.yearsHint')}
        min={1}
        max={MOST_YEARS}
        allowDecimal={false}
        hideControls
        value={years.value}
        error={wrongYears ? t('keeping.yearsProblem', { most: MOST_YEARS }) : undefined}
        onChange={(value) => years.set(String(value))}
      />
      <Group mt="sm" gap="xs">
        <Button
          type="submit"
          size="sm"
          loading={busy}
          disabled={locked !== null || wrongYears || !(folder.changed || years.changed)}
          title={locked ?? undefined}
        >
          {t('action.save')}
        </Button>
        <Text size="xs" c="dimmed">
          {t('keeping.law')}
        </Text>
      </Group>
    </form>
  );
}
