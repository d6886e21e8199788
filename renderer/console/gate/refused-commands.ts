/** Commands that the gate refused on this page: they are answered in a dialog, and only here where they were asked for. */
import { useEffect, useSyncExternalStore } from 'react';
import type { CommandName } from '../../../native/contract/commands.ts';
import type { Refusal } from '../../../native/contract/refusal.ts';

export interface RefusedCommand {
  command: CommandName;
  refusal: Refusal;
  /** Sends the same command once more. */
  again(): Promise<unknown>;
}

let current: RefusedCommand | null = null;
let dialogs = 0;
const listeners = new Set<() => void>();

function become(next: RefusedCommand | null): void {
  current = next;
  for (const listener of listeners) listener();
}

/** Whether the refusal is answered in a dialog; else the caller says it as any other. */
export function askAboutRefusal(refused: RefusedCommand): boolean {
  const { code } = refused.refusal;
  if ((code !== 'gate-blocked' && code !== 'gate-warned') || dialogs === 0) return false;
  become(refused);
  return true;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The newest refused command that nobody has answered yet, for the one dialog of the page. */
export function useRefusedCommand(): { refused: RefusedCommand | null; answered(): void } {
  const refused = useSyncExternalStore(subscribe, () => current);
  useEffect(() => {
    dialogs += 1;
    return () => {
      dialogs -= 1;
      current = null;
    };
  }, []);
  return { refused, answered: () => become(null) };
}
