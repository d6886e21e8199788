/** The reader's language as the contract names it. */
import { useTranslation } from 'react-i18next';
import { localeSchema, type Locale } from '../../../native/contract/text.ts';

export function useLocale(): Locale {
  return localeSchema.catch('zh-CN').parse(useTranslation().i18n.language);
}
