/** Keys and control surfaces: what a key or a button from outside may do, and which key does what. */
import { z } from 'zod';
import { displayText } from './text.ts';
import { atMsSchema } from './time.ts';

/** Everything that a key can be set to. `number` and `correct` type a product's number; their keys are fixed. */
export const keyActions = [
  'take',
  'takeOverlay',
  'takeScene',
  'previousSegment',
  'nextSegment',
  'previousProduct',
  'nextProduct',
  'number',
  'correct',
  'clear',
  'showAgain',
  'hold',
  'backSoon',
  'lowerThird',
  'prepareGuest',
  'note',
  'mark',
  'saveReplay',
  'talkOver',
  'muteMicrophones',
  'repeatLastGood',
  'countOther',
  'lock',
  'help',
] as const;
export const keyActionSchema = z.enum(keyActions);
export type KeyAction = z.infer<typeof keyActionSchema>;

/** A key as the map writes it: modifiers in the order ctrl, alt, shift, meta, then the key in lower case, e.g. `ctrl+shift+k`, `space`, `f5`. */
export const keyNameSchema = z
  .string()
  .max(40)
  .regex(/^(?:ctrl\+)?(?:alt\+)?(?:shift\+)?(?:meta\+)?(?:[^\s+]|plus|[a-z][a-z0-9]+)$/u, 'key');

/** Keys by action; an action without an entry has no key. No key may stand under two actions. */
export const keyMapSchema = z.partialRecord(keyActionSchema, z.array(keyNameSchema).max(4));
export type KeyMap = z.infer<typeof keyMapSchema>;

/** How a console calls itself; it stands in the ledger as `operator:<name>`. */
export const consoleNameSchema = displayText(40).trim().min(1);
/** Carries the name, percent-encoded, with requests that do not go over the socket. */
export const CONSOLE_HEADER = 'x-console';

export const controlsStateSchema = z.object({
  /** What differs from the keys that the program comes with; null where nothing was changed. */
  keyMap: keyMapSchema.nullable(),
  /** The HTTP interface for button boxes, pedals and other programs. */
  api: z.object({ enabled: z.boolean(), hasToken: z.boolean(), address: z.string(), lastUsedAtMs: atMsSchema.nullable() }),
  /** Consoles that are open now, by the name that their actions carry. */
  consoles: z.array(z.object({ name: z.string(), openedAtMs: atMsSchema })),
});
export type ControlsState = z.infer<typeof controlsStateSchema>;
export const noControls: ControlsState = {
  keyMap: null,
  api: { enabled: false, hasToken: false, address: '', lastUsedAtMs: null },
  consoles: [],
};
