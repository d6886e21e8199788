/** Forms that are being written, kept by what they are about: a change of page or a reload loses nothing that was typed. */
import { useSyncExternalStore } from 'react';
import { z } from 'zod';

const KEY = 'studio.message-drafts';

interface Kept {
  /** The form that is open, by section. */
  open: Record<string, string>;
  forms: Record<string, unknown>;
}

const keptSchema = z.object({ open: z.record(z.string(), z.string()), forms: z.record(z.string(), z.unknown()) });
const nothing: Kept = { open: {}, forms: {} };

/** Of this window alone: two people at two consoles write two forms. What another version left and cannot be read is dropped. */
function load(): Kept {
  try {
    return keptSchema.catch(nothing).parse(JSON.parse(sessionStorage.getItem(KEY) ?? 'null'));
  } catch {
    return nothing;
  }
}

let kept = load();
const listeners = new Set<() => void>();

function change(next: Kept): void {
  kept = next;
  sessionStorage.setItem(KEY, JSON.stringify(next));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

const keyOf = (section: string, id: string) => `${section}/${id}`;

interface Drafts<T> {
  /** The form that stands open; null where none does. */
  openId: string | null;
  /** What was typed there; null where nothing was. */
  formOf(id: string): T | null;
  /** Forms with something typed that no row of the plan has yet. */
  idsBeside(known: readonly string[]): string[];
  open(id: string): void;
  /** Leaves what was typed. */
  close(): void;
  write(id: string, form: T): void;
  drop(id: string): void;
}

export function useDrafts<T>(section: string, schema: z.ZodType<T>): Drafts<T> {
  const { open, forms } = useSyncExternalStore(subscribe, () => kept);
  return {
    openId: open[section] ?? null,
    formOf(id) {
      const form = schema.safeParse(forms[keyOf(section, id)]);
      return form.success ? form.data : null;
    },
    idsBeside(known) {
      const mine = Object.keys(forms).flatMap((key) => (key.startsWith(`${section}/`) ? [key.slice(section.length + 1)] : []));
      return mine.filter((id) => !known.includes(id));
    },
    open: (id) => change({ ...kept, open: { ...kept.open, [section]: id } }),
    close() {
      const { [section]: _, ...others } = kept.open;
      change({ ...kept, open: others });
    },
    write: (id, form) => change({ ...kept, forms: { ...kept.forms, [keyOf(section, id)]: form } }),
    drop(id) {
      const { [keyOf(section, id)]: _, ...others } = kept.forms;
      const { [section]: openId, ...rest } = kept.open;
      change({ open: openId === id ? rest : kept.open, forms: others });
    },
  };
}
