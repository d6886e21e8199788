/** A table as a file, in the language of the page. */
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { BoardExport, BoardPeriod } from '../../native/contract/district.ts';
import { useLocale } from '../i18n/LocaleProvider.tsx';
import styles from './district.module.css';
import { exportAddress } from './receiver.ts';

interface CsvLinkProps {
  what: BoardExport;
  period: BoardPeriod;
  studio?: string;
  /** Words beside the sign, where a table's heading does not say what it is. */
  label?: string;
}

export function CsvLink({ what, period, studio, label }: CsvLinkProps) {
  const { t } = useTranslation('district');
  const { locale } = useLocale();
  return (
    <a className={styles.csv} href={exportAddress({ what, period, studio, lang: locale })} download data-csv={what}>
      <IconDownload size="0.95rem" aria-hidden />
      {label ? (
        `${label} · CSV`
      ) : (
        <>
          CSV<span className="visually-hidden"> · {t(`csv.${what}`)}</span>
        </>
      )}
    </a>
  );
}
