/** Mutes an input or opens it; says which of the two it is now. */
import { UnstyledButton } from '@mantine/core';
import { IconMicrophone, IconMicrophoneOff, IconVolume, IconVolumeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLink } from '../../../client/hooks.ts';
import { useCommand } from '../../use-command.ts';
import styles from './audio.module.css';

interface MuteButtonProps {
  inputName: string;
  muted: boolean;
  microphone: boolean;
  /** Without words where there is no room. */
  compact?: boolean;
}

export function MuteButton({ inputName, muted, microphone, compact = false }: MuteButtonProps) {
  const { t } = useTranslation('audio');
  const run = useCommand();
  const open = useLink() === 'open';
  const Icon = microphone ? (muted ? IconMicrophoneOff : IconMicrophone) : muted ? IconVolumeOff : IconVolume;
  return (
    <UnstyledButton
      className={`${styles.mute} ${muted ? styles.muted : ''} ${compact ? styles.compactMute : ''}`}
      disabled={!open}
      aria-label={`${inputName}: ${t(muted ? 'muted' : 'open')}`}
      title={t(muted ? 'openHint' : 'muteHint')}
      onClick={() => void run('setMute', { inputName, muted: !muted })}
    >
      <Icon size="1.1rem" aria-hidden />
      {!compact && <span>{t(muted ? 'muted' : 'open')}</span>}
    </UnstyledButton>
  );
}
