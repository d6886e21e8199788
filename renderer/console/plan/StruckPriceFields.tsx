/** A former price to be struck out on the card, and what proves it: our own deals of the last days, or a paper. */
import { Fieldset, Input, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { parseYuan } from '../../../native/contract/money.ts';
import { EvidencePicker } from '../gate/EvidencePicker.tsx';
import styles from './plan.module.css';
import type { ProductForm } from './product-form.ts';

interface StruckPriceFieldsProps {
  form: Pick<ProductForm, 'struck' | 'price'>;
  onChange(struck: ProductForm['struck']): void;
  error(field: string): string | undefined;
}

export function StruckPriceFields({ form: { struck, price }, onChange, error }: StruckPriceFieldsProps) {
  const { t } = useTranslation('plan');
  const [struckFen, priceFen] = [parseYuan(struck.price), parseYuan(price)];
  return (
    <Fieldset legend={t('product.struckPrice')} className={styles.section}>
      <div className={styles.pair}>
        <TextInput
          size="xs"
          dir="ltr"
          inputMode="decimal"
          label={t('product.struckPriceYuan')}
          description={t('product.struckPriceHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          leftSection="¥"
          maxLength={16}
          value={struck.price}
          error={error('struckPrice.priceFen')}
          onChange={(event) => onChange({ ...struck, price: event.currentTarget.value })}
        />
        <Input.Wrapper size="xs" label={t('product.proof')} labelElement="div">
          <SegmentedControl
            size="xs"
            fullWidth
            aria-label={t('product.proof')}
            data={(['deals', 'document'] as const).map((value) => ({ value, label: t(`product.proofs.${value}`) }))}
            value={struck.proof}
            onChange={(proof) => onChange({ ...struck, proof })}
          />
        </Input.Wrapper>
      </div>
      {struck.price.trim() !== '' && (
        <>
          {struckFen !== null && priceFen !== null && struckFen <= priceFen && (
            <Text size="xs" className="warning">
              {t('product.struckNotAbove')}
            </Text>
          )}
          {struck.proof === 'document' && (
            <EvidencePicker
              size="xs"
              label={t('product.proofPaper')}
              value={struck.evidenceId}
              onChange={(evidenceId) => onChange({ ...struck, evidenceId })}
            />
          )}
        </>
      )}
    </Fieldset>
  );
}
