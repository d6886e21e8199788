/** The studio's key map as a page needs it. */
import type { KeyAction } from '../../native/contract/controls.ts';
import { directionOf } from '../../native/contract/text.ts';
import { useTopic } from '../client/hooks.ts';
import { useLocale } from '../i18n/LocaleProvider.tsx';
import { type KeyRow, keyTable } from './keys.ts';

export function useKeyTable(): readonly KeyRow[] {
  const keyMap = useTopic('controls')?.keyMap ?? null;
  return keyTable(keyMap, directionOf(useLocale().locale));
}

/** The caps of actions for tooltips. */
export function useCaps(): (action: KeyAction) => readonly string[] {
  const table = useKeyTable();
  return (action) => table.find((row) => row.action === action)?.caps ?? [];
}
