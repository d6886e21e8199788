/** All layers by name: which one is edited, which have places of their own here, which are hidden, and which are spoken of in words. */
import { IconAlertTriangle, IconEyeOff } from '@tabler/icons-react';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type LayerId, layerIds } from '../../../../native/contract/layout.ts';
import { Panel } from '../../../parts/Panel.tsx';
import type { LayoutEditing } from './editing.ts';
import styles from './layout.module.css';

interface LayerListProps {
  editing: LayoutEditing;
  chosen: LayerId | null;
  troubled: ReadonlySet<LayerId>;
  oneScene: boolean;
  onChoose(layer: LayerId): void;
}

export function LayerList({ editing, chosen, troubled, oneScene, onChoose }: LayerListProps) {
  const { t } = useTranslation('graphics');
  const own = layerIds.filter((layer) => editing.originOf(layer) === (oneScene ? 'scene' : 'everywhere'));
  return (
    <Panel
      title={t('layout.layers')}
      className={styles.layers!}
      aside={
        <Button size="compact-xs" variant="default" disabled={own.length === 0} onClick={() => editing.giveBack(own)}>
          {t(oneScene ? 'layout.allAsEverywhere' : 'layout.allAsDefault')}
        </Button>
      }
    >
      <ul>
        {layerIds.map((layer) => (
          <li key={layer}>
            <button type="button" aria-pressed={layer === chosen} onClick={() => onChoose(layer)}>
              <span className={styles.layerTitle}>{t(`layout.layer.${layer}`)}</span>
              {troubled.has(layer) && <IconAlertTriangle size={14} className="warning" aria-label={t('layout.troubled')} />}
              {editing.placements[layer].hidden && <IconEyeOff size={14} aria-label={t('layout.hiddenMark')} />}
              {own.includes(layer) && <span className="mark prepared">{t(oneScene ? 'layout.ownHere' : 'layout.moved')}</span>}
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
