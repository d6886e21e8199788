/** The files of this broadcast: what the look into each of them found, and the repair of a damaged one. */
import { IconTool, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Recording } from '../../../../native/contract/outputs.ts';
import { clockTime, count, duration } from '../../../i18n/formats.ts';
import { Figure } from '../../../parts/Figure.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { DeskButton } from '../../DeskButton.tsx';
import { useCommand, useRefusalSentence } from '../../use-command.ts';
import styles from './outputs.module.css';

export function RecordingList({ recordings }: { recordings: readonly Recording[] }) {
  const { t } = useTranslation('outputs');
  return (
    <Panel title={t('files.title')} className={styles.files!}>
      {recordings.length === 0 ? (
        <p className={styles.empty}>{t('files.none')}</p>
      ) : (
        <ul className={styles.fileList}>
          {recordings.map((recording) => (
            <RecordingRow key={recording.path} recording={recording} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function RecordingRow({ recording }: { recording: Recording }) {
  const { t } = useTranslation('outputs');
  const run = useCommand();
  const sentence = useRefusalSentence();
  const { path, state, startedAtMs, durationMs, frames, repairShare, repairedPath, problem } = recording;
  const name = path.split(/[\\/]/u).at(-1);
  const repairing = state === 'repairing';
  const command = repairing ? 'cancelRepair' : 'repairRecording';
  return (
    <li data-state={state}>
      <Figure>{clockTime(startedAtMs)}</Figure>
      <bdi className={styles.fileName} title={path}>
        {name}
      </bdi>
      <strong className={styles.fileState}>{t(`files.${state}`)}</strong>
      {durationMs !== null && <Figure>{duration(durationMs)}</Figure>}
      {frames !== null && <span>{t('files.frames', { frames: count(frames) })}</span>}
      {repairing && <progress max={1} value={repairShare ?? undefined} aria-label={t('files.repairProgress', { file: name })} />}
      {(repairing || state === 'damaged') && (
        <DeskButton
          command={command}
          size="xs"
          variant="default"
          leftSection={repairing ? <IconX size="1rem" aria-hidden /> : <IconTool size="1rem" aria-hidden />}
          onPress={() => void run(command, { path })}
        >
          {t(repairing ? 'files.cancelRepair' : 'files.repair')}
        </DeskButton>
      )}
      {repairedPath !== null && (
        <bdi className={styles.fileName} title={repairedPath}>
          {repairedPath.split(/[\\/]/u).at(-1)}
        </bdi>
      )}
      {problem && <p className={styles.warning}>{sentence(problem)}</p>}
    </li>
  );
}
