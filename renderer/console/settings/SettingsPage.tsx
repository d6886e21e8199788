/** The settings page: everything that is set up once and looked at when something is wrong. */
import { useTranslation } from 'react-i18next';
import { ConsoleSettings } from './ConsoleSettings.tsx';
import { FeedSettings } from './FeedSettings.tsx';
import { KeepingSettings } from './KeepingSettings.tsx';
import { KeySettings } from './KeySettings.tsx';
import { ObsSettings } from './ObsSettings.tsx';
import { OverlaySettings } from './OverlaySettings.tsx';
import styles from './settings.module.css';
import { StudioSettings } from './StudioSettings.tsx';
import { SurfaceSettings } from './SurfaceSettings.tsx';
import { UpstreamLink } from './UpstreamLink.tsx';

export function SettingsPage() {
  const { t } = useTranslation('plan');
  return (
    <main className={styles.page} aria-label={t('settings.page')}>
      <h1 className={styles.pageTitle}>{t('settings.page')}</h1>
      <div className={styles.columns}>
        <div className={styles.column}>
          <ObsSettings />
          <OverlaySettings />
          <StudioSettings />
          <ConsoleSettings />
          <SurfaceSettings />
        </div>
        <div className={styles.column}>
          <FeedSettings />
          <UpstreamLink />
          <KeepingSettings />
          <KeySettings />
        </div>
      </div>
    </main>
  );
}
