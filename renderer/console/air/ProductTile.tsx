/** One product of the deck: a click prepares its card, a double click or its button puts it on air. */
import { IconPlayerTrackNext } from '@tabler/icons-react';
import { memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { subjectKey } from '../../../native/contract/gate.ts';
import type { Product } from '../../../native/contract/product.ts';
import { useLink } from '../../client/hooks.ts';
import { count, money } from '../../i18n/formats.ts';
import type { Desk } from '../desk.ts';
import { GateBadge } from '../gate/GateBadge.tsx';
import { guardOf } from '../lock.ts';
import { Figure } from '../../parts/Figure.tsx';
import { useText } from '../../i18n/use-text.ts';
import { LOW_STOCK } from './stock.ts';

interface ProductTileProps {
  product: Product;
  remaining: number;
  state: 'onAir' | 'prepared' | 'none';
  shown: boolean;
  /** The deck's one stop for Tab; the arrow keys move it with what is prepared. */
  tabStop: boolean;
  desk: Desk;
}

export const ProductTile = memo(function ProductTile({ product, remaining, state, shown, tabStop, desk }: ProductTileProps) {
  const { t } = useTranslation('console');
  const text = useText();
  const open = useLink() === 'open';
  const tile = useRef<HTMLLIElement>(null);
  const { productId, number, name, unit, priceFen } = product;
  useEffect(() => {
    if (state !== 'none') tile.current?.scrollIntoView({ block: 'nearest' });
  }, [state]);
  return (
    <li ref={tile} className={`tile ${state} ${shown ? 'shown' : ''}`} data-product={productId} {...guardOf('showCard')}>
      <button
        type="button"
        className="tile-main"
        tabIndex={tabStop ? 0 : -1}
        disabled={!open}
        aria-pressed={state === 'prepared'}
        onClick={(event) => event.detail <= 1 && desk.prepareProduct(productId)}
        onDoubleClick={() => desk.showCard(productId)}
      >
        <Figure className="tile-number">{number}</Figure>
        <span className="tile-words">
          <span className="tile-name">
            <bdi>{text(name)}</bdi> <GateBadge subjects={[subjectKey({ kind: 'card', id: productId })]} />
          </span>
          <span className="tile-price">
            <Figure className="strong">{money(priceFen)}</Figure>
            <bdi className="dim">{text(unit)}</bdi>
          </span>
          <span className="tile-foot">
            <Stock remaining={remaining} />
            {state === 'onAir' && <span className="mark on-air">{t('mark.onAir')}</span>}
            {state === 'prepared' && <span className="mark prepared">{t('mark.prepared')}</span>}
            {state === 'none' && shown && <span className="mark shown">{t('mark.shown')}</span>}
          </span>
        </span>
      </button>
      <button
        type="button"
        className="tile-take"
        tabIndex={tabStop ? 0 : -1}
        disabled={!open}
        title={t('take.card')}
        aria-label={`${t('take.card')}: ${number} ${text(name)}`}
        onClick={() => desk.showCard(productId)}
      >
        <IconPlayerTrackNext size="1.2rem" className="mirrored" aria-hidden />
      </button>
    </li>
  );
});

function Stock({ remaining }: { remaining: number }) {
  const { t } = useTranslation('console');
  if (remaining === 0) return <span className="sold-out">{t('deck.soldOut')}</span>;
  return (
    <span className={remaining <= LOW_STOCK ? 'warning' : 'dim'}>
      {t('deck.remaining')} <Figure>{count(remaining)}</Figure>
    </span>
  );
}
