/** The products of the catalogue as a table. */
import { ActionIcon, Table } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { subjectKey } from '../../../native/contract/gate.ts';
import type { Place } from '../../../native/contract/place.ts';
import type { Product } from '../../../native/contract/product.ts';
import { directionOf, locales, textIn } from '../../../native/contract/text.ts';
import { count, money } from '../../i18n/formats.ts';
import { GateBadge } from '../gate/GateBadge.tsx';
import styles from './plan.module.css';
import { useLocale } from '../../i18n/LocaleProvider.tsx';

interface ProductTableProps {
  products: readonly Product[];
  places: readonly Place[];
  locked: string | null;
  onEdit: (product: Product) => void;
  onRemove: (product: Product) => void;
}

export function ProductTable({ products, places, locked, onEdit, onRemove }: ProductTableProps) {
  const { t } = useTranslation('plan');
  const { locale } = useLocale();
  const placeNames = new Map(places.map((place) => [place.placeCode, textIn(place.name, locale)]));
  const others = locales.filter((each) => each !== locale);
  return (
    <Table className={styles.table} stickyHeader highlightOnHover verticalSpacing={4} aria-label={t('catalogue.products')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th className={styles.figure}>{t('product.number')}</Table.Th>
          <Table.Th>{t('product.name')}</Table.Th>
          <Table.Th>{t('product.placeAndCooperative')}</Table.Th>
          <Table.Th>{t('product.unit')}</Table.Th>
          <Table.Th className={styles.figure}>{t('product.price')}</Table.Th>
          <Table.Th className={styles.figure}>{t('product.allocated')}</Table.Th>
          <Table.Th>{t('product.sku')}</Table.Th>
          <Table.Th aria-label={t('catalogue.actions')} />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {products.map((product) => {
          const name = textIn(product.name, locale);
          return (
            <Table.Tr key={product.productId} data-product-id={product.productId} onDoubleClick={() => onEdit(product)}>
              <Table.Td className={styles.figure}>
                <strong>{product.number}</strong>
              </Table.Td>
              <Table.Td>
                <div className={styles.names}>
                  <span>
                    <bdi>{name}</bdi> <GateBadge subjects={[subjectKey({ kind: 'card', id: product.productId })]} />
                  </span>
                  <span className={styles.secondName}>
                    {others.map((each) => {
                      const text = product.name[each];
                      return text && text !== name ? (
                        <bdi key={each} lang={each} dir={directionOf(each)}>
                          {text}
                        </bdi>
                      ) : null;
                    })}
                  </span>
                </div>
              </Table.Td>
              <Table.Td>
                <div className={styles.names}>
                  <span>{placeNames.get(product.placeCode) ?? product.placeCode}</span>
                  {product.cooperative && <bdi className={styles.secondName}>{textIn(product.cooperative, locale)}</bdi>}
                </div>
              </Table.Td>
              <Table.Td>
                <bdi>{textIn(product.unit, locale)}</bdi>
              </Table.Td>
              <Table.Td className={styles.figure}>{money(product.priceFen)}</Table.Td>
              <Table.Td className={styles.figure}>
                <div className={styles.names}>
                  <span>{count(product.allocated)}</span>
                  {product.buyerLimit !== undefined && (
                    <span className={styles.secondName}>{t('product.buyerLimitShort', { units: count(product.buyerLimit) })}</span>
                  )}
                </div>
              </Table.Td>
              <Table.Td>
                <bdi className={styles.code}>{product.sku}</bdi>
              </Table.Td>
              <Table.Td className={styles.figure}>
                <ActionIcon variant="subtle" color="gray" aria-label={t('product.editNamed', { name })} onClick={() => onEdit(product)}>
                  <IconPencil size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={locked !== null}
                  title={locked ?? undefined}
                  aria-label={t('product.removeNamed', { name })}
                  onClick={() => onRemove(product)}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
