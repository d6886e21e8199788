/** A theme while it is edited: every step can be undone, and a row of steps in one field is one step. */
import { z } from 'zod';
import { type Theme, themeSchema } from '../../../../native/contract/theme.ts';

export interface ThemeDraft {
  /** The shelf's theme when the editing began; another one since then was saved elsewhere. */
  base: Theme;
  theme: Theme;
  past: readonly Theme[];
  future: readonly Theme[];
  /** The field that the last step was in, while it goes on. */
  field: string | null;
}

const STEPS_KEPT = 200;

export function beginDraft(base: Theme): ThemeDraft {
  return { base, theme: base, past: [], future: [], field: null };
}

/** A colour picker tells of every shade it passes: steps in the same field are one until `settled`. */
export function edited(draft: ThemeDraft, field: string, theme: Theme): ThemeDraft {
  const goesOn = draft.field === field;
  return { ...draft, theme, field, past: goesOn ? draft.past : [...draft.past, draft.theme].slice(-STEPS_KEPT), future: [] };
}

export function settled(draft: ThemeDraft): ThemeDraft {
  return draft.field === null ? draft : { ...draft, field: null };
}

export function undone(draft: ThemeDraft): ThemeDraft {
  const theme = draft.past.at(-1);
  if (!theme) return draft;
  return { ...draft, theme, past: draft.past.slice(0, -1), future: [...draft.future, draft.theme], field: null };
}

export function redone(draft: ThemeDraft): ThemeDraft {
  const theme = draft.future.at(-1);
  if (!theme) return draft;
  return { ...draft, theme, past: [...draft.past, draft.theme], future: draft.future.slice(0, -1), field: null };
}

/** Key order does not count: a theme that comes back from the studio is the same. */
export function isSameTheme(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => isSameTheme((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]));
}

export const isChanged = (draft: ThemeDraft) => !isSameTheme(draft.theme, draft.base);

const KEY = 'studio.theme-drafts';
const keptSchema = z.array(z.object({ base: themeSchema, theme: z.looseObject({ themeId: z.string() }) }));

/** What was left unsaved when the page was closed. A draft may be unfinished, so only what it was made from is checked. */
export function loadDrafts(storage: Pick<Storage, 'getItem'>): ReadonlyMap<string, ThemeDraft> {
  const text = storage.getItem(KEY);
  if (text === null) return new Map();
  try {
    const kept = keptSchema.safeParse(JSON.parse(text));
    const drafts = kept.success ? kept.data : [];
    return new Map(
      drafts.flatMap(({ base, theme }) => {
        const whole = themeSchema.extend({ name: z.object({ 'zh-CN': z.string(), ug: z.string().optional(), en: z.string().optional() }) });
        const draft = whole.safeParse(theme);
        return draft.success ? [[base.themeId, { ...beginDraft(base), theme: draft.data, past: [base] }] as const] : [];
      }),
    );
  } catch (error) {
    if (error instanceof SyntaxError) return new Map();
    throw error;
  }
}

export function keepDrafts(storage: Pick<Storage, 'setItem'>, drafts: ReadonlyMap<string, ThemeDraft>): void {
  const changed = [...drafts.values()].filter((draft) => isChanged(draft));
  storage.setItem(KEY, JSON.stringify(changed.map(({ base, theme }) => ({ base, theme }))));
}
