/** Which action a key press asks for, by the studio's key map, and when a press is meant for the desk at all. */
import { type KeyAction, keyActions, type KeyMap } from '../../native/contract/controls.ts';
import { keysOf, partsOf } from '../../native/contract/key-map.ts';

export type Direction = 'ltr' | 'rtl';

export interface KeyRow {
  action: KeyAction;
  /** As the map writes them. */
  keys: readonly string[];
  /** As printed on the key and in tooltips. */
  caps: readonly string[];
}

export interface KeyPress {
  action: KeyAction;
  /** As the map writes it. */
  key: string;
}

export function keyTable(changes: KeyMap | null, direction: Direction): readonly KeyRow[] {
  const all = keysOf(changes);
  return keyActions.map((action) => ({ action, keys: all[action], caps: capsOf(action, all[action], direction) }));
}

function capsOf(action: KeyAction, keys: readonly string[], direction: Direction): readonly string[] {
  if (action === 'number') return ['0–9'];
  // Three writings of one question mark are one key.
  return [...new Set(keys.map((key) => capOf(key.replace(/[？؟]/u, '?'), direction)))];
}

const CAPS: Readonly<Record<string, string>> = {
  space: 'Space',
  enter: 'Enter',
  escape: 'Esc',
  backspace: 'Backspace',
  delete: 'Del',
  insert: 'Ins',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  pause: 'Pause',
  scrolllock: 'ScrLk',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  plus: '+',
  ctrl: 'Ctrl',
  shift: 'Shift',
};

/** What is printed on the key, e.g. `Shift+X`. */
export function capOf(key: string, direction: Direction): string {
  const { modifiers, base } = partsOf(key);
  const cap = (part: string) => CAPS[part] ?? part.toUpperCase();
  return [...modifiers, inReadingDirection(base, direction)].map(cap).join('+');
}

/** The horizontal arrows of the map mean back and onward. */
function inReadingDirection(base: string, direction: Direction): string {
  if (direction === 'ltr') return base;
  if (base === 'arrowleft') return 'arrowright';
  return base === 'arrowright' ? 'arrowleft' : base;
}

const TYPING = 'input, textarea, select, [contenteditable=""], [contenteditable="true"], [data-takes-keys]';
/** What has keys of its own while it is open. */
const OPEN = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';
/** What the keyboard's own Enter and Space press when it was reached by Tab. */
const PRESSABLE = 'button, a[href], summary, [role="button"], [role="tab"], [tabindex="0"]';

/** Some lists stay in the document while they are closed. */
function isAnythingOpen(): boolean {
  return [...document.querySelectorAll(OPEN)].some((element) => element.checkVisibility());
}

/** Whether a press is for the desk: not while typing, in an open dialog or menu, held down, while an input method composes. */
function isForDesk(event: KeyboardEvent): boolean {
  if (event.repeat || event.isComposing || event.defaultPrevented) return false;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(TYPING) || isAnythingOpen()) return false;
  // The menu that this very press has just closed is gone from the document, but the press still points into it.
  if (target?.closest(OPEN) || target?.isConnected === false) return false;
  const base = baseOf(event);
  return !((base === 'space' || base === 'enter') && target?.closest(PRESSABLE));
}

/** Whether a held Enter is about to press a button again and again: browsers make a click of each repetition. */
export function isPressRepeated(event: KeyboardEvent): boolean {
  return event.repeat && event.key === 'Enter' && event.target instanceof Element && event.target.closest(PRESSABLE) !== null;
}

/** The action of a key press, or null when it is not meant for the desk or no key of the map. */
export function pressOf(event: KeyboardEvent, changes: KeyMap | null, direction: Direction): KeyPress | null {
  if (!isForDesk(event)) return null;
  const key = keyOf(event, direction);
  if (key === null) return null;
  // Shift belongs to the key only where the map says so: with Caps or a slipped finger the letter is still the same.
  for (const wanted of new Set([key, key.replace('shift+', '')])) {
    const row = keyTable(changes, direction).find(({ keys }) => keys.includes(wanted));
    if (row) return { action: row.action, key: wanted };
  }
  return null;
}

/** A key press as the map writes it; null for AltGr and for what makes no key of its own. */
export function keyOf(event: KeyboardEvent, direction: Direction): string | null {
  if (event.getModifierState('AltGraph')) return null;
  const base = inReadingDirection(baseOf(event), direction);
  if (base === '' || /^(?:dead|process|unidentified|compose|shift|control|alt|altgraph|meta|capslock|numlock|fn)$/u.test(base)) return null;
  // The sign above a digit, such as ?, is a key of its own; only letters and named keys tell Shift apart.
  const shift = event.shiftKey && /^[a-z]/u.test(base);
  const held = [event.ctrlKey && 'ctrl+', event.altKey && 'alt+', shift && 'shift+', event.metaKey && 'meta+'];
  return held.filter(Boolean).join('') + base;
}

/**
 * Letters go by the place of the key where the layout gives none of ours: with a Uyghur layout KeyC types another letter. The
 * number pad types digits also while NumLock is off, because a number that moves the rundown instead would be a trap.
 */
function baseOf(event: KeyboardEvent): string {
  const key = event.key.toLowerCase();
  if (/^Numpad\d$/u.test(event.code)) return event.code.at(-1)!;
  const foreign = key.length === 1 && key > '~' && key !== '？' && key !== '؟';
  if (foreign || key === 'process' || key === 'dead') {
    if (event.code.startsWith('Key')) return event.code.slice(3).toLowerCase();
    if (/^Digit\d$/u.test(event.code)) return event.code.at(-1)!;
  }
  if (key === ' ') return 'space';
  return key === '+' ? 'plus' : key;
}
