/** One video in the list: its picture, how far it is, and the next thing to do with it. */
import { Badge, Button, Progress } from '@mantine/core';
import { IconMovie } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isOffGoal, LOUDNESS_GOAL, type MediaItem } from '../../../native/contract/media.ts';
import { duration, loudness } from '../../i18n/formats.ts';
import { useText } from '../../i18n/use-text.ts';
import { Figure } from '../../parts/Figure.tsx';
import { useStudioNow } from '../studio-clock.ts';
import { useCommand, useRefusalSentence } from '../use-command.ts';
import styles from './media.module.css';
import { thumbnailAddress } from './send-video.ts';

const colours: Record<MediaItem['state'], string> = {
  arriving: 'blue',
  probing: 'blue',
  waiting: 'gray',
  converting: 'blue',
  ready: 'teal',
  failed: 'orange',
  cancelled: 'gray',
};
/** What is under way can be stopped, what is not can be begun. */
const STOPPABLE: readonly MediaItem['state'][] = ['arriving', 'waiting', 'converting'];
const STARTABLE: readonly MediaItem['state'][] = ['failed', 'cancelled'];
const STORED: readonly MediaItem['state'][] = ['waiting', 'converting', 'ready', 'failed', 'cancelled'];

interface MediaRowProps {
  item: MediaItem;
  locked: string | null;
  onOpen(): void;
}

export function MediaRow({ item, locked, onOpen }: MediaRowProps) {
  const { t } = useTranslation('media');
  const text = useText();
  const run = useCommand();
  const sentence = useRefusalSentence();
  const { mediaId, state, problem, playable, usedIn } = item;
  const title = text(item.title);
  const offGoal = playable && isOffGoal(playable.loudnessLufs) ? playable.loudnessLufs : null;
  const moving = state === 'arriving' || state === 'converting';
  return (
    <li className={styles.row} data-state={state}>
      <Thumbnail item={item} />
      <div className={styles.main}>
        <div className={styles.line}>
          <bdi className={styles.name}>{title}</bdi>
          <Badge size="md" tt="none" variant="light" color={colours[state]}>
            {t(`state.${state}`)}
          </Badge>
          {state === 'ready' && !item.consent.given && (
            <Badge size="md" tt="none" variant="outline" color="yellow">
              {t('noConsent')}
            </Badge>
          )}
        </div>
        <div className={styles.dim}>
          <bdi>{item.fileName}</bdi>
          {item.source && <Facts item={item} />}
          {usedIn.length > 0 && <span>{t('usedIn', { titles: usedIn.map(text).join(' · ') })}</span>}
        </div>
        {problem && <div className={styles.warning}>{sentence(problem)}</div>}
        {offGoal !== null && (
          <div className={styles.warning}>{t('offGoal', { lufs: loudness(offGoal), goal: loudness(LOUDNESS_GOAL.lufs) })}</div>
        )}
        {moving && <Moving item={item} title={title} />}
      </div>
      <div className={styles.actions}>
        {STOPPABLE.includes(state) && (
          <Button size="xs" variant="default" disabled={locked !== null} onClick={() => void run('cancelMedia', { mediaId })}>
            {t('stop')}
          </Button>
        )}
        {STARTABLE.includes(state) && (
          <Button size="xs" variant="default" disabled={locked !== null} onClick={() => void run('convertMedia', { mediaId })}>
            {t('again')}
          </Button>
        )}
        {STORED.includes(state) && (
          <Button size="xs" variant="default" aria-label={`${t('details')}: ${title}`} onClick={onOpen}>
            {t('details')}
          </Button>
        )}
      </div>
    </li>
  );
}

function Thumbnail({ item: { mediaId, hasThumbnail, playable } }: { item: MediaItem }) {
  return (
    <div className={styles.thumbnail}>
      {hasThumbnail && playable ? <img src={thumbnailAddress(mediaId, playable.path)} alt="" /> : <IconMovie size={24} aria-hidden />}
      {playable && <Figure className={styles.length}>{duration(playable.durationMs)}</Figure>}
    </div>
  );
}

function Facts({ item: { source, sizeBytes } }: { item: MediaItem }) {
  if (!source) return null;
  return (
    <Figure>
      {`${source.width}×${source.height} · ${duration(source.durationMs)} · ${Math.max(1, Math.round(sizeBytes / 1024 / 1024))} MB`}
    </Figure>
  );
}

function Moving({ item, title }: { item: MediaItem; title: string }) {
  const { t } = useTranslation('media');
  const nowMs = useStudioNow();
  const percent = Math.floor(item.progress * 100);
  const leftMs = item.readyAtMs === null || nowMs === undefined ? null : Math.max(0, item.readyAtMs - nowMs);
  return (
    <div className={styles.moving}>
      <Progress
        size="sm"
        className={styles.bar}
        value={percent}
        aria-label={`${t(`state.${item.state}`)}: ${title}`}
        transitionDuration={200}
      />
      <Figure>{`${percent}%`}</Figure>
      {leftMs !== null && (
        <span className={styles.dim}>
          {t('left')} <Figure>{duration(leftMs)}</Figure>
        </span>
      )}
    </div>
  );
}
