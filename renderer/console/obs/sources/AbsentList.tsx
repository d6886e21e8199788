/** What this OBS cannot do, and which one can. */
import { useTranslation } from 'react-i18next';
import type { ObsMirror } from '../../../../native/contract/obs.ts';
import { Panel } from '../../../parts/Panel.tsx';
import styles from './sources.module.css';

/** Requests that came with later releases of OBS (obs-websocket 5.3, 5.5). */
const later = [
  { what: 'recordFolder', request: 'SetRecordDirectory', version: '30.0' },
  { what: 'splitRecord', request: 'SplitRecordFile', version: '30.2' },
  { what: 'chapters', request: 'CreateRecordChapter', version: '30.2' },
] as const;

export function AbsentList({ mirror }: { mirror: ObsMirror }) {
  const { t } = useTranslation('sources');
  const absent = [
    ...later.filter(({ request }) => !mirror.availableRequests.includes(request)),
    ...(mirror.virtualCamera.available ? [] : [{ what: 'virtualCamera', version: null } as const]),
    ...(mirror.replayBuffer.available ? [] : [{ what: 'replayBuffer', version: null } as const]),
    ...(mirror.inputKinds.includes('browser_source') ? [] : [{ what: 'browserSource', version: null } as const]),
  ];
  if (absent.length === 0) return null;
  return (
    <Panel title={t('absent.title')} className={styles.absent!}>
      <ul className={styles.absentList}>
        {absent.map(({ what, version }) => (
          <li key={what}>
            <span>{t(`absent.${what}`)}</span>
            <span className="dim">{version === null ? t(`absent.why.${what}`) : t('absent.from', { version })}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
