/** Videos: what was dropped in, how far each is, and what it needs before it may be shown. */
import { Button, EmptyState, FileButton, Switch, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconMovie, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { count } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { useFileDrop } from '../../parts/use-file-drop.ts';
import { useLineLock } from '../plan/use-line-lock.ts';
import { useCommand, useRefusalSentence } from '../use-command.ts';
import styles from './media.module.css';
import { MediaDrawer } from './MediaDrawer.tsx';
import { MediaRow } from './MediaRow.tsx';
import { sendVideo } from './send-video.ts';

export function MediaPage() {
  const { t } = useTranslation('media');
  const locked = useLineLock();
  const run = useCommand();
  const sentence = useRefusalSentence();
  const media = useTopic('media');
  const { send, resetRef } = useSending();
  const { over, handlers } = useFileDrop((files) => {
    if (locked === null) send(files);
  });
  const [openedId, setOpenedId] = useState<string | null>(null);

  if (!media) return <main className={styles.page} aria-busy aria-label={t('page')} />;
  const { items, ffmpegVersion, freeMb, target, convertsOnAir } = media;
  const opened = items.find(({ mediaId }) => mediaId === openedId);
  const choose = (
    <FileButton multiple accept="video/*,.mkv,.ts,.mts,.flv,.wmv,.avi" onChange={send} resetRef={resetRef}>
      {(props) => (
        <Button
          {...props}
          size="xs"
          leftSection={<IconUpload size={14} aria-hidden />}
          disabled={locked !== null || ffmpegVersion === null}
          title={locked ?? undefined}
        >
          {t('choose')}
        </Button>
      )}
    </FileButton>
  );

  return (
    <main className={styles.page} aria-label={t('page')} {...handlers}>
      <header className={styles.header}>
        <Title order={1} className={styles.title}>
          {t('title', { count: items.length })}
        </Title>
        <dl className={styles.facts}>
          <div>
            <dt>{t('madeFor')}</dt>
            <dd>
              <Figure>{`${target.width}×${target.height} · ${Math.round(target.fps * 100) / 100} fps`}</Figure>
            </dd>
          </div>
          {freeMb !== null && (
            <div>
              <dt>{t('free')}</dt>
              <dd>
                <Figure>{freeMb >= 1024 ? `${count(Math.floor(freeMb / 1024))} GB` : `${freeMb} MB`}</Figure>
              </dd>
            </div>
          )}
        </dl>
        <Switch
          size="sm"
          className={styles.onAir}
          label={t('onAir')}
          title={t('onAirHint')}
          checked={convertsOnAir}
          disabled={locked !== null}
          onChange={(event) => void run('configureMedia', { convertsOnAir: event.currentTarget.checked })}
        />
        {choose}
      </header>
      {ffmpegVersion === null && (
        <Text size="sm" className={styles.warning} role="status">
          {sentence({ code: 'ffmpeg-missing', context: {} })}
        </Text>
      )}
      <div className={`${styles.list} ${over ? styles.dropping : ''}`} role="region" aria-label={t('list')} tabIndex={0}>
        {items.length === 0 ? (
          <EmptyState icon={<IconMovie size={28} aria-hidden />} title={t('emptyTitle')} description={t('emptyText')} py="xl" />
        ) : (
          <ul className={styles.rows}>
            {items.map((item) => (
              <MediaRow key={item.mediaId} item={item} locked={locked} onOpen={() => setOpenedId(item.mediaId)} />
            ))}
          </ul>
        )}
        {over && (
          <div className={styles.dropHint} aria-hidden>
            {t('drop')}
          </div>
        )}
      </div>
      {opened && <MediaDrawer key={opened.mediaId} item={opened} mapsHighRange={media.mapsHighRange} onClose={() => setOpenedId(null)} />}
    </main>
  );
}

/** Files go one after the other, so that the first is there soonest; each refusal is said and the rest goes on. */
function useSending() {
  const { t } = useTranslation('media');
  const sentence = useRefusalSentence();
  const resetRef = useRef<() => void>(null);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const say = (title: string, message: string) =>
    void notifications.show({ title, message, color: 'orange', autoClose: false, withBorder: true });
  const sendOne = async (file: File) => {
    try {
      const answer = await sendVideo(file);
      if (!answer.ok) say(t('refused', { file: file.name }), sentence(answer.refusal));
    } catch {
      say(t('refused', { file: file.name }), t('broken'));
    }
  };
  return {
    resetRef,
    send(files: readonly File[]) {
      // Else the same file could not be chosen again.
      resetRef.current?.();
      for (const file of files) queue.current = queue.current.then(() => sendOne(file));
    },
  };
}
