/** Sentences at the host's edge (command line, HTTP answers) from the same language files that the pages use. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Refusal } from '../contract/refusal.ts';
import { type Locale, locales } from '../contract/text.ts';

export interface Sentences {
  /** One sentence: what happened and what to do next. */
  refusal(refusal: Refusal): string;
  /** A text of the command line, from `host.json`. */
  host(key: string, context?: Refusal['context']): string;
  /** A text of the group robots, from `robots.json`. */
  robot(key: string, context?: Refusal['context']): string;
}

/** Reads `<resources>/locales/<locale>/{refusals,host,robots}.json`. */
export function loadSentences(resourcesFolder: string, locale: Locale): Sentences {
  const read = (name: string): Record<string, unknown> =>
    JSON.parse(readFileSync(join(resourcesFolder, 'locales', locale, `${name}.json`), 'utf8')) as Record<string, unknown>;
  const refusals = read('refusals');
  const host = read('host');
  const robots = read('robots');
  return {
    refusal: ({ code, context }) => fill(refusals[code], code, context),
    host: (key, context = {}) => fill(host[key], key, context),
    robot: (key, context = {}) => fill(robots[key], key, context),
  };
}

function fill(template: unknown, key: string, context: Refusal['context']): string {
  if (typeof template !== 'string') return key;
  return template.replaceAll(/\{\{\s*(\w+)\s*\}\}/gu, (_, name: string) => String(context[name] ?? ''));
}

/** The language of a locale setting such as `zh_CN.UTF-8` or `ug`; without a setting the studio's own, Chinese; English for all others. */
export function localeFrom(setting: string | undefined): Locale {
  const language = (setting ?? '').toLowerCase().split(/[-_.,;]/u)[0] ?? '';
  if (['', 'c', 'posix'].includes(language)) return 'zh-CN';
  return locales.find((locale) => locale.toLowerCase().split('-')[0] === language) ?? 'en';
}
