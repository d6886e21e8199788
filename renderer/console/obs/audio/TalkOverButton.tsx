/** Talk-over: held down it lasts as long as it is held, pressed shortly it stays until the next press. */
import { UnstyledButton } from '@mantine/core';
import { IconSpeakerphone } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLink, useTopic } from '../../../client/hooks.ts';
import { useCommand } from '../../use-command.ts';
import styles from './audio.module.css';
import { decibelText } from './meter-scale.ts';

/** A press longer than this is a hold. */
const HOLD_MS = 400;
const RELEASES = ['pointerup', 'pointercancel', 'keyup', 'blur'];

export function TalkOverButton() {
  const { t } = useTranslation('audio');
  const run = useCommand();
  const open = useLink() === 'open';
  const audio = useTopic('audio');
  const active = audio?.talkOver ?? false;
  /** When this press switched it on; null while it is not pressed, or was on before. */
  const pressedAtMs = useRef<number | null>(null);

  function press(): void {
    if (!active) pressedAtMs.current = performance.now();
    void run('setTalkOver', { active: !active });
  }
  // A key or a pointer that is let go elsewhere is let go too.
  useEffect(() => {
    const release = () => {
      const since = pressedAtMs.current;
      pressedAtMs.current = null;
      if (since !== null && performance.now() - since > HOLD_MS) void run('setTalkOver', { active: false });
    };
    for (const type of RELEASES) window.addEventListener(type, release);
    return () => {
      for (const type of RELEASES) window.removeEventListener(type, release);
      release();
    };
  }, [run]);

  return (
    <UnstyledButton
      className={`${styles.talkOver} ${active ? styles.talking : ''}`}
      disabled={!open || !audio}
      aria-pressed={active}
      title={t('talkOver.hint')}
      onPointerDown={(event) => event.button === 0 && press()}
      onKeyDown={(event) => {
        if (![' ', 'Enter'].includes(event.key) || event.repeat) return;
        event.preventDefault();
        event.stopPropagation();
        press();
      }}
    >
      <IconSpeakerphone size="1.2rem" aria-hidden />
      <span>{t(active ? 'talkOver.on' : 'talkOver.off')}</span>
      {audio && (
        <bdi dir="ltr" className="figure">
          {decibelText(audio.config.duckDb)} dB
        </bdi>
      )}
    </UnstyledButton>
  );
}
