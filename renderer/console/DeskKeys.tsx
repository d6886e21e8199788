/** The keyboard of every page: hears the keys, answers what any page may ask for, and hands the focus back to the desk after a click. */
import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyAction } from '../../native/contract/controls.ts';
import { directionOf } from '../../native/contract/text.ts';
import { useLink, useStudioClient, useTopic } from '../client/hooks.ts';
import { useLocale } from '../i18n/LocaleProvider.tsx';
import { useDesk } from './desk.ts';
import { handlerOf, useKeyHandlers } from './key-handlers.ts';
import { isPressRepeated, pressOf } from './keys.ts';
import { useSayNothingToDo } from './say-nothing-to-do.ts';

const TEXT_FIELD = 'input:not([type="radio"], [type="checkbox"], [type="button"]), textarea, select, [contenteditable="true"]';

/** A button that was clicked keeps the focus, and then Space would press it again instead of taking: give the focus back. */
function releaseAfterPointer(event: MouseEvent): void {
  const pointed = event.detail > 0;
  const focused = document.activeElement;
  if (!pointed || !(focused instanceof HTMLElement) || focused.matches(TEXT_FIELD)) return;
  if (focused.closest('[role="dialog"], [role="menu"], [data-takes-keys]')) return;
  focused.blur();
}

/** What happens on the page alone, so that it needs no line to the host. */
const ON_THE_PAGE: readonly KeyAction[] = ['number', 'correct', 'note', 'lock', 'help'];

export function DeskKeys() {
  const { t } = useTranslation('console');
  const client = useStudioClient();
  const desk = useDesk();
  const say = useSayNothingToDo();
  const open = useLink() === 'open';
  const direction = directionOf(useLocale().locale);
  const keyMap = useTopic('controls')?.keyMap ?? null;

  useEffect(() => {
    // What a key decides by must be known when it is pressed.
    const stops = (['sources', 'audio', 'standby'] as const).map((name) => client.topic(name).subscribe(() => {}));
    return () => {
      for (const stop of stops) stop();
    };
  }, [client]);

  useKeyHandlers({
    take: () => desk.take(),
    takeOverlay: () => desk.takeOverlay(),
    takeScene: () => desk.takeScene(),
    showAgain: () => say(desk.showAgain()),
    // Elsewhere Escape leaves whatever one is at; it must not also empty the picture.
    clear: ({ key }) => (key === 'escape' ? 'not-mine' : desk.clear()),
    hold: () => desk.toggleHold(),
    backSoon: () => desk.toggleBackSoon(),
    mark: () => desk.mark(),
    saveReplay: () => desk.saveReplay(),
    talkOver() {
      desk.talkOver(true);
      return () => desk.talkOver(false);
    },
    muteMicrophones: () => desk.toggleMicrophones(),
    repeatLastGood: () => desk.repeatLastGood(),
    countOther: () => desk.countOther(),
  });

  useEffect(() => {
    const held = new Map<string, () => void>();
    const release = (code: string) => {
      held.get(code)?.();
      held.delete(code);
    };
    const releaseAll = () => [...held.keys()].forEach(release);
    const onKeyDown = (event: KeyboardEvent) => {
      if (isPressRepeated(event)) event.preventDefault();
      const press = pressOf(event, keyMap, direction);
      const handler = press && handlerOf(press.action);
      if (!press || !handler) return;
      if (!open && !ON_THE_PAGE.includes(press.action)) {
        event.preventDefault();
        notifications.hide('key-no-line');
        notifications.show({ id: 'key-no-line', message: t('command.lost'), color: 'orange', autoClose: 6000, withBorder: true });
        return;
      }
      const answer = handler(press);
      if (answer === 'not-mine') return;
      event.preventDefault();
      if (answer) held.set(event.code, answer);
    };
    const onKeyUp = (event: KeyboardEvent) => release(event.code);
    const onHidden = () => document.hidden && releaseAll();
    // Capture: before an open menu closes on Escape, so that the same press does not also clear the picture.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    window.addEventListener('keyup', onKeyUp, { capture: true });
    window.addEventListener('blur', releaseAll);
    document.addEventListener('visibilitychange', onHidden);
    window.addEventListener('click', releaseAfterPointer);
    return () => {
      releaseAll();
      window.removeEventListener('keydown', onKeyDown, { capture: true });
      window.removeEventListener('keyup', onKeyUp, { capture: true });
      window.removeEventListener('blur', releaseAll);
      document.removeEventListener('visibilitychange', onHidden);
      window.removeEventListener('click', releaseAfterPointer);
    };
  }, [direction, keyMap, open, t]);
  return null;
}
