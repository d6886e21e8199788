/** Listens to the keyboard for the desk, and hands the focus back to it after a click. */
import { useEffect, useRef } from 'react';
import { actionOf, type KeyAction, keyOf } from './keys.ts';

const TEXT_FIELD = 'input:not([type="radio"], [type="checkbox"], [type="button"]), textarea, select, [contenteditable="true"]';

/** A button that was clicked keeps the focus, and then Space would press it again instead of taking: give the focus back. */
function releaseAfterPointer(event: MouseEvent): void {
  const pointed = event.detail > 0;
  const focused = document.activeElement;
  if (!pointed || !(focused instanceof HTMLElement) || focused.matches(TEXT_FIELD)) return;
  if (focused.closest('[role="dialog"], [role="menu"]')) return;
  focused.blur();
}

/** `act` gets the action and the key that asked for it, as the key table writes it. */
export function useKeys(direction: 'ltr' | 'rtl', act: (action: KeyAction, key: string) => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const action = actionOf(event, direction);
      if (!action) return;
      event.preventDefault();
      latest.current(action, keyOf(event));
    };
    // Capture: before an open menu closes on Escape, so that the same press does not also clear the picture.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    window.addEventListener('click', releaseAfterPointer);
    return () => {
      window.removeEventListener('keydown', onKeyDown, { capture: true });
      window.removeEventListener('click', releaseAfterPointer);
    };
  }, [direction]);
}
