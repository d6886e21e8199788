/** Changes the language of this page; each language is named in itself. */
import { Menu, UnstyledButton } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { directionOf, locales, type Locale } from '../../native/contract/text.ts';
import { useLocale } from '../i18n/LocaleProvider.tsx';

const ownNames: Record<Locale, string> = { 'zh-CN': '中文', ug: 'ئۇيغۇرچە', en: 'English' };

export function LanguageSwitch() {
  const { t } = useTranslation('console');
  const { locale, choose } = useLocale();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton className="language" aria-label={`${t('language')}: ${ownNames[locale]}`}>
          <IconLanguage size="1.2rem" aria-hidden />
          <span>{ownNames[locale]}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {locales.map((each) => (
          <Menu.Item key={each} lang={each} dir={directionOf(each)} aria-current={each === locale} onClick={() => choose(each)}>
            {ownNames[each]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
