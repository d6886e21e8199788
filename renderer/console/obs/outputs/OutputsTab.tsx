/** Stream, recording, replay buffer and virtual camera, with the curves of the last minutes and the files of the broadcast. */
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../../client/hooks.ts';
import { Curves } from './Curves.tsx';
import { CameraCard, ReplayCard } from './OtherCards.tsx';
import { RecordCard } from './RecordCard.tsx';
import { RecordingList } from './RecordingList.tsx';
import { StreamCard } from './StreamCard.tsx';
import styles from './outputs.module.css';

export function OutputsTab() {
  const { t } = useTranslation('outputs');
  const outputs = useTopic('outputs');
  const ready = useTopic('obs')?.connection.state === 'ready';
  if (!outputs) return null;
  return (
    <div className={styles.tab}>
      {!ready && <p className={styles.away}>{t('away')}</p>}
      <div className={styles.cards}>
        <StreamCard stream={outputs.stream} ready={ready} />
        <RecordCard outputs={outputs} ready={ready} />
        <ReplayCard replay={outputs.replay} ready={ready} />
        <CameraCard ready={ready} />
      </div>
      <div className={styles.side}>
        <Curves curve={outputs.curve} />
        <RecordingList recordings={outputs.recordings} />
      </div>
    </div>
  );
}
