/** The catalogue page: every product, found by typing, changed in a drawer, imported from a file. */
import { Button, EmptyState, FileButton, Group, Text, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload, IconPackage, IconPlus, IconSearch, IconUpload } from '@tabler/icons-react';
import { useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportReport, Product } from '../../../native/contract/product.ts';
import { textIn } from '../../../native/contract/text.ts';
import { useTopic } from '../../client/hooks.ts';
import { addressOf, useTabInAddress } from '../routes.ts';
import { useCommand, useRefusalSentence } from '../use-command.ts';
import { sendCatalogueFile, TEMPLATE_ADDRESS } from './catalogue-file.ts';
import { ConfirmModal } from './ConfirmModal.tsx';
import { ImportPanel } from './ImportPanel.tsx';
import styles from './plan.module.css';
import { ProductDrawer } from './ProductDrawer.tsx';
import { ProductTable } from './ProductTable.tsx';
import { searchProducts } from './product-search.ts';
import { SampleButton } from './SampleButton.tsx';
import { useLineLock } from './use-line-lock.ts';
import { useLocale } from '../../i18n/LocaleProvider.tsx';

export function CataloguePage() {
  const { t } = useTranslation('plan');
  const { locale } = useLocale();
  const locked = useLineLock();
  const run = useCommand();
  const catalogue = useTopic('catalogue');
  const [query, setQuery] = useState('');
  const [chosen, setEdited] = useState<Product | 'new' | null>(null);
  const namedId = useTabInAddress();
  const [removed, setRemoved] = useState<Product | null>(null);
  const [dropping, setDropping] = useState(false);
  const imported = useImport();

  if (!catalogue) return <main className={styles.page} aria-busy aria-label={t('catalogue.page')} />;
  const found = searchProducts(catalogue.products, catalogue.places, query);
  const edited = chosen ?? catalogue.products.find(({ productId }) => productId === namedId) ?? null;
  const closeDrawer = () => {
    setEdited(null);
    // A product that the address names would open its form again.
    if (namedId !== '') location.replace(addressOf('catalogue'));
  };
  const empty = catalogue.products.length === 0;
  const importButton = (
    <FileButton
      accept=".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
      onChange={imported.check}
      resetRef={imported.resetRef}
    >
      {(props) => (
        <Button
          {...props}
          size="xs"
          variant="default"
          leftSection={<IconUpload size={14} aria-hidden />}
          loading={imported.busy}
          disabled={locked !== null}
          title={locked ?? undefined}
        >
          {t('import.choose')}
        </Button>
      )}
    </FileButton>
  );

  return (
    <main
      className={styles.page}
      aria-label={t('catalogue.page')}
      onDragOver={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={(event) => {
        if (event.currentTarget === event.target) setDropping(false);
      }}
      onDrop={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setDropping(false);
        if (locked === null) imported.check(event.dataTransfer.files[0] ?? null);
      }}
    >
      <header className={styles.pageHeader}>
        <Title order={1} className={styles.pageTitle}>
          {t('catalogue.title', { count: catalogue.products.length })}
        </Title>
        <TextInput
          size="xs"
          type="search"
          className={styles.search}
          aria-label={t('catalogue.search')}
          placeholder={t('catalogue.search')}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <Group gap="xs" className={styles.pageActions}>
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            component="a"
            href={TEMPLATE_ADDRESS}
            download
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            {t('import.template')}
          </Button>
          {importButton}
          <Button
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={locked !== null}
            title={locked ?? undefined}
            onClick={() => setEdited('new')}
          >
            {t('product.add')}
          </Button>
        </Group>
      </header>
      {imported.report && (
        <ImportPanel report={imported.report} busy={imported.busy} locked={locked} onApply={imported.apply} onClose={imported.close} />
      )}
      {/* Focusable, so that the keyboard can scroll it. */}
      <div
        className={`${styles.tablePane} ${dropping ? styles.dropping : ''}`}
        role="region"
        aria-label={t('catalogue.products')}
        tabIndex={0}
      >
        {empty ? (
          <EmptyState
            icon={<IconPackage size={28} aria-hidden />}
            title={t('catalogue.emptyTitle')}
            description={t('catalogue.emptyText')}
            py="xl"
          >
            <EmptyState.Actions>
              <SampleButton size="xs" />
            </EmptyState.Actions>
          </EmptyState>
        ) : found.length === 0 ? (
          <Text p="md" c="dimmed" role="status">
            {t('catalogue.nothingFound', { query })}
          </Text>
        ) : (
          <ProductTable products={found} places={catalogue.places} locked={locked} onEdit={setEdited} onRemove={setRemoved} />
        )}
      </div>
      {edited && <ProductDrawer catalogue={catalogue} product={edited === 'new' ? null : edited} onClose={closeDrawer} />}
      {removed && (
        <ConfirmModal
          title={t('product.removeTitle')}
          text={t('product.removeText', { number: removed.number, name: textIn(removed.name, locale) })}
          action={t('action.remove')}
          locked={locked}
          onClose={() => setRemoved(null)}
          onConfirm={() => {
            setRemoved(null);
            void run('removeProduct', { productId: removed.productId });
          }}
        />
      )}
    </main>
  );
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer.types.includes('Files');
}

/** The chosen file from its check to its storing. */
function useImport() {
  const { t } = useTranslation('plan');
  const sentence = useRefusalSentence();
  const resetRef = useRef<() => void>(null);
  const [file, setFile] = useState<File | null>(null);
  const [report, setReport] = useState<ImportReport | null>(null);
  const [busy, setBusy] = useState(false);

  const send = async (chosen: File, apply: boolean) => {
    setBusy(true);
    try {
      const answer = await sendCatalogueFile(chosen, apply);
      if (answer.ok) setReport(answer.value);
      else notifications.show({ color: 'orange', message: sentence(answer.refusal), autoClose: false, withBorder: true });
    } catch {
      notifications.show({ color: 'orange', message: t('import.lost'), autoClose: false, withBorder: true });
    } finally {
      setBusy(false);
    }
  };

  return {
    report,
    busy,
    resetRef,
    check: (chosen: File | null) => {
      if (!chosen) return;
      setFile(chosen);
      setReport(null);
      // Else the same file could not be chosen again after it was mended.
      resetRef.current?.();
      void send(chosen, false);
    },
    apply: () => {
      if (file) void send(file, true);
    },
    close: () => {
      setReport(null);
      setFile(null);
    },
  };
}
