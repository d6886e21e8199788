/** The form of one feed: its type with what that type needs, where each value is found, and the address for its back office. */
import { Alert, Button, PasswordInput, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sourceSchema } from '../../../native/contract/ids.ts';
import type { FeedState } from '../../../native/contract/sales.ts';
import { feedTypes, feedTypeSchema } from '../../../native/contract/settings.ts';
import { useLineLock } from '../plan/use-line-lock.ts';
import { useCommand, usePending } from '../use-command.ts';
import { CopyField } from '../../parts/CopyField.tsx';
import { askableShops, feedFields, isEncodingAesKey, isStandardSecret } from './feed-fields.ts';
import styles from './settings.module.css';

interface FeedFormProps {
  source: string;
  onSource: (source: string) => void;
  /** The feed of this name, when there is one; what is not typed anew stays as it has it. */
  known: FeedState | null;
}

interface Typed {
  type?: FeedState['type'];
  appId?: string;
  secret?: string;
  secondSecret?: string;
  keepBuyers?: boolean;
  watchFolder?: string;
  pullUrl?: string;
  pullFrom?: FeedState['pullFrom'];
  pullSecret?: string;
}

export function FeedForm({ source, onSource, known }: FeedFormProps) {
  const { t } = useTranslation('plan');
  const { t: sales } = useTranslation('sales');
  const run = useCommand();
  const locked = useLineLock();
  const busy = usePending('saveFeed');
  const [typed, setTyped] = useState<Typed>({});
  const type = typed.type ?? known?.type ?? 'generic';
  const fields = feedFields[type];
  const text = (field: 'appId' | 'watchFolder' | 'pullUrl') => typed[field] ?? known?.[field] ?? '';
  const set = (field: keyof Typed) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setTyped((before) => ({ ...before, [field]: value }));
  };
  const { secret = '', secondSecret = '', pullSecret = '' } = typed;
  const shopAddress = askableShops[type];
  const asksShop = shopAddress !== undefined && (typed.pullFrom ?? known?.pullFrom) === 'shop';
  const keepBuyers = typed.keepBuyers ?? known?.keepBuyers ?? false;
  // A known feed keeps its secrets, unless another type makes them something else.
  const isNew = known === null || known.type !== type;
  const problems = {
    source: source !== '' && !sourceSchema.safeParse(source).success,
    secret: type === 'generic' && secret !== '' && !isStandardSecret(secret),
    secondSecret: type === 'wechat-shop' && secondSecret !== '' && !isEncodingAesKey(secondSecret),
    pullUrl: text('pullUrl') !== '' && !/^https?:\/\/[^\s/]+/u.test(text('pullUrl')),
  };
  const lacks =
    source === '' ||
    (fields.secret && isNew && secret === '') ||
    (fields.appId === 'needed' && text('appId').trim() === '') ||
    (fields.secondSecret === 'needed' && isNew && secondSecret === '');
  const save = async () => {
    const setup = {
      source,
      type,
      ...(fields.appId !== 'none' && text('appId').trim() !== '' && { appId: text('appId').trim() }),
      ...(fields.secret && secret !== '' && { secret }),
      ...(fields.secondSecret !== 'none' && secondSecret !== '' && { secondSecret }),
      ...(keepBuyers && { keepBuyers }),
      ...(text('watchFolder').trim() !== '' && { watchFolder: text('watchFolder').trim() }),
      ...(text('pullUrl').trim() !== '' && { pullUrl: text('pullUrl').trim() }),
      ...(asksShop && { pullFrom: 'shop' as const }),
      ...(pullSecret !== '' && { pullSecret }),
    };
    if (!(await run('saveFeed', setup))) return;
    onSource('');
    setTyped({});
  };
  const secretField = (field: 'secret' | 'secondSecret' | 'pullSecret', label: string, error: string | undefined) => (
    <PasswordInput
      size="sm"
      dir="ltr"
      label={label}
      placeholder={field === 'pullSecret' ? (asksShop ? undefined : 'whsec_…') : type === 'generic' ? 'whsec_…' : undefined}
      description={known && !isNew && field !== 'pullSecret' ? t('feed.secretKept') : undefined}
      autoComplete="off"
      maxLength={field === 'pullSecret' ? 1000 : 200}
      value={typed[field] ?? ''}
      error={error}
      visibilityToggleButtonProps={{ 'aria-label': t('secret.show'), tabIndex: 0 }}
      onChange={set(field)}
    />
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="xs">
        <div className={styles.pair}>
          <TextInput
            size="sm"
            dir="ltr"
            label={t('feed.newSource')}
            placeholder="district-shop"
            maxLength={64}
            value={source}
            error={problems.source ? t('feed.sourceProblem') : undefined}
            onChange={(event) => {
              setTyped(({ type: chosen }) => (chosen === undefined ? {} : { type: chosen }));
              onSource(event.currentTarget.value);
            }}
          />
          <Select
            size="sm"
            label={t('feed.type')}
            allowDeselect={false}
            data={feedTypes.map((each) => ({ value: each, label: sales(`feeds.type.${each}`) }))}
            value={type}
            onChange={(value) => value && setTyped((before) => ({ ...before, type: feedTypeSchema.parse(value) }))}
          />
        </div>
        <Text size="xs" c="dimmed">
          {t(`feed.where.${type}`)}
        </Text>
        <div className={styles.pair}>
          {fields.appId !== 'none' && (
            <TextInput
              size="sm"
              dir="ltr"
              label={t(`feed.appId.${type}`, { defaultValue: t('feed.appId.other') })}
              maxLength={120}
              value={text('appId')}
              onChange={set('appId')}
            />
          )}
          {fields.secret &&
            secretField(
              'secret',
              t(`feed.secretOf.${type}`, { defaultValue: t('feed.secret') }),
              problems.secret ? t('feed.secretProblem') : undefined,
            )}
          {fields.secondSecret !== 'none' &&
            secretField(
              'secondSecret',
              t(type === 'wechat-shop' ? 'feed.encodingAesKey' : 'feed.formerSecret'),
              problems.secondSecret ? t('feed.encodingAesKeyProblem') : undefined,
            )}
        </div>
        {fields.secret && source !== '' && !problems.source && (
          <>
            <CopyField label={t('feed.address')} value={new URL(`/ingest/${source}`, location.origin).href} />
            {type !== 'generic' && (
              <Text size="xs" c="dimmed">
                {t('feed.addressHint')}
              </Text>
            )}
          </>
        )}
        <details className={styles.more} open={text('pullUrl') !== '' || text('watchFolder') !== '' || keepBuyers || type === 'file'}>
          <summary>{t('feed.more')}</summary>
          <Stack gap="xs" mt="xs">
            <TextInput
              size="sm"
              dir="ltr"
              label={t('feed.watchFolder')}
              description={t('feed.watchFolderHint')}
              maxLength={1000}
              value={text('watchFolder')}
              onChange={set('watchFolder')}
            />
            {shopAddress !== undefined && (
              <Switch
                size="sm"
                label={t('feed.pullFromShop')}
                checked={asksShop}
                onChange={(event) => {
                  const { checked } = event.currentTarget;
                  setTyped((before) => ({ ...before, pullFrom: checked ? 'shop' : 'relay', pullUrl: checked ? shopAddress : '' }));
                }}
              />
            )}
            {fields.secret && (
              <div className={styles.pair}>
                <TextInput
                  size="sm"
                  dir="ltr"
                  label={t(asksShop ? 'feed.shopUrl' : 'feed.pullUrl')}
                  placeholder={asksShop ? 'https://shop.example.cn' : 'https://relay.example.cn'}
                  maxLength={1000}
                  value={text('pullUrl')}
                  error={problems.pullUrl ? t('feed.pullUrlProblem') : undefined}
                  onChange={set('pullUrl')}
                />
                {secretField('pullSecret', t(asksShop ? `feed.shopKey.${type}` : 'feed.pullSecret'), undefined)}
              </div>
            )}
            <Switch
              size="sm"
              label={t('feed.keepBuyers')}
              checked={keepBuyers}
              onChange={(event) => {
                const { checked } = event.currentTarget;
                setTyped((before) => ({ ...before, keepBuyers: checked }));
              }}
            />
            {keepBuyers && (
              <Alert color="yellow" p="xs" icon={<IconAlertTriangle size={16} aria-hidden />}>
                {t('feed.keepBuyersWarning')}
              </Alert>
            )}
          </Stack>
        </details>
        <Button
          type="submit"
          size="sm"
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          loading={busy}
          disabled={locked !== null || lacks || Object.values(problems).includes(true)}
          title={locked ?? undefined}
        >
          {t(known ? 'feed.saveChange' : 'feed.add')}
        </Button>
      </Stack>
    </form>
  );
}
