/** One layer over the picture: a box that is dragged, widened by its sides, scaled by its corners, moved by arrow keys, hidden by Delete. */
import { type KeyboardEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { placedBox } from '../../../../native/contract/default-placements.ts';
import type { LayerId } from '../../../../native/contract/layout.ts';
import { type LayerGestures, useLayerGestures } from './layer-gestures.ts';
import styles from './layout.module.css';
import type { Grip } from './placing.ts';

interface LayerBoxProps extends LayerGestures {
  layer: LayerId;
  chosen: boolean;
  /** Something is said about it in words. */
  troubled: boolean;
  onChoose(): void;
  onHide(hidden: boolean): void;
}

const GRIPS: readonly Exclude<Grip, 'move'>[] = ['left', 'right', 'top-left', 'top-right', 'bottom-left', 'bottom-right'];

export function LayerBox({ layer, chosen, troubled, onChoose, onHide, ...gestures }: LayerBoxProps) {
  const { t } = useTranslation('graphics');
  const helpId = useId();
  const { placement, height, zoom } = gestures;
  const { begin, move, end, cancel, step, settle, leave } = useLayerGestures(gestures);
  const box = placedBox(placement, height);
  const name = t(`layout.layer.${layer}`);

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (step(event)) event.preventDefault();
    else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      settle();
      onHide(!placement.hidden);
    } else if (event.key === 'Escape' && leave()) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  const follow = { onPointerMove: move, onPointerUp: end, onPointerCancel: cancel };
  return (
    <div
      className={styles.layerBox}
      data-layer-box={layer}
      data-chosen={chosen || undefined}
      data-hidden={placement.hidden || undefined}
      data-troubled={troubled || undefined}
      style={{
        left: box.left * zoom,
        top: box.top * zoom,
        width: (box.right - box.left) * zoom,
        height: (box.bottom - box.top) * zoom,
      }}
    >
      <button
        type="button"
        className={styles.layerBody}
        data-takes-keys
        aria-pressed={chosen}
        aria-label={t('layout.boxLabel', {
          layer: name,
          x: placement.x,
          y: placement.y,
          hidden: placement.hidden ? t('layout.hiddenMark') : '',
        })}
        aria-describedby={helpId}
        onFocus={onChoose}
        onPointerDown={(event) => {
          onChoose();
          begin(event, 'move');
        }}
        {...follow}
        onKeyDown={onKeyDown}
        onKeyUp={(event) => event.key.startsWith('Arrow') && settle()}
        onBlur={settle}
      >
        <span className={styles.layerName}>{name}</span>
      </button>
      <span id={helpId} className="visually-hidden">
        {t('layout.keys')}
      </span>
      {chosen &&
        !placement.hidden &&
        GRIPS.map((grip) => (
          <span key={grip} className={styles.grip} data-grip={grip} aria-hidden onPointerDown={(event) => begin(event, grip)} {...follow} />
        ))}
      {chosen && <span className={styles.anchorPoint} data-anchor={placement.anchor} aria-hidden />}
    </div>
  );
}
