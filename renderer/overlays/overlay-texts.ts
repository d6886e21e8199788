/** The overlay's words in its three languages; this page loads no other texts. */
import { createInstance } from 'i18next';
import type { Locale } from '../../native/contract/text.ts';
import en from '../../resources/locales/en/overlay.json';
import ug from '../../resources/locales/ug/overlay.json';
import zh from '../../resources/locales/zh-CN/overlay.json';
import { useStage } from './stage-context.ts';

export type TextKey = keyof typeof zh;

const texts = createInstance();
void texts.init({
  lng: 'zh-CN',
  fallbackLng: 'zh-CN',
  defaultNS: 'overlay',
  keySeparator: false,
  initAsync: false,
  // React escapes.
  interpolation: { escapeValue: false },
  resources: { 'zh-CN': { overlay: zh }, ug: { overlay: ug }, en: { overlay: en } },
});

/** All letters and digits that the overlay's own words are made of. */
export const everyWord = [zh, ug, en].flatMap((words) => Object.values(words)).join('') + '0123456789.,:%-¥×/·万亿…';

export function overlayText(locale: Locale, key: TextKey, values: Record<string, string> = {}): string {
  return texts.t(key, { lng: locale, ...values });
}

/** The overlay's language and its words. */
export function useTexts(): { locale: Locale; t: (key: TextKey, values?: Record<string, string>) => string } {
  const { locale } = useStage();
  return { locale, t: (key, values) => overlayText(locale, key, values) };
}
