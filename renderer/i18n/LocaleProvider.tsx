/** Gives the pages below it texts, language and reading direction, and lets a person change the language while they run. */
import { DirectionProvider, useDirection } from '@mantine/core';
import type { i18n } from 'i18next';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { I18nextProvider } from 'react-i18next';
import { directionOf, type Locale } from '../../native/contract/text.ts';
import { chosenLocale, rememberLocale, showLocale } from './setup.ts';

interface LocaleChoice {
  locale: Locale;
  choose(locale: Locale): void;
}

const LocaleContext = createContext<LocaleChoice | null>(null);

/** The language of this page and how to change it. */
export function useLocale(): LocaleChoice {
  const choice = useContext(LocaleContext);
  if (!choice) throw new Error('LocaleProvider is missing');
  return choice;
}

function DirectionFollower({ locale }: { locale: Locale }) {
  const { setDirection } = useDirection();
  useEffect(() => setDirection(directionOf(locale)), [locale, setDirection]);
  return null;
}

/** `studioLocale` is used until a person has chosen on this device. */
export function LocaleProvider({ texts, studioLocale, children }: { texts: i18n; studioLocale: Locale | undefined; children: ReactNode }) {
  const [chosen, setChosen] = useState(chosenLocale);
  const locale = chosen ?? studioLocale ?? 'zh-CN';
  useEffect(() => showLocale(texts, locale), [texts, locale]);
  const choose = useCallback((next: Locale) => {
    rememberLocale(next);
    setChosen(next);
  }, []);
  const choice = useMemo(() => ({ locale, choose }), [locale, choose]);
  return (
    <LocaleContext value={choice}>
      <I18nextProvider i18n={texts}>
        <DirectionProvider initialDirection={directionOf(locale)} detectDirection={false}>
          <DirectionFollower locale={locale} />
          {children}
        </DirectionProvider>
      </I18nextProvider>
    </LocaleContext>
  );
}
