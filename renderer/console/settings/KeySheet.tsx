/** The keys on one sheet of paper: not on the screen, only when the page is printed. */
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useKeyTable } from '../use-key-map.ts';
import styles from './keys.module.css';

export function KeySheet() {
  const { t } = useTranslation(['controls', 'console']);
  const table = useKeyTable();
  // Beside the page's root, so that the print can leave the whole page out.
  return createPortal(
    <section className={styles.sheet} aria-label={t('keys.sheet')}>
      <h1>{t('keys.sheet')}</h1>
      <dl>
        {table
          .filter(({ caps }) => caps.length > 0)
          .map(({ action, caps }) => (
            <div key={action}>
              <dt dir="ltr">
                {caps.map((cap) => (
                  <kbd key={cap}>{cap === 'Space' ? t('console:keys.space') : cap}</kbd>
                ))}
              </dt>
              <dd>{t(`console:keys.${action}`)}</dd>
            </div>
          ))}
      </dl>
      <p>{t('console:keys.resting')}</p>
    </section>,
    document.body,
  );
}
