/** Form of one product, new or known; what is wrong stands in words under its field. */
import { Button, Drawer, Group, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatYuan, parseYuan } from '../../../native/contract/money.ts';
import { productSchema, type CatalogueState, type Product } from '../../../native/contract/product.ts';
import { directionOf, textIn, type Locale, type LocalText } from '../../../native/contract/text.ts';
import { useCommand, usePending } from '../use-command.ts';
import { problemOfIssue, type FieldProblem } from './field-problem.ts';
import { freshId } from './fresh-id.ts';
import { LocalTextInput } from './LocalTextInput.tsx';
import styles from './plan.module.css';
import { useLineLock } from './use-line-lock.ts';
import { useLocale } from '../../i18n/LocaleProvider.tsx';

interface ProductForm {
  number: string;
  sku: string;
  name: Record<Locale, string>;
  unit: Record<Locale, string>;
  placeCode: string | null;
  price: string;
  allocated: string;
  cooperative: Record<Locale, string>;
  /** Empty: no limit. */
  buyerLimit: string;
}
type Problems = Partial<Record<string, FieldProblem | 'numberTaken' | 'skuTaken'>>;

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
          <Group gap="xs" lang={i18n.language}>
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

function formOf(product: Product | null, { products }: CatalogueState): ProductForm {
  const taken = new Set(products.map(({ number }) => number));
  let free = 1;
  while (taken.has(free)) free += 1;
  return {
    number: String(product?.number ?? free),
    sku: product?.sku ?? '',
    name: allLanguages(product?.name),
    unit: allLanguages(product?.unit),
    placeCode: product?.placeCode ?? null,
    price: product ? formatYuan(product.priceFen) : '',
    allocated: String(product?.allocated ?? 0),
    cooperative: allLanguages(product?.cooperative),
    buyerLimit: String(product?.buyerLimit ?? ''),
  };
}

/** The product that the form stands for, or what is wrong by field. */
function productOf(form: ProductForm, productId: string, { products }: CatalogueState): { product: Product | null; problems: Problems } {
  const problems: Problems = {};
  const priceFen = parseYuan(form.price);
  const candidate = {
    productId,
    number: wholeNumber(form.number),
    sku: form.sku.trim(),
    name: givenLanguages(form.name),
    unit: givenLanguages(form.unit),
    placeCode: form.placeCode ?? '',
    priceFen: priceFen ?? -1,
    allocated: wholeNumber(form.allocated),
    ...(Object.values(form.cooperative).every((text) => text.trim() === '') ? {} : { cooperative: givenLanguages(form.cooperative) }),
    ...(form.buyerLimit.trim() === '' ? {} : { buyerLimit: wholeNumber(form.buyerLimit) }),
  };
  const parsed = productSchema.safeParse(candidate);
  for (const issue of parsed.success ? [] : parsed.error.issues) problems[issue.path.join('.')] ??= problemOfIssue(issue);
  if (priceFen === null) problems.priceFen = form.price.trim() === '' ? 'required' : 'notPrice';
  if (candidate.number === null) problems.number = 'notNumber';
  if (candidate.allocated === null) problems.allocated = 'notNumber';
  if (candidate.buyerLimit === null) problems.buyerLimit = 'notNumber';
  if (form.placeCode === null) problems.placeCode = 'required';
  const others = products.filter((product) => product.productId !== productId);
  if (others.some(({ number }) => number === candidate.number)) problems.number = 'numberTaken';
  if (others.some(({ sku }) => sku.toUpperCase() === candidate.sku.toUpperCase())) problems.sku = 'skuTaken';
  return { product: parsed.success && Object.keys(problems).length === 0 ? parsed.data : null, problems };
}

function wholeNumber(text: string): number | null {
  return /^\s*\d{1,9}\s*$/u.test(text) ? Number(text) : null;
}

function allLanguages(text: LocalText | undefined): Record<Locale, string> {
  return { 'zh-CN': text?.['zh-CN'] ?? '', ug: text?.ug ?? '', en: text?.en ?? '' };
}

function givenLanguages(text: Record<Locale, string>): LocalText {
  const { 'zh-CN': chinese, ...others } = text;
  return { 'zh-CN': chinese.trim(), ...Object.fromEntries(Object.entries(others).filter(([, value]) => value.trim() !== '')) };
}
