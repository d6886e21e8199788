/** The products of one segment in the order in which they are presented; added by number or name. */
import { ActionIcon, Autocomplete, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconArrowDown, IconArrowUp, IconGripVertical, IconSearch, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { subjectKey } from '../../../native/contract/gate.ts';
import type { Product } from '../../../native/contract/product.ts';
import { textIn } from '../../../native/contract/text.ts';
import { useTopic } from '../../client/hooks.ts';
import { money } from '../../i18n/formats.ts';
import { GateBadge } from '../gate/GateBadge.tsx';
import styles from './plan.module.css';
import { productNumbers, searchProducts } from './product-search.ts';
import { SortableList } from './SortableList.tsx';
import { useLocale } from '../../i18n/LocaleProvider.tsx';

interface SegmentProductsProps {
  productIds: readonly string[];
  locked: string | null;
  onChange: (productIds: string[]) => void;
}

export function SegmentProducts({ productIds, locked, onChange }: SegmentProductsProps) {
  const { t } = useTranslation('plan');
  const { locale } = useLocale();
  const products = useTopic('catalogue')?.products ?? [];
  const byId = new Map(products.map((product) => [product.productId, product]));
  const nameOf = (id: string) => {
    const product = byId.get(id);
    return product ? textIn(product.name, locale) : t('segment.productGone');
  };
  const move = (id: string, index: number) => onChange(productIds.filter((each) => each !== id).toSpliced(index, 0, id));
  return (
    <Stack gap={6}>
      <SortableList
        listId="products"
        label={t('segment.productsInOrder')}
        ids={productIds}
        disabled={locked !== null}
        nameOf={nameOf}
        onMove={move}
      >
        {(id, index) => (
          <ProductRow
            product={byId.get(id)}
            name={nameOf(id)}
            index={index}
            total={productIds.length}
            locked={locked}
            onMove={(to) => move(id, to)}
            onRemove={() => onChange(productIds.filter((each) => each !== id))}
          />
        )}
      </SortableList>
      <AddProduct productIds={productIds} locked={locked} onAdd={(ids) => onChange([...productIds, ...ids])} />
    </Stack>
  );
}

interface ProductRowProps {
  product: Product | undefined;
  name: string;
  index: number;
  total: number;
  locked: string | null;
  onMove: (index: number) => void;
  onRemove: () => void;
}

function ProductRow({ product, name, index, total, locked, onMove, onRemove }: ProductRowProps) {
  const { t } = useTranslation('plan');
  return (
    <div className={styles.productRow} data-product-gone={product ? undefined : true}>
      <IconGripVertical size={14} className={styles.grip} aria-hidden />
      <span className={styles.productNumber}>{product?.number ?? <IconAlertTriangle size={14} aria-hidden />}</span>
      <bdi className={styles.productName}>{name}</bdi>
      {product && <GateBadge subjects={[subjectKey({ kind: 'card', id: product.productId })]} />}
      {product && <span className={styles.productPrice}>{money(product.priceFen)}</span>}
      <Group gap={0} wrap="nowrap">
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          disabled={locked !== null || index === 0}
          aria-label={t('segment.productUp', { name })}
          onClick={() => onMove(index - 1)}
        >
          <IconArrowUp size={14} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          disabled={locked !== null || index === total - 1}
          aria-label={t('segment.productDown', { name })}
          onClick={() => onMove(index + 1)}
        >
          <IconArrowDown size={14} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          data-row-main
          disabled={locked !== null}
          aria-label={t('segment.productRemove', { name })}
          onClick={onRemove}
        >
          <IconX size={14} aria-hidden />
        </ActionIcon>
      </Group>
    </div>
  );
}

function AddProduct({
  productIds,
  locked,
  onAdd,
}: {
  productIds: readonly string[];
  locked: string | null;
  onAdd: (ids: string[]) => void;
}) {
  const { t } = useTranslation('plan');
  const { locale } = useLocale();
  const catalogue = useTopic('catalogue');
  const [query, setQuery] = useState('');
  const [warning, setWarning] = useState<string | null>(null);
  const free = (catalogue?.products ?? []).filter(({ productId }) => !productIds.includes(productId));
  const found = searchProducts(free, catalogue?.places ?? [], query).slice(0, 50);
  const options = found.map(({ productId, number, name }) => ({ value: productId, label: `${number} · ${textIn(name, locale)}` }));

  const addNumbers = (numbers: number[]) => {
    const byNumber = new Map(free.map((product) => [product.number, product.productId]));
    const known = (catalogue?.products ?? []).map(({ number }) => number);
    const ids = numbers.flatMap((number) => byNumber.get(number) ?? []);
    if (ids.length > 0) onAdd(ids);
    const unknown = numbers.filter((number) => !known.includes(number));
    setWarning(unknown.length > 0 ? t('segment.numbersUnknown', { numbers: unknown.join(', ') }) : null);
    setQuery('');
  };

  return (
    <Autocomplete
      size="xs"
      aria-label={t('segment.addProduct')}
      placeholder={t('segment.addProductHint')}
      title={locked ?? undefined}
      disabled={locked !== null || productIds.length >= 200}
      leftSection={<IconSearch size={14} aria-hidden />}
      value={query}
      data={options}
      filter={(shown) => shown.options}
      selectFirstOptionOnChange
      maxDropdownHeight={260}
      error={
        warning ? (
          <Text span size="xs" className={styles.warning}>
            {warning}
          </Text>
        ) : undefined
      }
      onChange={(value) => {
        // A picked option is written into the field by the library; the field is for the next one.
        setQuery(options.some(({ label }) => label === value) ? '' : value);
        setWarning(null);
      }}
      onOptionSubmit={(productId) => onAdd([productId])}
      onKeyDownCapture={(event) => {
        if (event.key !== 'Enter' || event.nativeEvent.isComposing || query.trim() === '') return;
        const numbers = productNumbers(query);
        if (!numbers && found.length > 0) return;
        event.preventDefault();
        event.stopPropagation();
        if (numbers) addNumbers(numbers);
        else setWarning(t('segment.noMatch', { query }));
      }}
    />
  );
}
