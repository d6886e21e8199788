/** One message of the plan: its words, whether it is on air, and what may be done with it. */
import { ActionIcon } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLink } from '../../../client/hooks.ts';
import styles from './messages.module.css';

interface MessageRowProps {
  id: string;
  /** How it is named to a screen reader. */
  name: string;
  onAir: boolean;
  /** Something was typed that is not in the plan yet. */
  draft: boolean;
  editing: boolean;
  words: ReactNode;
  detail?: ReactNode;
  /** What puts it on air and takes it off. */
  actions: ReactNode;
  onEdit(): void;
  onRemove(): void;
  children?: ReactNode;
}

export function MessageRow({ id, name, onAir, draft, editing, words, detail, actions, onEdit, onRemove, children }: MessageRowProps) {
  const { t } = useTranslation('graphics');
  const { t: console } = useTranslation('console');
  const open = useLink() === 'open';
  return (
    <li className={styles.row} data-message={id} data-on-air={onAir || undefined}>
      <div className={styles.line}>
        <div className={styles.words}>
          <div className={styles.title}>{words}</div>
          {detail && <div className={styles.detail}>{detail}</div>}
        </div>
        {onAir && <span className="mark on-air">{console('mark.onAir')}</span>}
        {draft && !editing && <span className="mark shown">{t('messages.unsaved')}</span>}
        <span className={styles.actions}>
          {actions}
          <ActionIcon
            variant="default"
            size="lg"
            aria-expanded={editing}
            aria-label={t('messages.edit', { name })}
            title={t('messages.editShort')}
            onClick={onEdit}
          >
            <IconPencil size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size="lg"
            disabled={!open || onAir}
            aria-label={t('messages.remove', { name })}
            title={t(onAir ? 'messages.removeOnAir' : 'messages.removeShort')}
            onClick={onRemove}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </span>
      </div>
      {children}
    </li>
  );
}
