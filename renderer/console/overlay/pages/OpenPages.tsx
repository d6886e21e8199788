/** The overlay pages that are open now: where, for how long, how smoothly they draw, and what is wrong with them. */
import { useTranslation } from 'react-i18next';
import type { OverlayPageInfo } from '../../../../native/contract/overlay-pages.ts';
import { duration } from '../../../i18n/formats.ts';
import { Figure } from '../../../parts/Figure.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import tables from '../../../parts/tables.module.css';
import { useStudioNow } from '../../studio-clock.ts';
import styles from './pages.module.css';

/** What OBS shows comes first, then who needs attention. */
function inOrder(pages: readonly OverlayPageInfo[]): OverlayPageInfo[] {
  const rank = ({ place, view, trouble }: OverlayPageInfo) => (place === 'obs' && view === 'program' ? 0 : trouble === null ? 2 : 1);
  return pages.toSorted((a, b) => rank(a) - rank(b) || a.openedAtMs - b.openedAtMs);
}

export function OpenPages({ pages }: { pages: readonly OverlayPageInfo[] }) {
  const { t } = useTranslation('graphics');
  return (
    <Panel title={t('pages.list.title')} className={styles.panel ?? ''} aside={<Figure>{pages.length}</Figure>}>
      {pages.length === 0 ? (
        <p className={styles.empty}>{t('pages.list.empty')}</p>
      ) : (
        // Scrolled by keys as well.
        <div className={styles.list} tabIndex={0} role="group" aria-label={t('pages.list.title')}>
          <table className={tables.table}>
            <thead>
              <tr>
                <th scope="col">{t('pages.list.where')}</th>
                <th scope="col">{t('pages.list.view')}</th>
                <th scope="col">{t('pages.list.state')}</th>
                <th scope="col" className={tables.number}>
                  {t('pages.list.openFor')}
                </th>
                <th scope="col" className={tables.number}>
                  {t('pages.list.frames')}
                </th>
                <th scope="col" className={tables.number}>
                  {t('pages.list.memory')}
                </th>
              </tr>
            </thead>
            <tbody>
              {inOrder(pages).map((page) => (
                <PageRow key={page.pageId} page={page} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

const MEGABYTE = 1_048_576;

function PageRow({ page }: { page: OverlayPageInfo }) {
  const { t } = useTranslation('graphics');
  const nowMs = useStudioNow();
  const { place, view, address, openedAtMs, frames, heapBytes, trouble, gone, visible, failedLayers } = page;
  const state = trouble ?? (gone ? 'gone' : visible ? 'well' : 'hidden');
  return (
    <tr data-state={state}>
      <th scope="row">
        {t(`pages.place.${place}`)}
        {address !== null && (
          <bdi dir="ltr" className={styles.address}>
            {address}
          </bdi>
        )}
      </th>
      <td>{t(`pages.view.${view}`)}</td>
      <td>
        <span className={trouble ? styles.warning : state === 'well' ? styles.good : styles.dim}>{t(`pages.state.${state}`)}</span>
        {trouble === 'failed-layer' && (
          <small className={styles.dim}> {failedLayers.map((layer) => layerName(t, layer)).join(' · ')}</small>
        )}
      </td>
      <td className={tables.number}>
        <Figure>{nowMs === undefined ? '—' : duration(Math.max(0, nowMs - openedAtMs))}</Figure>
      </td>
      <td className={tables.number}>
        <Figure>{visible && !gone ? frames : '—'}</Figure>
      </td>
      <td className={tables.number}>
        <Figure>{heapBytes === null ? '—' : `${Math.round(heapBytes / MEGABYTE)} MB`}</Figure>
      </td>
    </tr>
  );
}

/** Names of layers come from the layout; one that has none there is told as the page calls it. */
function layerName(t: (key: string, options: { defaultValue: string }) => string, layer: string): string {
  return t(`layout.layer.${layer}`, { defaultValue: layer });
}
