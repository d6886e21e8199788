/** Short lines on the card that say what the product is good for, each looked at by the gate while it is written. */
import { ActionIcon, Button, Fieldset, Stack } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Locale } from '../../../native/contract/text.ts';
import { FieldFindings } from '../gate/FieldFindings.tsx';
import { LocalTextInput } from './LocalTextInput.tsx';
import styles from './plan.module.css';
import { allLanguages } from './language-texts.ts';
import { type ProductForm, SELLING_POINTS } from './product-form.ts';

interface SellingPointsProps {
  points: ProductForm['sellingPoints'];
  isFood: boolean;
  onChange(points: ProductForm['sellingPoints']): void;
  error(field: string): string | undefined;
}

export function SellingPoints({ points, isFood, onChange, error }: SellingPointsProps) {
  const { t } = useTranslation('plan');
  const input = (index: number) => (locale: Locale) => ({
    value: points[index]![locale],
    maxLength: 60,
    error: error(`sellingPoints.${index}.${locale}`),
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange(points.with(index, { ...points[index]!, [locale]: event.currentTarget.value })),
  });
  return (
    <Fieldset legend={t('product.sellingPoints')} className={styles.section}>
      <Stack gap="xs">
        {points.map((point, index) => (
          // Lines have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index} className={styles.withRemove} role="group" aria-label={t('product.sellingPoint', { number: index + 1 })}>
            <div>
              <LocalTextInput label={String(index + 1)} input={input(index)} />
              <FieldFindings text={point} isFood={isFood} />
            </div>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('product.sellingPointRemove', { number: index + 1 })}
              onClick={() => onChange(points.toSpliced(index, 1))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </div>
        ))}
        {points.length < SELLING_POINTS && (
          <Button
            size="compact-xs"
            variant="default"
            className={styles.adder}
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...points, allLanguages(undefined)])}
          >
            {t('product.sellingPointAdd')}
          </Button>
        )}
      </Stack>
    </Fieldset>
  );
}
