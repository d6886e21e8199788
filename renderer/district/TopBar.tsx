/** The bar above the pages: what this is, the way to the pages, and the language. */
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../parts/LanguageSwitch.tsx';
import styles from './district.module.css';
import { addressOf, type PageName } from './routes.ts';

const tabs = ['board', 'studios', 'import', 'wall'] as const satisfies readonly PageName[];

export function TopBar({ page }: { page: PageName }) {
  const { t } = useTranslation('district');
  return (
    <header className="top-bar">
      <span className={styles.brand}>{t('title')}</span>
      <nav aria-label={t('nav.label')}>
        {tabs.map((tab) => (
          <a key={tab} href={addressOf(tab)} aria-current={tab === page || (tab === 'board' && page === 'studio') ? 'page' : undefined}>
            {t(`nav.${tab}`)}
          </a>
        ))}
      </nav>
      <span className={styles.gap} />
      <LanguageSwitch />
    </header>
  );
}
