/** Rule files as they are being changed: kept while one looks at other pages, compared with what holds, read from and written to files. */
import { useState, useSyncExternalStore } from 'react';
import { type RuleFile, ruleFileSchema } from '../../../../native/contract/gate.ts';

export type RuleFileName = RuleFile['file'];
export type RulesOf<F extends RuleFileName> = Extract<RuleFile, { file: F }>;

/** What is not saved yet, by file; a reload asks first only where the browser does, so it lives as long as the page. */
const drafts = new Map<RuleFileName, RuleFile>();
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function setDraft(name: RuleFileName, draft: RuleFile | null): void {
  if (draft === null) drafts.delete(name);
  else drafts.set(name, draft);
  for (const listener of listeners) listener();
}

/** The changed file, or null while nothing was changed. */
export function useDraft(name: RuleFileName): RuleFile | null {
  return useSyncExternalStore(subscribe, () => drafts.get(name) ?? null);
}

/** Where a file differs: a group, a list or a value, and in how many entries. */
export interface DiffRow {
  part: string;
  added: number;
  removed: number;
  changed: number;
}

/** Counts by part of the file; who keeps it, its version and date are no part of it. */
export function diffOf(before: RuleFile, after: RuleFile): DiffRow[] {
  const [old, next] = [leavesOf(before), leavesOf(after)];
  const parts = [...new Set([...old.keys(), ...next.keys()])];
  return parts
    .map((part) => {
      const [was, is] = [old.get(part) ?? new Map<string, string>(), next.get(part) ?? new Map<string, string>()];
      const isNew = (key: string) => !was.has(key);
      return {
        part,
        added: [...is.keys()].filter(isNew).length,
        removed: [...was.keys()].filter((key) => !is.has(key)).length,
        changed: [...is].filter(([key, value]) => was.has(key) && was.get(key) !== value).length,
      };
    })
    .filter(({ added, removed, changed }) => added + removed + changed > 0);
}

/** By part: each word and each value with a key of its own, so that an order alone is no difference. */
function leavesOf(file: RuleFile): Map<string, Map<string, string>> {
  const { version: _v, owner: _o, dateAtMs: _d, file: _f, ...content } = file;
  const parts = new Map<string, Map<string, string>>();
  for (const [name, value] of Object.entries(content) as [string, unknown][]) {
    if (name === 'groups') {
      for (const group of value as { group: string }[]) parts.set(group.group, leaves(group));
    } else if (name === 'classes') {
      for (const [guestClass, rules] of Object.entries(value as object)) parts.set(guestClass, leaves(rules));
    } else {
      parts.set(name, leaves(Array.isArray(value) ? { [name]: value } : { value }));
    }
  }
  return parts;
}

function leaves(value: object): Map<string, string> {
  return new Map(
    Object.entries(value).flatMap(([name, each]): [string, string][] => {
      if (!Array.isArray(each)) return [[name, JSON.stringify(each)]];
      return each.map((entry) => (typeof entry === 'string' ? [`${name} ${entry}`, ''] : [`${name} ${JSON.stringify(entry)}`, '']));
    }),
  );
}

/** Splits what was typed or pasted into words: by line, comma or semicolon of any script. */
export function wordsIn(text: string): string[] {
  return [...new Set(text.split(/[\n\r\t,，、;；،؛]+/u).map((word) => word.trim()))].filter((word) => word !== '');
}

export type ReadRules = { ok: true; rules: RuleFile } | { ok: false; at: string; problem: string };

/** A file from another studio or an office; the first fault is named with its place. */
export function readRules(text: string): ReadRules {
  let json: unknown;
  try {
    // Windows' editor puts a mark before the first character.
    json = JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch (error) {
    return { ok: false, at: 'JSON', problem: error instanceof Error ? error.message : '' };
  }
  const parsed = ruleFileSchema.safeParse(json);
  if (parsed.success) return { ok: true, rules: parsed.data };
  const issue = parsed.error.issues[0];
  return { ok: false, at: issue?.path.join('.') || 'file', problem: issue?.message ?? '' };
}

export function writeRules(rules: RuleFile): void {
  const address = URL.createObjectURL(new Blob([`${JSON.stringify(rules, null, 2)}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${rules.file}-${rules.version}.json`;
  link.click();
  // The browser reads it after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The next version after this one: today, and a number where today has one already. */
export function nextVersion(version: string, today: string): string {
  if (!version.startsWith(today)) return today;
  const number = Number(/^-(\d+)$/u.exec(version.slice(today.length))?.[1] ?? 1);
  return `${today}-${number + 1}`;
}

/** Which of several is shown, as long as it is there. */
export function useChosen<T extends string>(all: readonly T[], first: T): [T, (next: T) => void] {
  const [chosen, setChosen] = useState(first);
  return [all.includes(chosen) ? chosen : first, setChosen];
}
