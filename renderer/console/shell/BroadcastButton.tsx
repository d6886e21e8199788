/** Starts the broadcast, at once when the checklist finds nothing, else after showing what it found; ends it after asking. */
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { DeskButton } from '../DeskButton.tsx';
import { guardOf } from '../lock.ts';
import { isAllGood, useChecklist } from '../obs/standby/use-checklist.ts';
import { isPending, useCommand } from '../use-command.ts';
import { GoLiveModal } from './GoLiveModal.tsx';

export function BroadcastButton() {
  const { t } = useTranslation('console');
  const run = useCommand();
  const [asking, setAsking] = useState<'end' | 'start' | null>(null);
  const checklist = useChecklist();
  const broadcast = useTopic('playout')?.broadcast;
  const onAir = broadcast?.phase === 'onAir';
  const start = () => void run('startBroadcast', {});
  /** All green is one press; what could not be checked is asked about too. */
  const checkAndStart = async () => {
    if (isPending('checkReadiness') || isPending('startBroadcast')) return;
    const readiness = await checklist.check();
    if (readiness && isAllGood(readiness)) start();
    else setAsking('start');
  };
  return (
    <>
      {/* What it runs first only looks, and what comes of that begins the broadcast. */}
      <span style={{ display: 'contents' }} {...guardOf('startBroadcast')}>
        <DeskButton
          command={onAir ? 'endBroadcast' : 'checkReadiness'}
          variant="default"
          disabled={!broadcast}
          leftSection={onAir ? <IconPlayerStop size="1.2rem" aria-hidden /> : <IconPlayerPlay size={18} aria-hidden />}
          hint={t(onAir ? 'broadcast.endHint' : 'broadcast.startHint')}
          onPress={() => (onAir ? setAsking('end') : void checkAndStart())}
        >
          {t(onAir ? 'broadcast.end' : 'broadcast.start')}
        </DeskButton>
      </span>
      <Confirm
        opened={asking === 'end'}
        title={t('broadcast.end')}
        sentence={t('broadcast.endSentence')}
        act={t('broadcast.end')}
        onConfirm={() => void run('endBroadcast', {})}
        onClose={() => setAsking(null)}
      />
      <GoLiveModal opened={asking === 'start'} checklist={checklist} onGo={start} onClose={() => setAsking(null)} />
    </>
  );
}
