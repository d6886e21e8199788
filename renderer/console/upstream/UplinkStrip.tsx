/** The line as sending uses it: what it is doing and why, in one sentence, with its figures and the operator's cap. */
import { useTranslation } from 'react-i18next';
import type { SyncState } from '../../../native/contract/upstream.ts';
import { Figure } from '../../parts/Figure.tsx';
import { CapForm } from './CapForm.tsx';
import { isolated, kbitRate, lineRate } from './units.ts';
import { UplinkCurve } from './UplinkCurve.tsx';
import styles from './upstream.module.css';

export function UplinkStrip({ sync }: { sync: SyncState }) {
  const { t } = useTranslation('upstream');
  const { reason, rateBytes, capKbps, sentBytes, congestion } = sync.uplink;
  const allowed = rateBytes === null ? t('uplink.noLimit') : lineRate(rateBytes);
  const percent = congestion === null ? null : `${Math.round(congestion * 100)}%`;
  const values = {
    rate: rateBytes === null ? allowed : isolated(allowed),
    cap: capKbps === null ? '' : isolated(kbitRate(capKbps)),
    congestion: percent === null ? '—' : isolated(percent),
  };
  return (
    <section className={`panel ${styles.strip}`} aria-label={t('uplink.title')} data-reason={reason}>
      <div className={styles.stripWords}>
        <p className={styles.reason} role="status">
          {t(`uplink.reason.${reason}`, values)}
        </p>
        <div className={styles.stripFigures}>
          <dl>
            <div>
              <dt>{t('uplink.sent')}</dt>
              <dd data-uplink="sent">
                <Figure>{lineRate(sentBytes)}</Figure>
              </dd>
            </div>
            <div>
              <dt>{t('uplink.allowed')}</dt>
              <dd data-uplink="allowed">{rateBytes === null ? allowed : <Figure>{allowed}</Figure>}</dd>
            </div>
            <div>
              <dt>{t('uplink.congestion')}</dt>
              <dd data-uplink="congestion">
                <Figure>{percent ?? '—'}</Figure>
              </dd>
            </div>
          </dl>
          <CapForm capKbps={capKbps} />
        </div>
      </div>
      <UplinkCurve />
    </section>
  );
}
