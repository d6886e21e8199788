/** The bar above every page: phase, health, clock, language and the way to the pages. */
import { useTranslation } from 'react-i18next';
import { clockTime } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { addressOf, type Route } from '../routes.ts';
import { useStudioNow } from '../studio-clock.ts';
import { HealthLight } from './HealthLight.tsx';
import { LockButton } from './LockButton.tsx';
import { LanguageSwitch } from '../../parts/LanguageSwitch.tsx';
import { PhasePlate } from './PhasePlate.tsx';

const tabs: readonly Route[] = ['air', 'obs', 'overlay', 'rundown', 'catalogue', 'media', 'sales', 'upstream', 'settings'];

function Clock() {
  const { t } = useTranslation('console');
  const nowMs = useStudioNow();
  return (
    <div className="clock" role="timer" aria-label={t('clock')}>
      <Figure>{nowMs === undefined ? '--:--:--' : clockTime(nowMs)}</Figure>
    </div>
  );
}

export function TopBar({ route }: { route: Route }) {
  const { t } = useTranslation('console');
  return (
    <header className="top-bar">
      <PhasePlate />
      <nav aria-label={t('nav.label')}>
        {tabs.map((tab) => (
          <a key={tab} href={addressOf(tab)} aria-current={tab === route ? 'page' : undefined}>
            {t(`nav.${tab}`)}
          </a>
        ))}
      </nav>
      <HealthLight />
      <LockButton />
      <Clock />
      <LanguageSwitch />
    </header>
  );
}
