/** One video in full: a look at it, its titles, how it fills the canvas, who allowed it, and taking it away. */
import { Button, Checkbox, Drawer, Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type MediaItem, mediaFits } from '../../../native/contract/media.ts';
import { directionOf, type Locale, locales, localTextSchema } from '../../../native/contract/text.ts';
import { duration, loudness } from '../../i18n/formats.ts';
import { useLocale } from '../../i18n/LocaleProvider.tsx';
import { useText } from '../../i18n/use-text.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { LocalTextInput } from '../plan/LocalTextInput.tsx';
import { useLineLock } from '../plan/use-line-lock.ts';
import { useCommand, usePending } from '../use-command.ts';
import { FitPicture } from './FitPicture.tsx';
import styles from './media.module.css';
import { playAddress } from './send-video.ts';

interface MediaDrawerProps {
  item: MediaItem;
  mapsHighRange: boolean;
  onClose(): void;
}

export function MediaDrawer({ item, mapsHighRange, onClose }: MediaDrawerProps) {
  const { t } = useTranslation('media');
  const { locale } = useLocale();
  const text = useText();
  const locked = useLineLock();
  const run = useCommand();
  const saving = usePending('describeMedia');
  const { mediaId, playable, usedIn } = item;
  const [title, setTitle] = useState<Record<Locale, string>>({ ug: '', en: '', ...item.title });
  const [consent, setConsent] = useState(item.consent);
  const [rights, setRights] = useState(item.rights);
  const [fit, setFit] = useState(item.fit);
  const [removing, setRemoving] = useState(false);
  const said = localTextSchema.safeParse(Object.fromEntries(locales.flatMap((each) => (title[each] ? [[each, title[each]]] : []))));
  const save = async () => {
    if (!said.success) return;
    const description = { mediaId, title: said.data, consent, rights, ...(fit === item.fit ? {} : { fit }) };
    if (await run('describeMedia', description)) onClose();
  };
  const remove = async () => {
    if (await run('removeMedia', { mediaId })) onClose();
  };

  return (
    <Drawer
      opened
      onClose={onClose}
      position={directionOf(locale) === 'rtl' ? 'left' : 'right'}
      size={560}
      title={text(item.title)}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="sm">
          {playable && (
            <video className={styles.player} controls preload="metadata" src={playAddress(mediaId)} aria-label={text(item.title)} />
          )}
          <SourceFacts item={item} mapsHighRange={mapsHighRange} />
          <LocalTextInput
            label={t('name')}
            input={(language) => ({
              value: title[language],
              error: said.success || language !== 'zh-CN' || title['zh-CN'] !== '' ? undefined : t('nameNeeded'),
              onChange: (event: { currentTarget: { value: string } }) => setTitle({ ...title, [language]: event.currentTarget.value }),
            })}
          />
          <div>
            <Text size="xs" fw={500} id="media-fit">
              {t('fit')}
            </Text>
            <SegmentedControl
              fullWidth
              size="xs"
              aria-labelledby="media-fit"
              value={fit}
              onChange={setFit}
              data={mediaFits.map((each) => ({
                value: each,
                label: (
                  <span className={styles.fit}>
                    <FitPicture fit={each} shape={item.source} />
                    {t(`fits.${each}`)}
                  </span>
                ),
              }))}
            />
            {fit !== item.fit && (
              <Text size="xs" className={styles.dim}>
                {t('fitAgain')}
              </Text>
            )}
          </div>
          <Checkbox
            size="xs"
            label={t('consent')}
            checked={consent.given}
            onChange={(event) => setConsent({ ...consent, given: event.currentTarget.checked })}
          />
          <Textarea
            size="xs"
            dir="auto"
            label={t('consentNotes')}
            placeholder={t('consentExample')}
            maxLength={1000}
            autosize
            minRows={2}
            value={consent.notes}
            onChange={(event) => setConsent({ ...consent, notes: event.currentTarget.value })}
          />
          <Textarea
            size="xs"
            dir="auto"
            label={t('rights')}
            placeholder={t('rightsExample')}
            maxLength={1000}
            autosize
            minRows={2}
            value={rights}
            onChange={(event) => setRights(event.currentTarget.value)}
          />
          <Text size="xs" className={styles.dim}>
            {usedIn.length > 0 ? t('usedIn', { titles: usedIn.map(text).join(' · ') }) : t('unused')}
          </Text>
          <Group gap="xs">
            <Button size="sm" type="submit" loading={saving} disabled={locked !== null || !said.success} title={locked ?? undefined}>
              {t('save')}
            </Button>
            <Button
              size="sm"
              variant="default"
              disabled={locked !== null || usedIn.length > 0}
              title={usedIn.length > 0 ? t('usedIn', { titles: usedIn.map(text).join(' · ') }) : undefined}
              onClick={() => setRemoving(true)}
            >
              {t('remove')}
            </Button>
          </Group>
        </Stack>
      </form>
      <Confirm
        opened={removing}
        title={t('removeTitle')}
        sentence={t('removeText', { file: item.fileName })}
        act={t('remove')}
        onConfirm={() => void remove()}
        onClose={() => setRemoving(false)}
      />
    </Drawer>
  );
}

function SourceFacts({ item: { source }, mapsHighRange }: { item: MediaItem; mapsHighRange: boolean }) {
  const { t } = useTranslation('media');
  if (!source) return null;
  const notes = [
    source.variableRate && t('facts.variable'),
    source.rotation !== 0 && t('facts.turned', { degrees: source.rotation }),
    source.interlaced && t('facts.interlaced'),
    source.highRange && t(mapsHighRange ? 'facts.highRange' : 'facts.pale'),
    source.audioCodec === null && t('facts.silent'),
    source.loudnessLufs !== null && t('facts.loudness', { lufs: loudness(source.loudnessLufs) }),
  ].filter((note) => note !== false);
  return (
    <div className={styles.source}>
      <Figure>
        {[`${source.width}×${source.height}`, `${source.fps} fps`, duration(source.durationMs), source.videoCodec, source.audioCodec]
          .filter(Boolean)
          .join(' · ')}
      </Figure>
      {notes.map((note) => (
        <span key={note}>{note}</span>
      ))}
    </div>
  );
}
