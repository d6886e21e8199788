/** The keys that the program comes with, those that cannot be given away, and what a changed map makes of them. */
import { type KeyAction, keyActions, type KeyMap } from './controls.ts';
import { accepted, refused, type Result } from './refusal.ts';

/**
 * Written as for a page that reads from left to right: on a page that reads from right to left the two horizontal arrows
 * change places, so that the arrow that points onward does the same everywhere. Rare and drastic actions need Shift.
 */
export const defaultKeys: Readonly<Record<KeyAction, readonly string[]>> = {
  take: ['space', 'enter'],
  takeOverlay: ['shift+enter'],
  takeScene: ['s'],
  previousSegment: ['arrowup'],
  nextSegment: ['arrowdown'],
  previousProduct: ['arrowleft'],
  nextProduct: ['arrowright'],
  number: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  correct: ['backspace'],
  clear: ['escape', 'c'],
  showAgain: ['a'],
  hold: ['h'],
  backSoon: ['b'],
  lowerThird: ['l'],
  prepareGuest: ['p'],
  note: ['n'],
  mark: ['m'],
  saveReplay: ['r'],
  talkOver: ['t'],
  muteMicrophones: ['shift+x'],
  repeatLastGood: ['shift+g'],
  countOther: ['shift+o'],
  lock: ['k'],
  // The full-width one of a Chinese input method and the Arabic one of a Uyghur layout stand on the same key.
  help: ['?', '？', '؟'],
};

/** Actions whose keys are fixed: a number must always be typed with digits. */
export const fixedActions: readonly KeyAction[] = ['number', 'correct'];

/** Actions that came when maps were already kept. */
const CAME_LATER: readonly KeyAction[] = ['takeOverlay', 'takeScene', 'showAgain', 'prepareGuest'];

/** A map that was made before these actions came: where a person has given their first keys to something else, they go without. */
export function withLaterActions(changes: KeyMap): KeyMap {
  const given = new Set(Object.values(changes).flat());
  const yielding = CAME_LATER.filter((action) => changes[action] === undefined && defaultKeys[action].some((key) => given.has(key)));
  return { ...changes, ...Object.fromEntries(yielding.map((action) => [action, defaultKeys[action].filter((key) => !given.has(key))])) };
}

/** Keys that move the focus, belong to the browser or the system, or make no key of their own. */
const KEPT = new Set([
  ...['tab', 'f1', 'f3', 'f5', 'f6', 'f7', 'f10', 'f11', 'f12', 'contextmenu', 'printscreen', 'browserback', 'browserforward'],
  ...['shift', 'control', 'alt', 'altgraph', 'meta', 'capslock', 'numlock', 'fn', 'dead', 'process', 'compose', 'unidentified'],
]);
/** What Chromium, Firefox and Edge do with Ctrl: tabs, windows, find, print, zoom, and the work with text. */
const KEPT_WITH_CTRL = new Set([
  ...Array.from('abcdefghijlnoprstuvwxyz-='),
  'plus',
  'enter',
  'space',
  'pageup',
  'pagedown',
  'escape',
  'f4',
]);

/** Whether a key cannot be given to an action. */
export function isFixedKey(key: string): boolean {
  const { modifiers, base } = partsOf(key);
  if (modifiers.has('meta') || KEPT.has(base)) return true;
  // Ctrl with Alt is AltGr on many layouts and writes characters; Alt alone opens menus and moves through the history.
  if (modifiers.has('alt')) return true;
  if (modifiers.has('ctrl')) return /^\d$/u.test(base) || KEPT_WITH_CTRL.has(base);
  return /^\d$/u.test(base) || base === 'backspace';
}

export function partsOf(key: string): { modifiers: ReadonlySet<string>; base: string } {
  const parts = key.split('+').filter((part) => part !== '');
  return { modifiers: new Set(parts.slice(0, -1)), base: parts.at(-1) ?? key };
}

/** The keys of every action: those of the program, but for actions that the map names. */
export function keysOf(changes: KeyMap | null): Readonly<Record<KeyAction, readonly string[]>> {
  return { ...defaultKeys, ...changes };
}

/** The map when every key of it can do what it should: no key under two actions, no fixed one given away or changed. */
export function checkedKeyMap(changes: KeyMap | null): Result<KeyMap | null> {
  for (const action of keyActions) {
    const keys = changes?.[action];
    if (!keys) continue;
    if (fixedActions.includes(action)) return refused('key-fixed', { key: keys[0] ?? action });
    const fixed = keys.find(isFixedKey);
    if (fixed !== undefined) return refused('key-fixed', { key: fixed });
  }
  const taken = new Set<string>();
  for (const key of Object.values(keysOf(changes)).flat()) {
    if (taken.has(key)) return refused('key-taken', { key });
    taken.add(key);
  }
  return accepted(changes);
}
