/** What a scene is made of, from the top down: shown or hidden, locked or free, groups folded. */
import { ActionIcon, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconEye, IconEyeOff, IconLock, IconLockOpen } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObsMirror, SceneItem, SourcesState } from '../../../../native/contract/obs.ts';
import { useLink } from '../../../client/hooks.ts';
import { count } from '../../../i18n/formats.ts';
import { Panel } from '../../../parts/Panel.tsx';
import { useCommand } from '../../use-command.ts';
import { filtersOf, sourcesShownIn } from './on-air-sources.ts';
import styles from './sources.module.css';

interface ItemPanelProps {
  sceneName: string | null;
  mirror: ObsMirror;
  sources: SourcesState;
  chosen: string | null;
  onChoose(sourceName: string): void;
}

export function ItemPanel({ sceneName, mirror, sources, chosen, onChoose }: ItemPanelProps) {
  const { t } = useTranslation('sources');
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const shown = sourcesShownIn(mirror.programSceneName, sources.scenes);
  const itemsIn = (name: string | null) => sources.scenes.find((scene) => scene.sceneName === name)?.items ?? [];
  const items = itemsIn(sceneName);
  const fold = (name: string) =>
    setUnfolded((before) => (before.has(name) ? new Set([...before].filter((other) => other !== name)) : new Set([...before, name])));

  const row = (parent: string, item: SceneItem, isInner: boolean) => (
    <ItemRow
      key={`${parent} ${item.sceneItemId}`}
      {...{ sceneName: parent, item, isInner }}
      isOnAir={shown.has(parent) && item.enabled && shown.has(item.sourceName)}
      isChosen={item.sourceName === chosen}
      filterCount={filtersOf(sources.filters, item.sourceName).length}
      isUnfolded={unfolded.has(item.sourceName)}
      onFold={() => fold(item.sourceName)}
      onChoose={() => onChoose(item.sourceName)}
    />
  );
  return (
    <Panel title={sceneName === null ? t('items.title') : t('items.of', { scene: sceneName })} className={styles.items!}>
      {items.length === 0 && <p className={styles.hint}>{t('items.none')}</p>}
      <ul className={styles.list}>
        {items.flatMap((item) => [
          row(sceneName!, item, false),
          ...(item.sourceType === 'group' && unfolded.has(item.sourceName)
            ? itemsIn(item.sourceName).map((inner) => row(item.sourceName, inner, true))
            : []),
        ])}
      </ul>
    </Panel>
  );
}

interface ItemRowProps {
  sceneName: string;
  item: SceneItem;
  isInner: boolean;
  isOnAir: boolean;
  isChosen: boolean;
  filterCount: number;
  isUnfolded: boolean;
  onFold(): void;
  onChoose(): void;
}

function ItemRow({ sceneName, item, isInner, isOnAir, isChosen, filterCount, isUnfolded, onFold, onChoose }: ItemRowProps) {
  const { t } = useTranslation('sources');
  const run = useCommand();
  const open = useLink() === 'open';
  const { sceneItemId, sourceName, sourceType, enabled, locked, transform } = item;
  const Fold = isUnfolded ? IconChevronDown : IconChevronRight;
  return (
    <li
      className={styles.item}
      data-inner={isInner || undefined}
      data-hidden={!enabled || undefined}
      data-chosen={isChosen || undefined}
      data-on-air={isOnAir || undefined}
    >
      {sourceType === 'group' ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-expanded={isUnfolded}
          aria-label={t('items.fold', { name: sourceName })}
          onClick={onFold}
        >
          <Fold size={16} className="mirrored" aria-hidden />
        </ActionIcon>
      ) : (
        <span className={styles.noFold} />
      )}
      <UnstyledButton className={styles.itemName} aria-pressed={isChosen} onClick={onChoose}>
        <bdi>{sourceName}</bdi>
        <span className="dim">{item.inputKind === null ? t(`items.type.${sourceType}`) : <bdi dir="ltr">{item.inputKind}</bdi>}</span>
      </UnstyledButton>
      {filterCount > 0 && <span className={styles.badge}>{t('items.filters', { count: filterCount, number: count(filterCount) })}</span>}
      <bdi className={`figure dim ${styles.size}`} dir="ltr">
        {Math.round(transform.width)} × {Math.round(transform.height)}
      </bdi>
      <ActionIcon
        variant="subtle"
        color={enabled ? 'teal' : 'gray'}
        disabled={!open}
        aria-pressed={enabled}
        aria-label={t('items.show', { name: sourceName })}
        onClick={() => void run('setSceneItem', { sceneName, sceneItemId, enabled: !enabled })}
      >
        {enabled ? <IconEye size={18} aria-hidden /> : <IconEyeOff size={18} aria-hidden />}
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        disabled={!open}
        aria-pressed={locked}
        aria-label={t('items.lock', { name: sourceName })}
        onClick={() => void run('setSceneItem', { sceneName, sceneItemId, locked: !locked })}
      >
        {locked ? <IconLock size={18} aria-hidden /> : <IconLockOpen size={18} aria-hidden />}
      </ActionIcon>
    </li>
  );
}
