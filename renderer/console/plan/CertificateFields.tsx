/** Certificates of a product: what they prove, their number, until when, and the paper. */
import { ActionIcon, Button, Fieldset, Select, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { certificateKinds } from '../../../native/contract/product.ts';
import { EvidencePicker } from '../gate/EvidencePicker.tsx';
import { DateField } from './DateField.tsx';
import styles from './plan.module.css';
import { type CertificateForm, CERTIFICATES } from './product-form.ts';

interface CertificateFieldsProps {
  certificates: readonly CertificateForm[];
  onChange(certificates: CertificateForm[]): void;
  error(field: string): string | undefined;
}

export function CertificateFields({ certificates, onChange, error }: CertificateFieldsProps) {
  const { t } = useTranslation('plan');
  const change = (index: number, changes: Partial<CertificateForm>) =>
    onChange(certificates.with(index, { ...certificates[index]!, ...changes }));
  return (
    <Fieldset legend={t('product.certificates')} className={styles.section}>
      <Stack gap="sm">
        {certificates.map((certificate, index) => (
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index} className={styles.withRemove} role="group" aria-label={t('product.certificate', { number: index + 1 })}>
            <Stack gap={6}>
              <div className={styles.triple}>
                <Select
                  size="xs"
                  label={t('product.certificateKind')}
                  allowDeselect={false}
                  data={certificateKinds.map((kind) => ({ value: kind, label: t(`certificateKind.${kind}`) }))}
                  value={certificate.kind}
                  onChange={(kind) => kind && change(index, { kind })}
                />
                <TextInput
                  size="xs"
                  dir="ltr"
                  label={t('product.certificateNumber')}
                  withAsterisk
                  maxLength={80}
                  value={certificate.number}
                  error={error(`certificates.${index}.number`)}
                  onChange={(event) => change(index, { number: event.currentTarget.value })}
                />
                <DateField
                  label={t('product.certificateUntil')}
                  ends
                  value={certificate.until}
                  onChange={(until) => change(index, { until })}
                />
              </div>
              <EvidencePicker
                size="xs"
                label={t('product.certificatePaper')}
                value={certificate.evidenceId}
                onChange={(evidenceId) => change(index, { evidenceId })}
              />
            </Stack>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('product.certificateRemove', { number: index + 1 })}
              onClick={() => onChange(certificates.toSpliced(index, 1))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </div>
        ))}
        {certificates.length < CERTIFICATES && (
          <Button
            size="compact-xs"
            variant="default"
            className={styles.adder}
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...certificates, { kind: 'organic', number: '', until: '', evidenceId: null }])}
          >
            {t('product.certificateAdd')}
          </Button>
        )}
      </Stack>
    </Fieldset>
  );
}
