/** Form of one product, new or known; what is wrong stands in words under its field, and what the gate would say beside it. */
import { Button, Checkbox, Drawer, Group, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatalogueState, Product } from '../../../native/contract/product.ts';
import { directionOf, textIn, type Locale } from '../../../native/contract/text.ts';
import { FieldFindings } from '../gate/FieldFindings.tsx';
import { useCommand, usePending } from '../use-command.ts';
import { CertificateFields } from './CertificateFields.tsx';
import { freshId } from './fresh-id.ts';
import { LocalTextInput } from './LocalTextInput.tsx';
import styles from './plan.module.css';
import { formOf, productOf, type ProductForm } from './product-form.ts';
import { SellingPoints } from './SellingPoints.tsx';
import { StruckPriceFields } from './StruckPriceFields.tsx';
import { useLineLock } from './use-line-lock.ts';
import { useLocale } from '../../i18n/LocaleProvider.tsx';

interface ProductDrawerProps {
  catalogue: CatalogueState;
  /** The product to change; null adds one. */
  product: Product | null;
  onClose: () => void;
}

export function ProductDrawer({ catalogue, product, onClose }: ProductDrawerProps) {
  const { t, i18n } = useTranslation('plan');
  const { locale } = useLocale();
  const locked = useLineLock();
  const run = useCommand();
  const saving = usePending('saveProduct');
  const [productId] = useState(() => product?.productId ?? freshId('product'));
  const [form, setForm] = useState(() => formOf(product, catalogue));
  const [tried, setTried] = useState(false);
  const parsed = productOf(form, productId, catalogue);
  const error = (field: string) => {
    const problem = tried ? parsed.problems[field] : undefined;
    return problem ? t(`problem.${problem}`) : undefined;
  };
  const set = (changes: Partial<ProductForm>) => setForm({ ...form, ...changes });
  const localInput = (key: 'name' | 'unit' | 'cooperative') => (language: Locale) => ({
    value: form[key][language],
    error: error(`${key}.${language}`),
    onChange: (event: { currentTarget: { value: string } }) => set({ [key]: { ...form[key], [language]: event.currentTarget.value } }),
  });
  const save = async () => {
    setTried(true);
    if (!parsed.product) return;
    if (await run('saveProduct', parsed.product)) onClose();
  };

  return (
    <Drawer
      opened
      onClose={onClose}
      position={directionOf(locale) === 'rtl' ? 'left' : 'right'}
      size={620}
      title={product ? t('product.edit', { number: product.number }) : t('product.add')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form
        className={styles.drawerForm}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="sm">
          <div className={styles.pair}>
            <TextInput
              data-autofocus
              size="xs"
              dir="ltr"
              inputMode="numeric"
              label={t('product.number')}
              withAsterisk
              maxLength={3}
              value={form.number}
              error={error('number')}
              onChange={(event) => set({ number: event.currentTarget.value })}
            />
            <TextInput
              size="xs"
              dir="ltr"
              label={t('product.sku')}
              withAsterisk
              maxLength={64}
              value={form.sku}
              error={error('sku')}
              onChange={(event) => set({ sku: event.currentTarget.value })}
            />
          </div>
          <LocalTextInput label={t('product.name')} input={localInput('name')} />
          <FieldFindings text={form.name} isFood={form.isFood} />
          <LocalTextInput label={t('product.unit')} input={localInput('unit')} />
          <Select
            size="xs"
            label={t('product.place')}
            withAsterisk
            searchable
            nothingFoundMessage={t('product.placeNotFound')}
            data={catalogue.places.map((place) => ({ value: place.placeCode, label: textIn(place.name, locale) }))}
            value={form.placeCode}
            error={error('placeCode')}
            onChange={(placeCode) => set({ placeCode })}
          />
          <LocalTextInput label={t('product.cooperative')} required={false} input={localInput('cooperative')} />
          <FieldFindings text={form.cooperative} isFood={form.isFood} />
          <Checkbox
            size="xs"
            label={t('product.isFood')}
            description={t('product.isFoodHint')}
            checked={form.isFood}
            onChange={(event) => set({ isFood: event.currentTarget.checked })}
          />
          <div className={styles.pair}>
            <TextInput
              size="xs"
              dir="ltr"
              inputMode="decimal"
              label={t('product.price')}
              withAsterisk
              leftSection="¥"
              placeholder="39.90"
              maxLength={16}
              value={form.price}
              error={error('priceFen')}
              onChange={(event) => set({ price: event.currentTarget.value })}
            />
            <TextInput
              size="xs"
              dir="ltr"
              inputMode="numeric"
              label={t('product.allocated')}
              description={t('product.allocatedHint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              withAsterisk
              maxLength={8}
              value={form.allocated}
              error={error('allocated')}
              onChange={(event) => set({ allocated: event.currentTarget.value })}
            />
          </div>
          <TextInput
            size="xs"
            dir="ltr"
            inputMode="numeric"
            label={t('product.buyerLimit')}
            description={t('product.buyerLimitHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            maxLength={8}
            value={form.buyerLimit}
            error={error('buyerLimit')}
            onChange={(event) => set({ buyerLimit: event.currentTarget.value })}
          />
          <StruckPriceFields form={form} product={product} onChange={(struck) => set({ struck })} error={error} />
          <SellingPoints
            points={form.sellingPoints}
            isFood={form.isFood}
            onChange={(sellingPoints) => set({ sellingPoints })}
            error={error}
          />
          <CertificateFields certificates={form.certificates} onChange={(certificates) => set({ certificates })} error={error} />
          <Group gap="xs" lang={i18n.language} className={styles.drawerFoot}>
            <Button size="sm" type="submit" loading={saving} disabled={locked !== null} title={locked ?? undefined}>
              {t('action.save')}
            </Button>
            <Button size="sm" variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Drawer>
  );
}
