/** Why the page's buttons are off while the line to the studio is down. */
import { useTranslation } from 'react-i18next';
import { useLink } from '../../client/hooks.ts';

/** The reason as a sentence; null while commands can be sent. */
export function useLineLock(): string | null {
  const { t } = useTranslation('plan');
  return useLink() === 'open' ? null : t('line.down');
}
