/** The mixer: every input with sound, its meter, fader and mute; talk-over, all microphones at once, and what raises alarms. */
import { IconMicrophoneOff, IconMicrophone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../../client/hooks.ts';
import { Panel } from '../../../parts/Panel.tsx';
import { DeskButton } from '../../DeskButton.tsx';
import { useCommand } from '../../use-command.ts';
import styles from './audio.module.css';
import { AudioSettings } from './AudioSettings.tsx';
import { ChannelStrip } from './ChannelStrip.tsx';
import { TalkOverButton } from './TalkOverButton.tsx';
import { useMixer } from './use-mixer.ts';

export function AudioTab() {
  const { t } = useTranslation('audio');
  const run = useCommand();
  const audio = useTopic('audio');
  const ready = useTopic('obs')?.connection.state === 'ready';
  const inputs = useMixer();
  const microphones = inputs.filter(({ microphone }) => microphone);
  const allMuted = microphones.length > 0 && microphones.every((input) => input.audio.muted);
  return (
    <div className={styles.tab}>
      <Panel
        title={t('title')}
        className={styles.mixer!}
        aside={
          <div className={styles.acts}>
            <DeskButton
              command="muteMicrophones"
              variant="default"
              pressed={allMuted}
              disabled={microphones.length === 0}
              hint={t(microphones.length === 0 ? 'noMicrophones' : 'allMicrophonesHint')}
              leftSection={allMuted ? <IconMicrophone size="1.1rem" aria-hidden /> : <IconMicrophoneOff size="1.1rem" aria-hidden />}
              onPress={() => void run('muteMicrophones', { muted: !allMuted })}
            >
              {t(allMuted ? 'openMicrophones' : 'muteMicrophones')}
            </DeskButton>
            <TalkOverButton />
          </div>
        }
      >
        {inputs.length === 0 ? (
          <p className={styles.empty}>{t(ready ? 'nothingHint' : 'away')}</p>
        ) : (
          <ul className={styles.channels} tabIndex={-1}>
            {inputs.map((input) => (
              <ChannelStrip key={input.inputName} input={input} />
            ))}
          </ul>
        )}
      </Panel>
      {audio && <AudioSettings audio={audio} inputNames={inputs.map(({ inputName }) => inputName)} />}
    </div>
  );
}
