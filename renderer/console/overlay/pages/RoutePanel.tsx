/** By which way the overlay reaches OBS and why, what a person wishes, and the page loaded anew. */
import { Radio } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type OverlayPagesState, overlayRouteWishes } from '../../../../native/contract/overlay-pages.ts';
import { useTopic } from '../../../client/hooks.ts';
import { clockTime } from '../../../i18n/formats.ts';
import { Confirm } from '../../../parts/Confirm.tsx';
import { Figure } from '../../../parts/Figure.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { DeskButton } from '../../DeskButton.tsx';
import { guardOf } from '../../lock.ts';
import { useCommand, useRefusalSentence } from '../../use-command.ts';
import styles from './pages.module.css';

export function RoutePanel({ state }: { state: OverlayPagesState }) {
  const { t } = useTranslation('graphics');
  const run = useCommand();
  const sentence = useRefusalSentence();
  const [asking, setAsking] = useState<'refresh' | 'browser' | null>(null);
  const broadcast = useTopic('playout')?.broadcast;
  const mirror = useTopic('obs')?.mirror;
  const { wish, route, problem, routedAtMs } = state;
  const onAir = broadcast?.phase === 'onAir' || mirror?.stream.active === true;
  const choose = (next: OverlayPagesState['wish']) => {
    // A page that has failed would go before viewers unproven.
    if (next === 'browser' && onAir && problem) setAsking('browser');
    else void run('setOverlayRoute', { wish: next });
  };
  const refresh = () => {
    if (onAir && route === 'browser') setAsking('refresh');
    else void run('refreshOverlay', {});
  };
  return (
    <Panel title={t('pages.route.title')} className={styles.panel ?? ''}>
      <div className={styles.body}>
        <p className={styles.route} data-route={route} data-trouble={problem !== null || undefined} role="status">
          <strong>{t(`pages.route.${route}`)}</strong>
          {routedAtMs !== null && (
            <span className={styles.dim}>
              {t('pages.route.since')} <Figure>{clockTime(routedAtMs)}</Figure>
            </span>
          )}
        </p>
        {problem && <p className={styles.problem}>{sentence(problem)}</p>}
        {problem && <p className={styles.dim}>{t(onAir ? 'pages.route.staysOnAir' : 'pages.route.comesBack')}</p>}
        {route === 'none' && <p className={styles.dim}>{t('pages.route.prepare')}</p>}
        <Radio.Group label={t('pages.wish.title')} value={wish} onChange={choose}>
          <div className={styles.wishes}>
            {overlayRouteWishes.map((value) => (
              <Radio
                key={value}
                value={value}
                label={t(`pages.wish.${value}`)}
                description={t(`pages.wish.${value}Hint`)}
                classNames={{ description: styles.hint ?? '' }}
                wrapperProps={guardOf('setOverlayRoute')}
              />
            ))}
          </div>
        </Radio.Group>
        <div className={styles.acts}>
          <DeskButton command="refreshOverlay" variant="default" disabled={!mirror} hint={t('pages.refresh.hint')} onPress={refresh}>
            {t('pages.refresh.act')}
          </DeskButton>
        </div>
      </div>
      <Confirm
        opened={asking === 'refresh'}
        title={t('pages.refresh.act')}
        sentence={t('pages.refresh.sentence')}
        act={t('pages.refresh.onAir')}
        onConfirm={() => void run('refreshOverlay', { confirmed: true })}
        onClose={() => setAsking(null)}
      />
      <Confirm
        opened={asking === 'browser'}
        title={t('pages.wish.browser')}
        sentence={t('pages.wish.sentence')}
        act={t('pages.wish.onAir')}
        onConfirm={() => void run('setOverlayRoute', { wish: 'browser' })}
        onClose={() => setAsking(null)}
      />
    </Panel>
  );
}
