/** The lock against stray clicks: while it is on, pointer and touch do nothing to what changes air; keys go on working. Kept per device. */
import { useEffect, useSyncExternalStore } from 'react';
import type { CommandName } from '../../native/contract/commands.ts';
import { airCommands } from './air-commands.ts';

const KEY = 'studio.locked';
const ON = '1';
/** Marks what pointer and touch must not reach while the lock is on. */
const GUARDED = '[data-changes-air]';
const POINTER_EVENTS = ['pointerdown', 'mousedown', 'touchstart', 'click', 'dblclick'] as const;

/** For a control's attributes: what runs such a command is guarded. */
export function guardOf(command: CommandName): { 'data-changes-air'?: true } {
  return airCommands.has(command) ? { 'data-changes-air': true } : {};
}

const listeners = new Set<() => void>();

function isLocked(): boolean {
  return localStorage.getItem(KEY) === ON;
}

export function setLocked(locked: boolean): void {
  if (locked) localStorage.setItem(KEY, ON);
  else localStorage.removeItem(KEY);
  for (const listener of listeners) listener();
}

export function toggleLock(): void {
  setLocked(!isLocked());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Another window of this device.
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

export function useLocked(): boolean {
  return useSyncExternalStore(subscribe, isLocked);
}

/** Stops pointer and touch before anything on the page hears them, and tells each click that was in vain. */
export function useLockGuard(onHeldBack: () => void): void {
  useEffect(() => {
    const guard = (event: Event) => {
      // A button that the keyboard presses makes a click without a pointer.
      const byKeyboard = event.type === 'click' && (event as MouseEvent).detail === 0;
      if (byKeyboard || !isLocked() || !(event.target instanceof Element) || !event.target.closest(GUARDED)) return;
      event.stopImmediatePropagation();
      // A list that is touched must still scroll; a fader must not move.
      if (event.type !== 'touchstart' || event.target.closest('input, [role="slider"]')) event.preventDefault();
      if (event.type === 'click') onHeldBack();
    };
    for (const type of POINTER_EVENTS) window.addEventListener(type, guard, { capture: true, passive: false });
    return () => {
      for (const type of POINTER_EVENTS) window.removeEventListener(type, guard, { capture: true });
    };
  }, [onHeldBack]);
}
