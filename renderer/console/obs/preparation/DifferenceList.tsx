/** What is missing in OBS, in words, grouped by scene. */
import { IconArrowsMoveVertical, IconEye, IconEyeOff, IconPencil, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PreparationDifference } from '../../../../native/contract/preparation.ts';
import styles from './preparation.module.css';

const icons = {
  createScene: IconPlus,
  createInput: IconPlus,
  addItem: IconPlus,
  placeItem: IconArrowsMoveVertical,
  showItem: IconEye,
  hideItem: IconEyeOff,
  changeSettings: IconPencil,
} satisfies Record<PreparationDifference['act'], unknown>;

export function DifferenceList({ differences }: { differences: readonly PreparationDifference[] }) {
  const { t } = useTranslation('preparation');
  return (
    <ul className={styles.scenes} aria-label={t('differences')}>
      {byScene(differences).map(([sceneName, own]) => {
        const isNew = own.some(({ act }) => act === 'createScene');
        return (
          <li key={sceneName ?? ''} className={styles.scene}>
            <h3>
              {sceneName === null ? t('sources') : <bdi>{sceneName}</bdi>}
              {isNew && (
                <span className={styles.newMark} data-act="createScene">
                  {t('newScene')}
                </span>
              )}
            </h3>
            <ul>
              {own
                .filter(({ act }) => act !== 'createScene')
                .map((difference) => (
                  <Row key={`${difference.act} ${difference.sourceName}`} difference={difference} />
                ))}
            </ul>
          </li>
        );
      })}
    </ul>
  );
}

function Row({ difference }: { difference: PreparationDifference }) {
  const { t } = useTranslation('preparation');
  const { act, purpose, sourceName } = difference;
  const Icon = icons[act];
  return (
    <li className={styles.difference} data-act={act}>
      <Icon size="1rem" aria-hidden />
      <span>
        {act === 'createInput' || act === 'addItem' ? t(`add.${purpose}`) : t(`act.${act}`)}{' '}
        <bdi className={styles.sourceName}>{sourceName}</bdi>
      </span>
    </li>
  );
}

/** In the order in which they are done; what belongs to no scene comes first. */
function byScene(differences: readonly PreparationDifference[]): [string | null, PreparationDifference[]][] {
  const scenes = new Map<string | null, PreparationDifference[]>();
  for (const difference of differences) scenes.set(difference.sceneName, [...(scenes.get(difference.sceneName) ?? []), difference]);
  return [...scenes];
}
