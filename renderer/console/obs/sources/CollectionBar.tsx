/** Profile and scene collection: what is chosen, and what forbids another choice now. */
import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObsMirror } from '../../../../native/contract/obs.ts';
import { useLink, useTopic } from '../../../client/hooks.ts';
import { Confirm } from '../../../parts/Confirm.tsx';
import { useCommand, usePending } from '../../use-command.ts';

export function CollectionBar({ mirror }: { mirror: ObsMirror }) {
  const { t } = useTranslation('sources');
  const run = useCommand();
  const open = useLink() === 'open';
  const [asked, setAsked] = useState<string | null>(null);
  const onAir = useTopic('playout')?.broadcast.phase === 'onAir' || mirror.stream.active;
  const outputRuns = mirror.stream.active || mirror.record.active || mirror.replayBuffer.active || mirror.virtualCamera.active;
  const changing = [usePending('setProfile'), usePending('setSceneCollection')].includes(true);
  const change = (sceneCollection: string, confirmed: boolean) => void run('setSceneCollection', { sceneCollection, confirmed });
  return (
    <>
      <NativeSelect
        size="xs"
        inputWrapperOrder={['label', 'input', 'description']}
        label={t('collection.profile')}
        description={outputRuns ? t('collection.profileForbidden') : undefined}
        data={mirror.profiles}
        value={mirror.profile ?? ''}
        disabled={!open || changing || outputRuns || mirror.profiles.length === 0}
        onChange={(event) => void run('setProfile', { profile: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        inputWrapperOrder={['label', 'input', 'description']}
        label={t('collection.name')}
        description={onAir ? t('collection.careful') : undefined}
        data={mirror.sceneCollections}
        value={mirror.sceneCollection}
        disabled={!open || changing}
        onChange={({ currentTarget: { value } }) => (onAir ? setAsked(value) : change(value, false))}
      />
      <Confirm
        opened={asked !== null}
        title={t('collection.confirmTitle')}
        sentence={t('collection.confirm', { name: asked ?? '' })}
        act={t('collection.act')}
        onConfirm={() => asked !== null && change(asked, true)}
        onClose={() => setAsked(null)}
      />
    </>
  );
}
