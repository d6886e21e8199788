/** Meters and mutes for the on-air page: microphones first, as many as there is room for. */
import { Anchor } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../parts/Panel.tsx';
import { addressOf } from '../../routes.ts';
import styles from './audio.module.css';
import { LevelMeter } from './LevelMeter.tsx';
import { MuteButton } from './MuteButton.tsx';
import { useMixer } from './use-mixer.ts';

export function MixerStrip({ most = 4 }: { most?: number }) {
  const { t } = useTranslation('audio');
  const inputs = useMixer();
  // One in trouble is in sight always, however little room there is.
  const shown = inputs.filter(({ alarms }, index) => index < most || alarms.length > 0);
  const more = inputs.length - shown.length;
  return (
    <Panel
      title={t('title')}
      className={styles.strip!}
      aside={more > 0 && <Anchor href={addressOf('obs', 'audio')}>{t('more', { count: more })}</Anchor>}
    >
      {inputs.length === 0 && <p className="dim">{t('nothing')}</p>}
      <ul className={styles.rows}>
        {shown.map(({ inputName, audio, microphone, alarms }) => (
          <li key={inputName} className={alarms.length > 0 ? styles.alarmed : undefined}>
            <MuteButton inputName={inputName} muted={audio.muted} microphone={microphone} compact />
            <span className={styles.rowName} title={inputName}>
              {alarms.length > 0 && <IconAlertTriangle size="1rem" aria-hidden />}
              <bdi>{inputName}</bdi>
              {alarms[0] && <span>{t(`alarm.${alarms[0]}`)}</span>}
            </span>
            <LevelMeter inputName={inputName} towards="right" />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
