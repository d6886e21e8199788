/** The bar above every page: phase, health, clock, language and the way to the pages. */
import { useTranslation } from 'react-i18next';
import { addressOf, type Route } from '../routes.ts';

const tabs: readonly Route[] = ['air', 'rundown', 'catalogue', 'settings'];

export function TopBar({ route }: { route: Route }) {
  const { t } = useTranslation('console');
  return (
    <header className="top-bar">
      <nav aria-label={t('nav.label')}>
        {tabs.map((tab) => (
          <a key={tab} href={addressOf(tab)} aria-current={tab === route ? 'page' : undefined}>
            {t(`nav.${tab}`)}
          </a>
        ))}
      </nav>
    </header>
  );
}
