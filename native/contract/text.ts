/** Text in the studio's three languages, and the rules for text that may reach a screen. */
import { z } from 'zod';

export const locales = ['zh-CN', 'ug', 'en'] as const;
export const localeSchema = z.enum(locales);
export type Locale = z.infer<typeof localeSchema>;

/** Reading direction of a locale; Uyghur is written in Arabic script from right to left. */
export function directionOf(locale: Locale): 'ltr' | 'rtl' {
  return locale === 'ug' ? 'rtl' : 'ltr';
}

/** Control characters, bidi overrides and isolates, and lone surrogates: never stored, never shown. */
const UNSHOWABLE = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Surrogate}/u;
const UNSHOWABLE_ALL = new RegExp(UNSHOWABLE.source, 'gu');

/** Text typed by people in the studio: hidden characters are refused so that they can be corrected. */
export function displayText(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .refine((value) => !UNSHOWABLE.test(value), 'unshowable');
}

/** Text of several lines, such as notes: as `displayText`, but line breaks stay. */
export function displayLines(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .refine((value) => !UNSHOWABLE.test(value.replaceAll('\n', '')), 'unshowable');
}

/** Text from outside (feeds): hidden characters are taken out, because a sale must not be lost to a bad title. */
export function foreignText(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .transform((value) => value.replace(UNSHOWABLE_ALL, ' ').trim());
}

/** One text in three languages. Chinese is always there; the others fall back to it. */
export const localTextSchema = z.object({
  'zh-CN': displayText(200).min(1),
  ug: displayText(200).optional(),
  en: displayText(200).optional(),
});
export type LocalText = z.infer<typeof localTextSchema>;

/** The text in the wanted locale, else in Chinese. */
export function textIn(text: LocalText, locale: Locale): string {
  return text[locale] || text['zh-CN'];
}
