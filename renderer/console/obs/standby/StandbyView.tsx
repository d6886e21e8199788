/** How the two OBS stand: which one counts, whether the other is in step, what differs, and the key that changes over. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StandbyState } from '../../../../native/contract/standby.ts';
import { useTopic } from '../../../client/hooks.ts';
import { clockTime } from '../../../i18n/formats.ts';
import { Confirm } from '../../../parts/Confirm.tsx';
import { DeskButton } from '../../DeskButton.tsx';
import { NextTry } from '../../shell/HealthLight.tsx';
import { useCommand, useRefusalSentence } from '../../use-command.ts';
import styles from './standby.module.css';

export function StandbyView({ standby }: { standby: StandbyState }) {
  const { t } = useTranslation('safety');
  const run = useCommand();
  const sentence = useRefusalSentence();
  const [asking, setAsking] = useState<'count' | 'stop' | null>(null);
  const counting = useTopic('obs')?.connection;
  const { counts, connection, differences, inStepAtMs, lastSwitch, otherStreams } = standby;
  const to = counts === 'main' ? 'standby' : 'main';
  const otherReady = connection?.state === 'ready';
  const step = !otherReady ? 'stepUnknown' : differences.length > 0 ? 'stepNot' : inStepAtMs === null ? 'stepBusy' : 'stepSince';
  const makeCount = () => void run('countOn', { role: to });
  return (
    <div className={styles.view}>
      <dl className={styles.facts}>
        <div>
          <dt>{t('standby.counts')}</dt>
          <dd>
            <strong>{t(`standby.${counts}`)}</strong>
            <Connection state={counting?.state ?? 'off'} url={counting?.url ?? ''} />
          </dd>
        </div>
        <div>
          <dt>{t('standby.other')}</dt>
          <dd>
            <strong>{t(`standby.${to}`)}</strong>
            <Connection state={connection?.state ?? 'off'} url={connection?.url ?? ''} />
            {connection?.problem && <small>{sentence(connection.problem)}</small>}
            {connection?.nextTryAtMs && <NextTry atMs={connection.nextTryAtMs} />}
          </dd>
        </div>
        <div>
          <dt>{t('standby.step')}</dt>
          <dd className={step === 'stepNot' ? styles.warning : undefined}>
            {t(`standby.${step}`, { at: inStepAtMs === null ? '' : clockTime(inStepAtMs) })}
          </dd>
        </div>
        <div>
          <dt>{t('standby.lastSwitch')}</dt>
          <dd>
            {lastSwitch
              ? t(`standby.switched.${lastSwitch.reason}`, { at: clockTime(lastSwitch.atMs), role: t(`standby.${lastSwitch.to}`) })
              : t('standby.never')}
          </dd>
        </div>
      </dl>
      {otherStreams && (
        <div className={styles.notice} role="status">
          <span>{t('standby.otherStreams')}</span>
          <DeskButton command="stopOtherStream" size="xs" variant="default" onPress={() => setAsking('stop')}>
            {t('standby.stopOther')}
          </DeskButton>
        </div>
      )}
      {differences.length > 0 && (
        <section>
          <h3 className={styles.heading}>{t('standby.differences')}</h3>
          <ul className={styles.differences}>
            {differences.map(({ what, name }) => (
              <li key={`${what} ${name}`}>
                {t(`standby.what.${what}`, { name: `\u2068${name}\u2069` })}
                {what === 'picture' && <small>{t('standby.pictureHint', { name: `\u2068${name}\u2069` })}</small>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <p className={styles.dim}>{t('standby.notKept')}</p>
      <div className={styles.acts}>
        <DeskButton
          command="countOn"
          variant={counting?.state === 'ready' ? 'default' : 'filled'}
          disabled={!otherReady}
          hint={otherReady ? undefined : t('standby.notReady')}
          onPress={() => (counting?.state === 'ready' ? setAsking('count') : makeCount())}
        >
          {t(`standby.makeCount.${to}`)}
        </DeskButton>
      </div>
      <Confirm
        opened={asking === 'count'}
        title={t(`standby.makeCount.${to}`)}
        sentence={t('standby.makeCountSentence')}
        act={t(`standby.makeCount.${to}`)}
        onConfirm={makeCount}
        onClose={() => setAsking(null)}
      />
      <Confirm
        opened={asking === 'stop'}
        title={t('standby.stopOther')}
        sentence={t('standby.stopOtherSentence')}
        act={t('standby.stopOther')}
        onConfirm={() => void run('stopOtherStream', {})}
        onClose={() => setAsking(null)}
      />
    </div>
  );
}

function Connection({ state, url }: { state: keyof typeof tones; url: string }) {
  const { t } = useTranslation('safety');
  return (
    <span className={styles.connection}>
      <span className={styles[tones[state]]}>{t(`standby.connection.${state}`)}</span>
      {url !== '' && (
        <bdi dir="ltr" className={styles.dim}>
          {url}
        </bdi>
      )}
    </span>
  );
}

const tones = { off: 'dim', connecting: 'dim', ready: 'good', reconnecting: 'failed', stopped: 'failed' } as const;
