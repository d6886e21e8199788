/** The pages that draw the overlay, how they are, and by which way they reach OBS. */
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../../client/hooks.ts';
import { CopyField } from '../../../parts/CopyField.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { OpenPages } from './OpenPages.tsx';
import styles from './pages.module.css';
import { RoutePanel } from './RoutePanel.tsx';

export function PagesTab() {
  const { t } = useTranslation('graphics');
  const state = useTopic('overlayPages');
  const address = useTopic('studio')?.overlayAddress ?? '';
  if (!state) return <div aria-busy="true" />;
  return (
    <div className={styles.tab}>
      <div className={styles.side}>
        <RoutePanel state={state} />
        <Panel title={t('pages.address.title')} className={styles.panel ?? ''}>
          <div className={styles.body}>
            <p>{t('pages.address.text')}</p>
            <CopyField label={t('pages.address.program')} value={address} />
            <CopyField label={t('pages.address.preview')} value={address === '' ? '' : previewOf(address)} />
            <p className={styles.dim}>{t('pages.address.rights')}</p>
          </div>
        </Panel>
      </div>
      <OpenPages pages={state.pages} />
    </div>
  );
}

function previewOf(address: string): string {
  const url = new URL(address);
  url.searchParams.set('view', 'preview');
  return url.href;
}
