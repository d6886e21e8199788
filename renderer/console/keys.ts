/** The one table of keys of the on-air page, and when a key press is meant for it. */

export type KeyAction =
  | 'take'
  | 'previousSegment'
  | 'nextSegment'
  | 'previousProduct'
  | 'nextProduct'
  | 'number'
  | 'correct'
  | 'clear'
  | 'hold'
  | 'lowerThird'
  | 'note'
  | 'help';

export interface KeyRow {
  action: KeyAction;
  /** Values of `KeyboardEvent.key`; letters in lower case. */
  keys: readonly string[];
  /** As printed on the key and in tooltips. */
  caps: readonly string[];
}

const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Left and right follow the reading direction: the arrow that points onward chooses the next product. */
export function keyTable(direction: 'ltr' | 'rtl'): readonly KeyRow[] {
  const [back, onward] = direction === 'ltr' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
  const [backCap, onwardCap] = direction === 'ltr' ? ['←', '→'] : ['→', '←'];
  return [
    { action: 'take', keys: [' ', 'enter'], caps: ['Space', 'Enter'] },
    { action: 'previousSegment', keys: ['arrowup'], caps: ['↑'] },
    { action: 'nextSegment', keys: ['arrowdown'], caps: ['↓'] },
    { action: 'previousProduct', keys: [back.toLowerCase()], caps: [backCap] },
    { action: 'nextProduct', keys: [onward.toLowerCase()], caps: [onwardCap] },
    { action: 'number', keys: digits, caps: ['0–9'] },
    { action: 'correct', keys: ['backspace'], caps: ['Backspace'] },
    { action: 'clear', keys: ['escape', 'c'], caps: ['Esc', 'C'] },
    { action: 'hold', keys: ['h'], caps: ['H'] },
    { action: 'lowerThird', keys: ['l'], caps: ['L'] },
    { action: 'note', keys: ['n'], caps: ['N'] },
    { action: 'help', keys: ['?', '？'], caps: ['?'] },
  ];
}

/** The caps of an action for a button's tooltip. */
export function capsOf(action: KeyAction): readonly string[] {
  return keyTable('ltr').find((row) => row.action === action)?.caps ?? [];
}

const TYPING = 'input, textarea, select, [contenteditable=""], [contenteditable="true"]';
/** What has keys of its own while it is open. */
const OPEN = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';
/** What the keyboard's own Enter and Space press when it was reached by Tab. */
const PRESSABLE = 'button, a[href], summary, [role="button"], [role="tab"]';

/**
 * The action of a key press, or null when it is not meant for the desk: while typing, in an open dialog or menu, held down,
 * with Ctrl, Alt or Meta, while an input method composes, or when it presses the button that Tab has reached.
 */
export function actionOf(event: KeyboardEvent, direction: 'ltr' | 'rtl'): KeyAction | null {
  if (event.repeat || event.isComposing || event.defaultPrevented) return null;
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(TYPING) || document.querySelector(OPEN)) return null;
  // The menu that this very press has just closed is gone from the document, but the press still points into it.
  if (target?.closest(OPEN) || target?.isConnected === false) return null;
  const key = keyOf(event);
  const presses = key === ' ' || key === 'enter';
  if (presses && target?.closest(PRESSABLE)) return null;
  return keyTable(direction).find((row) => row.keys.includes(key))?.action ?? null;
}

/** Letters go by the place of the key where the layout gives none of ours: with a Uyghur layout KeyC types another letter. */
export function keyOf(event: KeyboardEvent): string {
  const key = event.key.toLowerCase();
  if (key === 'process' || (key.length === 1 && key > '~' && key !== '？')) {
    if (event.code.startsWith('Key')) return event.code.slice(3).toLowerCase();
    if (/^(?:Digit|Numpad)\d$/u.test(event.code)) return event.code.at(-1)!;
  }
  return key;
}
