/** The chosen layer in figures: anchor, place, width and scale to be typed, hidden or shown, and the way back to its former place. */
import { Button, NumberInput, Switch } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { anchors, type LayerId, type Placement } from '../../../../native/contract/layout.ts';
import { Panel } from '../../../parts/Panel.tsx';
import { differingFields, type LayoutEditing } from './editing.ts';
import styles from './layout.module.css';
import { anchored, type Size } from './placing.ts';

interface LayerFieldsProps {
  layer: LayerId;
  height: number;
  stage: Size;
  editing: LayoutEditing;
  /** One scene is edited, not all of them. */
  oneScene: boolean;
}

export function LayerFields({ layer, height, stage, editing, oneScene }: LayerFieldsProps) {
  const { t } = useTranslation('graphics');
  const placement = editing.placements[layer];
  const isOwn = editing.originOf(layer) === (oneScene ? 'scene' : 'everywhere');
  const differing = isOwn ? differingFields(placement, editing.formerOf(layer)) : [];
  const put = (changes: Partial<Placement>) => editing.commit(layer, { ...placement, ...changes });
  const marked = (field: keyof Placement, label: string): ReactNode =>
    differing.includes(field) ? (
      <span className={styles.differs} title={t(oneScene ? 'layout.differsHere' : 'layout.differsDefault')}>
        {label}
      </span>
    ) : (
      label
    );
  return (
    <Panel title={t(`layout.layer.${layer}`)} className={styles.fields!}>
      <div className={styles.fieldGrid}>
        <fieldset className={styles.anchors} dir="ltr">
          <legend>{marked('anchor', t('layout.anchor'))}</legend>
          {anchors.map((anchor) => (
            <button
              key={anchor}
              type="button"
              aria-label={t(`layout.anchors.${anchor}`)}
              aria-pressed={anchor === placement.anchor}
              title={t(`layout.anchors.${anchor}`)}
              onClick={() => editing.commit(layer, anchored(placement, height, anchor, stage))}
            />
          ))}
        </fieldset>
        <div className={styles.figures}>
          <TypedFigure label={marked('x', t('layout.x'))} value={placement.x} min={0} max={stage.width} onTyped={(x) => put({ x })} />
          <TypedFigure label={marked('y', t('layout.y'))} value={placement.y} min={0} max={stage.height} onTyped={(y) => put({ y })} />
          <TypedFigure
            label={marked('width', t('layout.width'))}
            value={placement.width}
            min={120}
            max={stage.width}
            onTyped={(width) => put({ width })}
          />
          <TypedFigure
            label={marked('scale', t('layout.scale'))}
            value={Math.round(placement.scale * 100)}
            min={40}
            max={200}
            onTyped={(percent) => put({ scale: percent / 100 })}
          />
        </div>
      </div>
      <div className={styles.fieldActs}>
        <Switch
          size="sm"
          checked={!placement.hidden}
          label={marked('hidden', t('layout.shown'))}
          onChange={() => put({ hidden: !placement.hidden })}
        />
        <Button size="compact-sm" variant="default" disabled={!isOwn} onClick={() => editing.giveBack([layer])}>
          {t(oneScene ? 'layout.asEverywhere' : 'layout.asDefault')}
        </Button>
      </div>
      {differing.length > 0 && <p className={styles.differsHint}>{t(oneScene ? 'layout.differsHere' : 'layout.differsDefault')}</p>}
    </Panel>
  );
}

interface TypedFigureProps {
  label: ReactNode;
  value: number;
  min: number;
  max: number;
  onTyped(value: number): void;
}

/** Sent when the field is left or Enter is pressed; Escape gives up what was typed. While nothing is typed it follows the picture. */
function TypedFigure({ label, value, min, max, onTyped }: TypedFigureProps) {
  const [typed, setTyped] = useState<number | string | null>(null);
  const send = () => {
    setTyped(null);
    const wanted = Number(typed);
    if (typed === null || typed === '' || !Number.isFinite(wanted)) return;
    const kept = Math.min(Math.max(Math.round(wanted), min), max);
    if (kept !== value) onTyped(kept);
  };
  return (
    <NumberInput
      size="xs"
      dir="ltr"
      label={label}
      value={typed ?? value}
      min={min}
      max={max}
      clampBehavior="none"
      allowDecimal={false}
      hideControls
      onChange={setTyped}
      onBlur={send}
      onKeyDown={(event) => {
        if (event.key === 'Enter') send();
        else if (event.key === 'Escape') setTyped(null);
      }}
    />
  );
}
