/** A former price to be struck out on the card, and what proves it: our own deals of the last days, or a paper. */
import { Fieldset, Input, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { subjectKey } from '../../../native/contract/gate.ts';
import { parseYuan } from '../../../native/contract/money.ts';
import type { Product } from '../../../native/contract/product.ts';
import { EvidencePicker } from '../gate/EvidencePicker.tsx';
import { useFindingSentence } from '../gate/finding-sentence.ts';
import { useVerdicts } from '../gate/use-verdict.ts';
import styles from './plan.module.css';
import type { ProductForm } from './product-form.ts';

interface StruckPriceFieldsProps {
  form: Pick<ProductForm, 'struck' | 'price'>;
  /** As it is kept now; null for a new one. */
  product: Product | null;
  onChange(struck: ProductForm['struck']): void;
  error(field: string): string | undefined;
}

export function StruckPriceFields({ form: { struck, price }, product, onChange, error }: StruckPriceFieldsProps) {
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
          {struck.proof === 'deals' && <LedgerProof struckFen={struckFen} product={product} />}
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

/** What the ledger proves of the struck price that is kept; of one that is only typed nobody has asked it yet. */
function LedgerProof({ struckFen, product }: { struckFen: number | null; product: Product | null }) {
  const { t } = useTranslation('plan');
  const sentence = useFindingSentence();
  const kept = product?.struckPrice;
  const verdicts = useVerdicts(product ? [subjectKey({ kind: 'card', id: product.productId })] : []);
  const findings = verdicts.flatMap((verdict) => verdict.findings).filter(({ at }) => at === 'struckPrice');
  if (kept?.proof !== 'deals' || kept.priceFen !== struckFen) {
    return (
      <Text size="xs" c="dimmed">
        {t('product.proofAfterSave')}
      </Text>
    );
  }
  return (
    <Text size="xs" className={findings.length > 0 ? 'warning' : undefined} role="status" data-ledger-proof>
      {findings.length > 0 ? findings.map((finding) => sentence(finding)).join(' ') : t('product.proofHolds')}
    </Text>
  );
}
