/** Sends commands and answers for each: while it is under way it is pending, and one that did not happen is said aloud until dismissed. */
import { notifications } from '@mantine/notifications';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandInput, CommandName, CommandOutput } from '../../native/contract/commands.ts';
import type { Refusal } from '../../native/contract/refusal.ts';
import { useStudioClient } from '../client/hooks.ts';
import { isolatedValues } from '../i18n/isolated-values.ts';
import { askAboutRefusal } from './gate/refused-commands.ts';

const pendingCounts = new Map<CommandName, number>();
const pendingListeners = new Set<() => void>();

let settledAt = -Infinity;
/** The log tells of an act a moment before or after its command is answered. */
const MOMENT_MS = 2_000;

/** Whether this page has a command under way, or had one a moment ago. */
export function hasJustSent(): boolean {
  return [...pendingCounts.values()].some((count) => count > 0) || performance.now() - settledAt < MOMENT_MS;
}

function countPending(name: CommandName, change: 1 | -1): void {
  if (change < 0) settledAt = performance.now();
  pendingCounts.set(name, (pendingCounts.get(name) ?? 0) + change);
  for (const listener of pendingListeners) listener();
}

function subscribePending(listener: () => void): () => void {
  pendingListeners.add(listener);
  return () => void pendingListeners.delete(listener);
}

/** Whether the host still owes an answer to this command, whoever on this page sent it. */
export function isPending(name: CommandName): boolean {
  return (pendingCounts.get(name) ?? 0) > 0;
}

export function usePending(name: CommandName): boolean {
  return useSyncExternalStore(subscribePending, () => isPending(name));
}

/** One standing notice per cause: the newest replaces the one before it, so that a repeated key does not fill the screen. */
const standing = new Map<string, string>();

function sayStanding(cause: string, title: string, message: string): void {
  const before = standing.get(cause);
  if (before) notifications.hide(before);
  const id = notifications.show({ title, message, color: 'orange', autoClose: false, withBorder: true });
  standing.set(cause, id);
}

/** The sentence of a refusal in the reader's language. */
export function useRefusalSentence(): (refusal: Refusal) => string {
  const { t, i18n } = useTranslation('refusals');
  const { language } = i18n;
  return useCallback(({ code, context }) => t(code, isolatedValues(context, language)), [t, language]);
}

export type RunCommand = <C extends CommandName>(name: C, input: CommandInput<C>) => Promise<CommandOutput<C> | null>;

/**
 * `run` resolves with the answer, or with null after the operator has been told why it did not happen.
 * It never rejects and never keeps a command for later.
 */
export function useCommand(): RunCommand {
  const client = useStudioClient();
  const { t } = useTranslation('console');
  const sentence = useRefusalSentence();
  return useMemo<RunCommand>(() => {
    const run: RunCommand = async (name, input) => {
      countPending(name, 1);
      const named: CommandName = name;
      const title = t('command.refused', { command: t(`commands.${named}`) });
      try {
        const answer = await client.send(name, input);
        if (answer.ok) return answer.value;
        if (askAboutRefusal({ command: name, refusal: answer.refusal, again: () => run(name, input) })) return null;
        sayStanding(`${name}:${answer.refusal.code}`, title, sentence(answer.refusal));
      } catch (error) {
        const reason = error instanceof Error ? error.name : '';
        const late = reason === 'TimeoutError' || reason === 'AbortError';
        sayStanding(`${name}:line`, title, t(late ? 'command.late' : 'command.lost'));
      } finally {
        countPending(name, -1);
      }
      return null;
    };
    return run;
  }, [client, t, sentence]);
}
