/** Texts of the plan in this page's language. */
import { useCallback } from 'react';
import { type LocalText, textIn } from '../../native/contract/text.ts';
import { useLocale } from './LocaleProvider.tsx';

export function useText(): (text: LocalText) => string {
  const { locale } = useLocale();
  return useCallback((text) => textIn(text, locale), [locale]);
}
