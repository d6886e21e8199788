/** Who answers which key: parts of the console register for actions, and the newest registered answers. */
import { useEffect, useRef } from 'react';
import type { KeyAction } from '../../native/contract/controls.ts';
import type { KeyPress } from './keys.ts';

/** A returned function is called when the key is let go, or the window loses the keyboard. `not-mine` leaves the press to the browser. */
type KeyHandler = (press: KeyPress) => void | 'not-mine' | (() => void);
type KeyHandlers = Partial<Record<KeyAction, KeyHandler>>;

const registered: { current: KeyHandlers }[] = [];

/** Answers these actions while the component is there. */
export function useKeyHandlers(handlers: KeyHandlers): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    registered.push(latest);
    return () => void registered.splice(registered.indexOf(latest), 1);
  }, []);
}

export function handlerOf(action: KeyAction): KeyHandler | undefined {
  return registered.findLast(({ current }) => current[action])?.current[action];
}
