/** The product deck: first the products of the segments on air and prepared, then all others; or what a search finds. */
import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Product } from '../../../native/contract/product.ts';
import { useLink, useTopic } from '../../client/hooks.ts';
import { useDesk } from '../desk.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useText } from '../../i18n/use-text.ts';
import { ProductTile } from './ProductTile.tsx';
import { productMatches, remainingOf } from './stock.ts';

interface Group {
  key: string;
  title: string;
  onAir: boolean;
  products: Product[];
}

function useGroups(search: string): Group[] {
  const { t } = useTranslation('console');
  const text = useText();
  const catalogue = useTopic('catalogue');
  const segments = useTopic('rundown')?.rundown.segments;
  const playout = useTopic('playout');
  const onAirId = playout?.segmentOnAir?.segmentId;
  const preparedId = playout?.prepared.segmentId;
  return useMemo(() => {
    const products = catalogue?.products ?? [];
    const byNumber = products.toSorted((a, b) => a.number - b.number);
    if (search.trim() !== '') {
      const places = new Map(catalogue?.places.map((place) => [place.placeCode, text(place.name)]));
      const found = byNumber.filter((product) => productMatches(product, places.get(product.placeCode) ?? '', search));
      return [{ key: 'found', title: t('deck.found', { count: found.length }), onAir: false, products: found }];
    }
    const byId = new Map(products.map((product) => [product.productId, product]));
    const groups: Group[] = [];
    for (const segmentId of new Set([onAirId, preparedId])) {
      const segment = segments?.find((each) => each.segmentId === segmentId);
      const inOrder = segment?.productIds.flatMap((productId) => byId.get(productId) ?? []) ?? [];
      if (!segment || inOrder.length === 0) continue;
      groups.push({ key: segment.segmentId, title: text(segment.title), onAir: segmentId === onAirId, products: inOrder });
    }
    const placed = new Set(groups.flatMap((group) => group.products));
    const rest = byNumber.filter((product) => !placed.has(product));
    if (rest.length > 0) groups.push({ key: 'rest', title: t(placed.size > 0 ? 'deck.rest' : 'deck.all'), onAir: false, products: rest });
    return groups;
  }, [catalogue, segments, onAirId, preparedId, search, text, t]);
}

export function DeckPanel() {
  const { t } = useTranslation('console');
  const desk = useDesk();
  const open = useLink() === 'open';
  const [search, setSearch] = useState('');
  const groups = useGroups(search);
  const playout = useTopic('playout');
  const skus = useTopic('sales')?.skus;
  const bySku = useMemo(() => new Map(skus?.map((sales) => [sales.sku, sales])), [skus]);
  const listed = groups.flatMap(({ products }) => products.map(({ productId }) => productId));
  const stopId = [playout?.prepared.productId, playout?.cardOnAir?.productId].find((id) => id && listed.includes(id)) ?? listed[0];
  const shown = useMemo(() => new Set(playout?.shownProductIds), [playout?.shownProductIds]);
  return (
    <Panel
      title={t('deck.title')}
      className="deck"
      aside={
        <TextInput
          size="xs"
          className="deck-search"
          aria-label={t('deck.search')}
          placeholder={t('deck.search')}
          leftSection={<IconSearch size="1.05rem" aria-hidden />}
          rightSection={search && <CloseButton size="sm" aria-label={t('deck.searchClear')} onClick={() => setSearch('')} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            setSearch('');
            event.currentTarget.blur();
          }}
        />
      }
    >
      <div className="deck-scroll" role="group" aria-label={t('deck.title')} tabIndex={open ? undefined : 0}>
        {groups.map((group) => (
          <div key={group.key}>
            <h3 className="deck-group">
              {group.onAir && <span className="mark on-air">{t('mark.onAir')}</span>}
              <bdi>{group.title}</bdi>
            </h3>
            <ul className="deck-grid">
              {group.products.map((product) => (
                <ProductTile
                  key={product.productId}
                  product={product}
                  remaining={remainingOf(product, bySku)}
                  state={tileState(product.productId, playout?.cardOnAir?.productId, playout?.prepared.productId)}
                  shown={shown.has(product.productId)}
                  tabStop={product.productId === stopId}
                  desk={desk}
                />
              ))}
            </ul>
            {group.products.length === 0 && <p className="dim">{t('deck.nothingFound')}</p>}
          </div>
        ))}
        {groups.length === 0 && <p className="empty dim">{t('deck.empty')}</p>}
      </div>
    </Panel>
  );
}

function tileState(productId: string, onAirId: string | undefined, preparedId: string | null | undefined): 'onAir' | 'prepared' | 'none' {
  if (productId === onAirId) return 'onAir';
  return productId === preparedId ? 'prepared' : 'none';
}
