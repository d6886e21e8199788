/** The plan's scenes and the scenes of OBS that stand for them. */
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { cameraSceneName, type PreparationConfig } from '../../../../native/contract/preparation.ts';
import { useTopic } from '../../../client/hooks.ts';
import { Panel } from '../../../parts/Panel.tsx';
import tables from '../../../parts/tables.module.css';
import { guardOf } from '../../lock.ts';
import { useLineLock } from '../../plan/use-line-lock.ts';
import { useCommand } from '../../use-command.ts';
import styles from './preparation.module.css';

export function SceneMapPanel({ config }: { config: PreparationConfig }) {
  const { t } = useTranslation('preparation');
  const run = useCommand();
  const locked = useLineLock();
  const sceneNames = useTopic('obs')?.mirror?.sceneNames ?? [];
  const map = (planned: string, name: string | null) => {
    const { [planned]: _before, ...rest } = config.sceneMap;
    void run('configurePreparation', { sceneMap: name === null || name === planned ? rest : { ...rest, [planned]: name } });
  };
  return (
    <Panel title={t('map.title')} className={styles.map!}>
      <p className={styles.hint}>{t('map.hint')}</p>
      <div className={styles.mapTable} role="region" aria-label={t('map.title')} tabIndex={0}>
        <table className={tables.table}>
          <thead>
            <tr>
              <th scope="col">{t('map.planned')}</th>
              <th scope="col">{t('map.inObs')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('map.state')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {usePlannedScenes(config).map((planned) => {
              const mapped = config.sceneMap[planned];
              const isThere = sceneNames.includes(mapped ?? planned);
              const names = [...new Set([...(mapped === undefined ? [] : [mapped]), ...sceneNames])].filter((name) => name !== planned);
              return (
                <tr key={planned}>
                  <th scope="row">
                    <bdi>{planned}</bdi>
                  </th>
                  <td {...guardOf('configurePreparation')}>
                    <Select
                      size="xs"
                      searchable
                      allowDeselect={false}
                      disabled={locked !== null}
                      aria-label={t('map.choose', { planned })}
                      nothingFoundMessage={t('map.noScene')}
                      data={[{ value: planned, label: t('map.sameName') }, ...names]}
                      value={mapped ?? planned}
                      onChange={(name) => map(planned, name)}
                    />
                  </td>
                  <td>
                    <MapState isThere={isThere} isMapped={mapped !== undefined} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** A mapped scene is never made; one that is gone was renamed or removed in OBS. */
function MapState({ isThere, isMapped }: { isThere: boolean; isMapped: boolean }) {
  const { t } = useTranslation('preparation');
  if (isThere) return <span className={styles.there}>{t('map.there')}</span>;
  return <span className={isMapped ? 'warning' : 'dim'}>{t(isMapped ? 'map.gone' : 'map.willBeMade')}</span>;
}

function usePlannedScenes({ cameras }: PreparationConfig): string[] {
  const segments = useTopic('rundown')?.rundown.segments ?? [];
  const studio = useTopic('studio');
  const slates = studio ? [studio.holdSceneName, studio.backSoonSceneName] : [];
  const cameraScenes = Array.from({ length: cameras }, (_, index) => cameraSceneName(index + 1));
  return [...new Set([...segments.map(({ sceneName }) => sceneName), ...slates, ...cameraScenes])];
}
