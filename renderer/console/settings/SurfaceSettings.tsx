/** The interface for button boxes, pedals and other programs: switch, address, token, and how to use them. */
import { Anchor, Button, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { dayClock } from '../../i18n/formats.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { CopyField } from '../../parts/CopyField.tsx';
import { useLineLock } from '../plan/use-line-lock.ts';
import { useCommand, usePending } from '../use-command.ts';
import styles from './keys.module.css';
import { Section } from './Section.tsx';
import settings from './settings.module.css';
import { StatusLine } from './StatusLine.tsx';

export function SurfaceSettings() {
  const { t } = useTranslation('controls');
  const run = useCommand();
  const locked = useLineLock();
  const switching = usePending('setActionApi');
  const api = useTopic('controls')?.api;
  const enabled = api?.enabled ?? false;
  return (
    <Section title={t('surface.title')}>
      <Switch
        label={t('surface.enabled')}
        description={t('surface.enabledHint')}
        disabled={locked !== null || switching}
        checked={enabled}
        onChange={(event) => void run('setActionApi', { enabled: event.currentTarget.checked })}
      />
      <SurfaceStatus />
      {api && <CopyField label={t('surface.address')} value={`${api.address}/api/v1`} />}
      <Token />
      <details className={settings.more}>
        <summary>{t('surface.examples')}</summary>
        <Examples address={api?.address ?? ''} />
      </details>
    </Section>
  );
}

function SurfaceStatus() {
  const { t } = useTranslation('controls');
  const api = useTopic('controls')?.api;
  if (!api?.enabled) return <StatusLine tone="off" title={t('surface.off')} />;
  if (!api.hasToken) return <StatusLine tone="warning" title={t('surface.noToken')} />;
  const used = api.lastUsedAtMs;
  return (
    <StatusLine tone="good" title={used === null ? t('surface.unused') : t('surface.used', { time: `\u2066${dayClock(used)}\u2069` })} />
  );
}

/** The token is shown until the page is left; the studio itself forgets it at once. */
function Token() {
  const { t } = useTranslation('controls');
  const run = useCommand();
  const locked = useLineLock();
  const busy = usePending('renewActionToken');
  const hasToken = useTopic('controls')?.api.hasToken ?? false;
  const [token, setToken] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const renew = async () => {
    const made = await run('renewActionToken', {});
    if (made) setToken(made.token);
  };
  return (
    <>
      {token !== null && (
        <>
          <CopyField label={t('surface.token')} value={token} />
          <Text size="xs" c="dimmed">
            {t('surface.tokenOnce')}
          </Text>
        </>
      )}
      <Button
        size="sm"
        variant="default"
        style={{ alignSelf: 'flex-start' }}
        loading={busy}
        disabled={locked !== null}
        title={locked ?? undefined}
        onClick={() => (hasToken ? setAsking(true) : void renew())}
      >
        {t(hasToken ? 'surface.renew' : 'surface.make')}
      </Button>
      <Confirm
        opened={asking}
        title={t('surface.renew')}
        sentence={t('surface.renewAsk')}
        act={t('surface.renew')}
        onConfirm={() => void renew()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

const HEADERS = '{"Authorization": "Bearer TOKEN", "X-Surface": "Companion"}';

function Examples({ address }: { address: string }) {
  const { t } = useTranslation('controls');
  const curl = [
    `curl -X POST ${address}/api/v1/actions/take -H 'Authorization: Bearer TOKEN'`,
    `curl -X POST ${address}/api/v1/actions/show-card -H 'Authorization: Bearer TOKEN' -d '{"number": 12}'`,
    `curl ${address}/api/v1/state -H 'Authorization: Bearer TOKEN'`,
  ];
  return (
    <>
      <Text size="sm" mt="xs">
        {t('surface.companion')}
      </Text>
      <code className={styles.code}>{`URL: ${address}/api/v1/actions/show-card\nBody: {"number": 12}\nHeader: ${HEADERS}`}</code>
      <Text size="sm" mt="xs">
        {t('surface.curl')}
      </Text>
      <code className={styles.code}>{curl.join('\n')}</code>
      <Text size="sm" mt="xs">
        {t('surface.pedal')}
      </Text>
      <Text size="sm" mt="xs">
        {t('surface.description')}{' '}
        <Anchor href="/api/openapi.json" dir="ltr" style={{ unicodeBidi: 'isolate' }}>
          /api/openapi.json
        </Anchor>
      </Text>
    </>
  );
}
