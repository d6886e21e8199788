/** Starts the broadcast, and ends it after asking. */
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { DeskButton } from '../DeskButton.tsx';
import { useCommand } from '../use-command.ts';

export function BroadcastButton() {
  const { t } = useTranslation('console');
  const run = useCommand();
  const [asking, setAsking] = useState(false);
  const broadcast = useTopic('playout')?.broadcast;
  const onAir = broadcast?.phase === 'onAir';
  return (
    <>
      <DeskButton
        command={onAir ? 'endBroadcast' : 'startBroadcast'}
        variant="default"
        disabled={!broadcast}
        leftSection={onAir ? <IconPlayerStop size="1.2rem" aria-hidden /> : <IconPlayerPlay size={18} aria-hidden />}
        hint={t(onAir ? 'broadcast.endHint' : 'broadcast.startHint')}
        onPress={() => (onAir ? setAsking(true) : void run('startBroadcast', {}))}
      >
        {t(onAir ? 'broadcast.end' : 'broadcast.start')}
      </DeskButton>
      <Confirm
        opened={asking}
        title={t('broadcast.end')}
        sentence={t('broadcast.endSentence')}
        act={t('broadcast.end')}
        onConfirm={() => void run('endBroadcast', {})}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
