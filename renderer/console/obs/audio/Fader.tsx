/** The fader of one input: dragged, stepped by keys, and set to 0 dB by a double click. */
import type { KeyboardEvent, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { VOLUME_DB_MAX, VOLUME_DB_MIN } from '../../../../native/contract/obs.ts';
import { useLink } from '../../../client/hooks.ts';
import { Figure } from '../../../parts/Figure.tsx';
import styles from './audio.module.css';
import { decibelText, faderMarks, faderPosition, faderVolume } from './meter-scale.ts';
import { useFader } from './use-fader.ts';

/** Decibels a key moves it by; with shift finely. */
const STEP_DB = 1;
const FINE_DB = 0.1;
const PAGE_DB = 5;

export function Fader({ inputName, volumeDb }: { inputName: string; volumeDb: number }) {
  const { t } = useTranslation('audio');
  const { shownDb, move } = useFader(inputName, volumeDb);
  const open = useLink() === 'open';

  function follow(event: PointerEvent<HTMLElement>): void {
    const box = event.currentTarget.getBoundingClientRect();
    move(faderVolume(1 - (event.clientY - box.top) / box.height));
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.shiftKey ? FINE_DB : STEP_DB;
    const targets: Record<string, number> = {
      ArrowUp: shownDb + step,
      ArrowDown: shownDb - step,
      PageUp: shownDb + PAGE_DB,
      PageDown: shownDb - PAGE_DB,
      // The end of the way would be +26 dB: no key shall be that loud.
      End: 0,
      Home: VOLUME_DB_MIN,
    };
    const target = targets[event.key];
    if (target === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (open) move(target);
  }

  return (
    <div className={styles.faderColumn}>
      <div
        className={styles.fader}
        role="slider"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={t('fader', { input: inputName })}
        aria-valuemin={VOLUME_DB_MIN}
        aria-valuemax={VOLUME_DB_MAX}
        aria-valuenow={shownDb}
        aria-valuetext={`${decibelText(shownDb)} dB`}
        aria-disabled={!open}
        title={t('faderHint')}
        data-takes-keys
        // A hand on the fader takes no focus: the next key is the desk's.
        onMouseDown={(event) => event.preventDefault()}
        onKeyDown={onKeyDown}
        onDoubleClick={() => open && move(0)}
        onPointerDown={(event) => {
          // The second press of a double click sets 0 dB and shall not drag.
          if (!open || event.button !== 0 || event.detail > 1) return;
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && follow(event)}
      >
        {faderMarks.map((db) => (
          <span key={db} className={db === 0 ? styles.unityMark : styles.faderMark} style={{ bottom: `${faderPosition(db) * 100}%` }} />
        ))}
        <span className={styles.knob} style={{ transform: `translateY(${-faderPosition(shownDb) * 100}cqh)` }} />
      </div>
      <Figure className={styles.volume}>{decibelText(shownDb)}</Figure>
    </div>
  );
}
