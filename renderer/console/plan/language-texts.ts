/** A text in three languages as it is typed: a field for each, and what the contract takes of them. */
import type { Locale, LocalText } from '../../../native/contract/text.ts';

export function allLanguages(text: LocalText | undefined): Record<Locale, string> {
  return { 'zh-CN': text?.['zh-CN'] ?? '', ug: text?.ug ?? '', en: text?.en ?? '' };
}

export function isEmpty(text: Record<Locale, string>): boolean {
  return Object.values(text).every((value) => value.trim() === '');
}

/** Translations that nobody typed are left out, so that Chinese stands in for them. */
export function givenLanguages(text: Record<Locale, string>): LocalText {
  const { 'zh-CN': chinese, ...others } = text;
  const given = Object.entries(others).flatMap(([locale, value]) => (value.trim() === '' ? [] : [[locale, value.trim()]]));
  return { 'zh-CN': chinese.trim(), ...Object.fromEntries(given) };
}
