/** The themes under work on this device: what is unsaved outlives another tab of the page and a reload. */
import { useSyncExternalStore } from 'react';
import type { Theme } from '../../../../native/contract/theme.ts';
import { beginDraft, edited, isChanged, keepDrafts, loadDrafts, redone, settled, type ThemeDraft, undone } from './theme-draft.ts';

let drafts: ReadonlyMap<string, ThemeDraft> | null = null;
const listeners = new Set<() => void>();

const current = (): ReadonlyMap<string, ThemeDraft> => (drafts ??= loadDrafts(localStorage));

function become(themeId: string, draft: ThemeDraft | null): void {
  const next = new Map(current());
  if (draft) next.set(themeId, draft);
  else next.delete(themeId);
  drafts = next;
  keepDrafts(localStorage, next);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** `theme` is that of the shelf; `draft` is null until something is edited. */
export function useThemeDraft(theme: Theme) {
  const all = useSyncExternalStore(subscribe, current);
  const draft = all.get(theme.themeId) ?? null;
  const { themeId } = theme;
  const change = (to: (draft: ThemeDraft) => ThemeDraft) => become(themeId, to(draft ?? beginDraft(theme)));
  return {
    draft,
    edit: (field: string, next: Theme) => change((before) => edited(before, field, next)),
    settle: () => draft && change(settled),
    undo: () => draft && change(undone),
    redo: () => draft && change(redone),
    discard: () => become(themeId, null),
  };
}

/** Ids of themes with something unsaved. */
export function useUnsaved(): ReadonlySet<string> {
  const all = useSyncExternalStore(subscribe, current);
  return new Set([...all].filter(([, draft]) => isChanged(draft)).map(([themeId]) => themeId));
}
