/** Edits of the key map: each is checked here at once by the rules of the host, and saved at once. */
import { useState } from 'react';
import type { KeyAction, KeyMap } from '../../../native/contract/controls.ts';
import { checkedKeyMap, defaultKeys, isFixedKey, keysOf } from '../../../native/contract/key-map.ts';
import { useTopic } from '../../client/hooks.ts';
import { useCommand } from '../use-command.ts';

export const MOST_KEYS = 4;

/** Why a pressed key was not taken, and what to do: another one, or take it away from the action that has it. */
export interface KeyProblem {
  action: KeyAction;
  key: string;
  /** The action that has the key; null for a key that is fixed. */
  taken: KeyAction | null;
}

export function useKeyEdits() {
  const run = useCommand();
  const keyMap = useTopic('controls')?.keyMap ?? null;
  const [problem, setProblem] = useState<KeyProblem | null>(null);
  const keys = keysOf(keyMap);

  function save(next: KeyMap): void {
    setProblem(null);
    const changed = Object.entries(next).filter(([action, own]) => own.join(' ') !== defaultKeys[action as KeyAction].join(' '));
    void run('saveKeyMap', { keyMap: changed.length === 0 ? null : (Object.fromEntries(changed) as KeyMap) });
  }

  return {
    keyMap,
    keys,
    problem,
    isChanged: (action: KeyAction) => keyMap?.[action] !== undefined,
    add(action: KeyAction, key: string): void {
      const taken = (Object.keys(keys) as KeyAction[]).find((each) => keys[each].includes(key)) ?? null;
      if (taken === action) return setProblem(null);
      if (taken !== null || isFixedKey(key)) return setProblem({ action, key, taken: isFixedKey(key) ? null : taken });
      save({ ...keyMap, [action]: [...keys[action], key] });
    },
    remove: (action: KeyAction, key: string) => save({ ...keyMap, [action]: keys[action].filter((each) => each !== key) }),
    /** Gives the key to the action that wants it, away from the one that has it. */
    move({ action, key, taken }: KeyProblem): void {
      if (taken === null) return;
      save({ ...keyMap, [taken]: keys[taken].filter((each) => each !== key), [action]: [...keys[action], key] });
    },
    /** Other actions keep their keys; one that stands in the way is named. */
    reset(action: KeyAction): void {
      const { [action]: _, ...rest } = keyMap ?? {};
      const checked = checkedKeyMap(rest);
      if (checked.ok) return save(rest);
      const key = String(checked.refusal.context['key']);
      const taken = (Object.keys(keys) as KeyAction[]).find((each) => each !== action && keys[each].includes(key)) ?? null;
      setProblem({ action, key, taken });
    },
    resetAll: () => save({}),
    /** The host checks it once more and says what is wrong with it. */
    replace: (next: KeyMap | null) => save(next ?? {}),
    dismiss: () => setProblem(null),
  };
}
