/** Announcements: written in three languages, shown and taken off from here too. */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { subjectKey } from '../../../../native/contract/gate.ts';
import type { Announcement } from '../../../../native/contract/graphics.ts';
import { useTopic } from '../../../client/hooks.ts';
import { useText } from '../../../i18n/use-text.ts';
import { Panel } from '../../../parts/Panel.tsx';
import { useDesk } from '../../desk.ts';
import { DeskButton } from '../../DeskButton.tsx';
import { GateBadge } from '../../gate/GateBadge.tsx';
import { freshId } from '../../plan/fresh-id.ts';
import { useCommand, usePending } from '../../use-command.ts';
import { type AnnouncementForm, announcementForm, announcementFormSchema, announcementOf } from './message-forms.ts';
import { MessageForm } from './MessageForm.tsx';
import { MessageRow } from './MessageRow.tsx';
import styles from './messages.module.css';
import { TypedTextInput } from './TypedTextInput.tsx';
import { useDrafts } from './use-drafts.ts';
import { useRemoval } from './use-removal.tsx';

export function AnnouncementsSection() {
  const { t } = useTranslation('graphics');
  const graphics = useTopic('graphics');
  const drafts = useDrafts('announcements', announcementFormSchema);
  const announcements = graphics?.announcements ?? [];
  const ids = announcements.map(({ announcementId }) => announcementId);
  const { openId } = drafts;
  const fresh = [...new Set([...drafts.idsBeside(ids), ...(openId !== null && !ids.includes(openId) ? [openId] : [])])];
  return (
    <Panel
      title={t('messages.announcements')}
      className={styles.section!}
      aside={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => drafts.open(fresh[0] ?? freshId('announcement'))}
        >
          {t('messages.newAnnouncement')}
        </Button>
      }
    >
      <ul className={styles.list}>
        {fresh.map((announcementId) => (
          <li key={announcementId} className={styles.row}>
            <AnnouncementEditor announcementId={announcementId} announcement={undefined} />
          </li>
        ))}
        {announcements.map((announcement) => (
          <AnnouncementRow key={announcement.announcementId} announcement={announcement} />
        ))}
      </ul>
      {graphics && announcements.length === 0 && fresh.length === 0 && <p className={styles.empty}>{t('messages.noAnnouncements')}</p>}
    </Panel>
  );
}

function AnnouncementRow({ announcement }: { announcement: Announcement }) {
  const { t } = useTranslation('graphics');
  const text = useText();
  const run = useCommand();
  const desk = useDesk();
  const removal = useRemoval();
  const drafts = useDrafts('announcements', announcementFormSchema);
  const onAirId = useTopic('playout')?.announcementOnAir?.announcementId;
  const { announcementId } = announcement;
  const onAir = onAirId === announcementId;
  const editing = drafts.openId === announcementId;
  const name = text(announcement.text);
  return (
    <MessageRow
      id={announcementId}
      name={name}
      onAir={onAir}
      draft={drafts.formOf(announcementId) !== null}
      editing={editing}
      words={
        <>
          <bdi>{name}</bdi> <GateBadge subjects={[subjectKey({ kind: 'announcement', id: announcementId })]} />
        </>
      }
      actions={
        <DeskButton
          command={onAir ? 'clear' : 'showAnnouncement'}
          size="xs"
          variant="default"
          className={onAir ? 'is-on-air' : undefined}
          label={`${t(onAir ? 'desk.clear' : 'messages.show')}: ${name}`}
          onPress={() => (onAir ? desk.clearLayer('announcement') : void run('showAnnouncement', { announcementId }))}
        >
          {t(onAir ? 'desk.clear' : 'messages.show')}
        </DeskButton>
      }
      onEdit={() => (editing ? drafts.close() : drafts.open(announcementId))}
      onRemove={() => void removal.removeAnnouncement(announcement)}
    >
      {editing && <AnnouncementEditor announcementId={announcementId} announcement={announcement} />}
    </MessageRow>
  );
}

function AnnouncementEditor({ announcementId, announcement }: { announcementId: string; announcement: Announcement | undefined }) {
  const { t } = useTranslation('graphics');
  const run = useCommand();
  const saving = usePending('saveAnnouncement');
  const drafts = useDrafts('announcements', announcementFormSchema);
  const [tried, setTried] = useState(false);
  const draft = drafts.formOf(announcementId);
  const form: AnnouncementForm = draft ?? announcementForm(announcement);
  const { value, problems } = announcementOf(form, announcementId);
  const save = async () => {
    setTried(true);
    if (value && (await run('saveAnnouncement', value))) drafts.drop(announcementId);
  };
  return (
    <MessageForm
      label={t('messages.announcement')}
      changed={draft !== null}
      saving={saving}
      onSave={() => void save()}
      onClose={drafts.close}
      onDrop={() => drafts.drop(announcementId)}
    >
      <TypedTextInput
        label={t('messages.text')}
        path="text"
        autoFocus
        value={form.text}
        problems={tried ? problems : null}
        onChange={(text) => drafts.write(announcementId, { text })}
      />
    </MessageForm>
  );
}
