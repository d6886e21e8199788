/** The words of the desktop shell and of its starter, in the three languages. */
import en from '../resources/locales/en/host.json' with { type: 'json' };
import ug from '../resources/locales/ug/host.json' with { type: 'json' };
import zh from '../resources/locales/zh-CN/host.json' with { type: 'json' };
import type { Locale } from '../native/contract/text.ts';

const texts: Record<Locale, Record<keyof typeof en, string>> = { 'zh-CN': zh, ug, en };
export type ShellTextKey = keyof typeof en;
export type ShellTexts = (key: ShellTextKey, context?: Record<string, string | number>) => string;

export function shellTexts(locale: Locale): ShellTexts {
  return (key, context = {}) => texts[locale][key].replaceAll(/\{\{(\w+)\}\}/gu, (_, name: string) => String(context[name] ?? ''));
}

/** The first setting whose language the studio speaks, such as `zh_CN.UTF-8` or `ug-CN`; else English. */
export function localeOf(...settings: (string | undefined)[]): Locale {
  for (const setting of settings) {
    const language = setting?.toLowerCase().split(/[-_.]/u)[0];
    if (language === 'zh') return 'zh-CN';
    if (language === 'ug' || language === 'en') return language;
  }
  return 'en';
}
