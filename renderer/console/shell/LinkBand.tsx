/** The band that says that the page has lost its host, and how old is what it still shows. */
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLink } from '../../client/hooks.ts';
import { clockTime } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { useStudioNow } from '../studio-clock.ts';

/** A first connection that takes longer than this is explained. */
const PATIENCE_MS = 3000;

export function LinkBand() {
  const { t } = useTranslation('console');
  const open = useLink() === 'open';
  const nowMs = useStudioNow();
  const [seenAtMs, setSeenAtMs] = useState<number>();
  const [patient, setPatient] = useState(true);
  if (open && seenAtMs !== nowMs) setSeenAtMs(nowMs);
  useEffect(() => {
    if (open) return;
    const timer = setTimeout(() => setPatient(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [open]);
  if (open) return null;
  return (
    <div className="link-band" role="alert">
      <IconPlugConnectedX size="1.5rem" aria-hidden />
      <span>
        {seenAtMs === undefined ? (
          t(patient ? 'link.connecting' : 'link.notFound')
        ) : (
          <>
            <strong>{t('link.lost')}</strong> {t('link.seenFrom')} <Figure>{clockTime(seenAtMs)}</Figure>
          </>
        )}
      </span>
    </div>
  );
}
