/** The texts of every page: i18next over the locale files, and the reader's choice of language. */
import i18next, { type i18n, type Resource } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { directionOf, type Locale, localeSchema } from '../../native/contract/text.ts';

const NAMESPACES = [
  'console',
  'plan',
  'sales',
  'upstream',
  'overlay',
  'refusals',
  'district',
  'sources',
  'outputs',
  'audio',
  'preparation',
  'safety',
  'controls',
  'media',
  'graphics',
  'themes',
  'gate',
];
const CHOICE_KEY = 'studio.locale';
const DEFAULT_LOCALE: Locale = 'zh-CN';

const files = import.meta.glob<Record<string, unknown>>(
  '../../resources/locales/*/{console,plan,sales,upstream,overlay,refusals,district,sources,outputs,audio,preparation,safety,controls,media,graphics,themes,gate}.json',
  {
    eager: true,
    import: 'default',
  },
);

function resources(): Resource {
  const all: Resource = {};
  for (const [path, texts] of Object.entries(files)) {
    const [locale, file] = path.split('/').slice(-2) as [string, string];
    (all[locale] ??= {})[file.replace('.json', '')] = texts as Resource[string][string];
  }
  return all;
}

/** The language a person chose on this device, or null. */
export function chosenLocale(): Locale | null {
  const parsed = localeSchema.safeParse(localStorage.getItem(CHOICE_KEY));
  return parsed.success ? parsed.data : null;
}

export function rememberLocale(locale: Locale): void {
  localStorage.setItem(CHOICE_KEY, locale);
}

/** Puts the language on the document, where the browser's own shaping, hyphenation and screen readers look for it. */
export function showLocale(texts: i18n, locale: Locale): void {
  document.documentElement.lang = locale;
  document.documentElement.dir = directionOf(locale);
  void texts.changeLanguage(locale);
}

/** A set of texts in the chosen language, ready to use at once. A missing key falls back to Chinese, never to a bare code. */
export function createTexts(locale: Locale = chosenLocale() ?? DEFAULT_LOCALE): i18n {
  const texts = i18next.createInstance();
  void texts.use(initReactI18next).init({
    lng: locale,
    fallbackLng: DEFAULT_LOCALE,
    ns: NAMESPACES,
    defaultNS: 'console',
    resources: resources(),
    initAsync: false,
    returnNull: false,
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = locale;
  document.documentElement.dir = directionOf(locale);
  return texts;
}
