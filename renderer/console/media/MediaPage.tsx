/** Videos: what was dropped in, how far each is, and what it needs before it may be shown. */
import { useTranslation } from 'react-i18next';

export function MediaPage() {
  const { t } = useTranslation('console');
  return (
    <main>
      <h1 className="visually-hidden">{t('nav.media')}</h1>
    </main>
  );
}
