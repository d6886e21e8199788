/** Every refusal has a sentence and every text is there, in three languages. */
import { describe, expect, it } from 'vitest';
import { refusalCodes } from '../../native/contract/refusal.ts';
import { fieldProblems } from '../../renderer/console/plan/field-problem.ts';
import { locales } from '../../native/contract/text.ts';

type Texts = { [key: string]: string | Texts };
const files = import.meta.glob<Texts>('../../resources/locales/*/*.json', { eager: true, import: 'default' });
const texts = (locale: string, namespace: string): Record<string, string> =>
  flat(files[`../../resources/locales/${locale}/${namespace}.json`] ?? {});
const namespaces = [...new Set(Object.keys(files).map((path) => path.split('/').at(-1)!.replace('.json', '')))];

function flat(tree: Texts, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value]] : Object.entries(flat(value, `${prefix}${key}.`)),
    ),
  );
}
/** A language has the plural forms of its own grammar; they are one text. */
const withoutPlural = (key: string) => key.replace(/_(?:zero|one|two|few|many|other)$/u, '');
const keysOf = (locale: string, namespace: string) => sorted(Object.keys(texts(locale, namespace)).map(withoutPlural));
const placeholders = (text: string): string[] => [...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}/gu)].map(([, name = '']) => name);
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort((a, b) => (a < b ? -1 : 1));

/** Names in each text; what stands in a plural form of one language counts for the text. */
function placeholdersByKey(locale: string, namespace: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [key, text] of Object.entries(texts(locale, namespace))) {
    const whole = withoutPlural(key);
    found[whole] = sorted([...(found[whole] ?? []), ...placeholders(text)]);
  }
  return found;
}

describe('sentences of refusals', () => {
  it.each(locales)('TX1 every refusal code has one sentence, and no sentence is left over, in %s', (locale) => {
    expect(sorted(Object.keys(texts(locale, 'refusals')))).toEqual(sorted(refusalCodes));
  });

  it.each(locales)('TX1 no sentence is empty or a bare code in %s', (locale) => {
    for (const [code, sentence] of Object.entries(texts(locale, 'refusals'))) {
      expect(sentence, code).toMatch(/[.。؟!]$/u);
      expect(sentence, code).not.toBe(code);
    }
  });

  it('TX1 every refusal carries what its sentence names', () => {
    const sentences = texts('en', 'refusals');
    const sources = import.meta.glob<string>('../../native/**/*.ts', { eager: true, query: '?raw', import: 'default' });
    const raised = Object.values(sources).flatMap((source) => [...source.matchAll(/refused\(\s*'([a-z-]+)'(?:,\s*\{([^}]*)\})?\s*\)/gu)]);
    expect(raised.length).toBeGreaterThan(50);
    const holes = raised.flatMap(([, code = '', context = '']) => {
      const given = context.split(',').map((part) => part.split(':')[0]?.trim());
      return placeholders(sentences[code] ?? '').flatMap((name) => (given.includes(name) ? [] : [`${code}: ${name}`]));
    });
    expect(holes).toEqual([]);
  });

  it.each(locales)('TX2 every problem of a field has a sentence in %s', (locale) => {
    const sentences = texts(locale, 'plan');
    expect(fieldProblems.filter((problem) => !sentences[`problem.${problem}`])).toEqual([]);
  });
});

describe('texts in three languages', () => {
  it('sees the namespaces', () => {
    expect(namespaces).toEqual(expect.arrayContaining(['plan', 'refusals']));
  });

  it.each(namespaces)('TX3 %s has the same keys in every language', (namespace) => {
    for (const locale of locales) expect(keysOf(locale, namespace), locale).toEqual(keysOf('zh-CN', namespace));
  });

  it.each(namespaces)('TX3 %s has the same placeholders in every language', (namespace) => {
    for (const locale of locales) expect(placeholdersByKey(locale, namespace), locale).toEqual(placeholdersByKey('zh-CN', namespace));
  });

  it.each(namespaces)('TX3 %s is written in its own script', (namespace) => {
    const scripts = { 'zh-CN': /\p{Script=Arabic}/u, ug: /\p{Script=Han}/u, en: /\p{Script=Han}|\p{Script=Arabic}/u } as const;
    for (const locale of locales) {
      const strange = Object.entries(texts(locale, namespace)).filter(
        ([key, text]) => !key.includes('language') && scripts[locale].test(text),
      );
      expect(strange, locale).toEqual([]);
    }
  });
});
