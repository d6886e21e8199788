/** One input on the mixer: name, meter with its scale, fader, mute, monitoring and tracks. */
import { Checkbox, Popover, Radio, UnstyledButton } from '@mantine/core';
import { IconAdjustments, IconAlertTriangle, IconHeadphones, IconMicrophone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { monitorings, monitoringSchema } from '../../../../native/contract/obs.ts';
import { useLink } from '../../../client/hooks.ts';
import { useCommand } from '../../use-command.ts';
import styles from './audio.module.css';
import { Fader } from './Fader.tsx';
import { LevelMeter } from './LevelMeter.tsx';
import { meterMarks, meterPosition } from './meter-scale.ts';
import { MuteButton } from './MuteButton.tsx';
import type { MixerInput } from './use-mixer.ts';

export function ChannelStrip({ input }: { input: MixerInput }) {
  const { t } = useTranslation('audio');
  const { inputName, audio, microphone, alarms } = input;
  const alarm = alarms[0];
  return (
    <li className={`${styles.channel} ${alarm ? styles.alarmed : ''}`} aria-label={inputName}>
      <header className={styles.channelName} title={inputName}>
        {microphone && <IconMicrophone size="1rem" aria-hidden />}
        <bdi>{inputName}</bdi>
      </header>
      <p className={styles.channelAlarm} role="status">
        {alarm && (
          <>
            <IconAlertTriangle size="1rem" aria-hidden /> {t(`alarm.${alarm}`)}
          </>
        )}
      </p>
      <div className={styles.levels} dir="ltr">
        <Fader inputName={inputName} volumeDb={audio.volumeDb} />
        <div className={styles.scale} aria-hidden>
          {meterMarks.map((db) => (
            <span key={db} style={{ bottom: `${meterPosition(db) * 100}%` }}>
              {Math.abs(db)}
            </span>
          ))}
        </div>
        <LevelMeter inputName={inputName} towards="up" />
      </div>
      <MuteButton inputName={inputName} muted={audio.muted} microphone={microphone} />
      <Routing input={input} />
    </li>
  );
}

/** Where the sound goes: to the headphones of the desk, and to which of the tracks. */
function Routing({ input: { inputName, audio } }: { input: MixerInput }) {
  const { t } = useTranslation('audio');
  const run = useCommand();
  const open = useLink() === 'open';
  const heard = audio.monitoring !== 'none';
  const tracks = audio.tracks.flatMap((on, index) => (on ? [index + 1] : []));
  const words = tracks.length === audio.tracks.length ? t('allTracks') : tracks.length === 0 ? t('noTrack') : tracks.join(' ');
  return (
    <Popover position="top" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={styles.routing} disabled={!open} aria-label={`${t('routing', { input: inputName })}: ${words}`}>
          {heard ? <IconHeadphones size="1rem" aria-hidden className={styles.heard} /> : <IconAdjustments size="1rem" aria-hidden />}
          <bdi dir={tracks.length > 0 && tracks.length < audio.tracks.length ? 'ltr' : undefined}>{words}</bdi>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('routing', { input: inputName })}>
        <Radio.Group
          label={t('monitoring.label')}
          value={audio.monitoring}
          onChange={(value) => void run('setMonitoring', { inputName, monitoring: monitoringSchema.parse(value) })}
        >
          <div className={styles.choices}>
            {monitorings.map((monitoring) => (
              <Radio key={monitoring} size="xs" value={monitoring} label={t(`monitoring.${monitoring}`)} />
            ))}
          </div>
        </Radio.Group>
        <p className={styles.tracksLabel}>{t('tracks')}</p>
        <div className={styles.tracks} dir="ltr">
          {audio.tracks.map((on, index) => (
            <Checkbox
              key={index}
              size="xs"
              label={String(index + 1)}
              aria-label={t('track', { track: index + 1 })}
              checked={on}
              onChange={() =>
                void run('setTracks', { inputName, tracks: audio.tracks.map((track, place) => (place === index ? !track : track)) })
              }
            />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
