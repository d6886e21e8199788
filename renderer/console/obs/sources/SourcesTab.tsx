/** Scenes with their items, filters and transitions, as OBS has them. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObsMirror, SourcesState } from '../../../../native/contract/obs.ts';
import { useTopic } from '../../../client/hooks.ts';
import { useRefusalSentence } from '../../use-command.ts';
import { AbsentList } from './AbsentList.tsx';
import { CollectionBar } from './CollectionBar.tsx';
import { ItemPanel } from './ItemPanel.tsx';
import { ScenePanel } from './ScenePanel.tsx';
import { SourcePanel } from './SourcePanel.tsx';
import { TransitionBar } from './TransitionBar.tsx';
import styles from './sources.module.css';

export function SourcesTab() {
  const obs = useTopic('obs');
  const sources = useTopic('sources');
  if (!obs?.mirror || !sources) return <Away />;
  return <Sources mirror={obs.mirror} sources={sources} />;
}

function Sources({ mirror, sources }: { mirror: ObsMirror; sources: SourcesState }) {
  const [chosenScene, setChosenScene] = useState<string | null>(null);
  const [chosenSource, setChosenSource] = useState<string | null>(null);
  const sceneName = chosenScene !== null && mirror.sceneNames.includes(chosenScene) ? chosenScene : mirror.programSceneName;
  const choose = (name: string) => {
    setChosenScene(name);
    setChosenSource(null);
  };
  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <TransitionBar mirror={mirror} />
        <CollectionBar mirror={mirror} />
      </div>
      <div className={styles.columns}>
        <ScenePanel mirror={mirror} chosen={sceneName} onChoose={choose} />
        <ItemPanel sceneName={sceneName} mirror={mirror} sources={sources} chosen={chosenSource} onChoose={setChosenSource} />
        <div className={styles.side}>
          <SourcePanel sourceName={chosenSource ?? sceneName} sources={sources} />
          <AbsentList mirror={mirror} />
        </div>
      </div>
    </div>
  );
}

/** Nothing is shown of an OBS that cannot be seen now; what was there may be otherwise by then. */
function Away() {
  const { t } = useTranslation('sources');
  const sentence = useRefusalSentence();
  const problem = useTopic('obs')?.connection.problem;
  return (
    <div className={styles.away} role="status">
      <p className="strong">{t('away.title')}</p>
      {problem && <p>{sentence(problem)}</p>}
      <p className="dim">{t('away.what')}</p>
    </div>
  );
}
