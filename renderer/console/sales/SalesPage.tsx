/** The sales page: what a broadcast has sold, the orders that wait for a person, and the files that prove the figures. */
import { Badge, Button, Menu, Tabs } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { useReport } from '../../client/use-report.ts';
import { count } from '../../i18n/formats.ts';
import { useLocale } from '../../i18n/LocaleProvider.tsx';
import { useText } from '../../i18n/use-text.ts';
import { addressOf, useQueryInAddress, useTabInAddress } from '../routes.ts';
import { BroadcastChooser } from './BroadcastChooser.tsx';
import { exportAddress } from './export-address.ts';
import { FiguresView } from './FiguresView.tsx';
import { FilesView } from './FilesView.tsx';
import { InboxView } from './InboxView.tsx';
import { rowsAskedBy } from './orders-address.ts';
import { OrdersDrawer, type OrdersAsked } from './OrdersDrawer.tsx';
import styles from './sales.module.css';
import { TotalsStrip } from './TotalsStrip.tsx';
import { useFileDrop } from '../../parts/use-file-drop.ts';
import { useOrderImport } from './use-order-import.ts';

const BROADCASTS_EVERY_MS = 10_000;
const IMPORTS_EVERY_MS = 8000;
const views = ['figures', 'inbox', 'files'] as const;
type View = (typeof views)[number];

export function SalesPage() {
  const { t } = useTranslation('sales');
  const current = useTopic('playout')?.broadcast;
  const inboxCount = useTopic('sales')?.inboxCount ?? 0;
  const broadcasts = useReport('broadcasts', {}, { everyMs: BROADCASTS_EVERY_MS });
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [view, setView] = useState<View>('figures');
  const [opened, setAsked] = useState<OrdersAsked | null>(null);
  const linked = useRowsInAddress(current?.broadcastId);
  const asked = opened ?? linked;
  const [importId, setImportId] = useState<string | null>(null);
  const imports = useReport('imports', view === 'files' ? {} : null, { everyMs: IMPORTS_EVERY_MS });
  const orderImport = useOrderImport((keptId) => {
    setImportId(keptId);
    imports.again();
  });
  const drop = useFileDrop(([dropped]) => {
    orderImport.chooseFile(dropped!);
    setView('files');
  });

  if (!current) return <main className={styles.page} aria-busy aria-label={t('page')} />;
  const broadcastId = chosenId ?? current.broadcastId;
  const choose = (next: string) => setChosenId(next === current.broadcastId ? null : next);
  const close = () => {
    setAsked(null);
    if (linked) location.replace(addressOf('sales'));
  };
  const list = broadcasts.value?.broadcasts ?? [];
  const chosen = {
    broadcastId,
    isCurrent: broadcastId === current.broadcastId,
    onAir: broadcastId === current.broadcastId && current.phase === 'onAir',
    record: list.find((each) => each.broadcastId === broadcastId) ?? null,
  };

  return (
    <main className={styles.page} aria-label={t('page')} data-dropping={drop.over || undefined} {...drop.handlers}>
      <header className={styles.head}>
        <h1 className="visually-hidden">{t('page')}</h1>
        <BroadcastChooser broadcasts={list} currentId={current.broadcastId} chosenId={broadcastId} onChoose={choose} />
        <TotalsStrip chosen={chosen} onOpen={() => setAsked({ title: t('orders.all'), filter: { broadcastId } })} />
        <ExportMenu broadcastId={broadcastId} />
      </header>
      <Tabs value={view} onChange={(next) => setView(next as View)} className={styles.views} keepMounted={false} variant="outline">
        <Tabs.List aria-label={t('views.label')}>
          {views.map((each) => (
            <Tabs.Tab
              key={each}
              value={each}
              rightSection={
                each === 'inbox' && inboxCount > 0 ? (
                  <Badge color="orange" size="sm" circle={inboxCount < 10}>
                    {count(inboxCount)}
                  </Badge>
                ) : undefined
              }
            >
              {t(`views.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="figures" className={styles.view}>
          <FiguresView chosen={chosen} before={list.find(({ phase }) => phase === 'ended') ?? null} onChoose={choose} onOpen={setAsked} />
        </Tabs.Panel>
        <Tabs.Panel value="inbox" className={styles.view}>
          <InboxView broadcasts={list} currentId={current.broadcastId} onChanged={broadcasts.again} />
        </Tabs.Panel>
        <Tabs.Panel value="files" className={styles.view}>
          <FilesView
            orderImport={orderImport}
            imports={imports}
            importId={importId}
            broadcasts={list}
            onImport={setImportId}
            onOpen={setAsked}
          />
        </Tabs.Panel>
      </Tabs>
      {drop.over && (
        <div className={styles.dropHint} aria-hidden>
          {t('files.drop')}
        </div>
      )}
      {asked && <OrdersDrawer key={JSON.stringify(asked)} asked={asked} onClose={close} />}
    </main>
  );
}

/** The rows that a figure elsewhere in the console has led to. */
function useRowsInAddress(currentId: string | undefined): OrdersAsked | null {
  const { t } = useTranslation('sales');
  const text = useText();
  const rows = rowsAskedBy(useTabInAddress(), useQueryInAddress());
  const products = useTopic('catalogue')?.products ?? [];
  if (!rows || currentId === undefined) return null;
  const { seq, broadcastId = currentId, ...filter } = rows;
  const product = products.find(({ sku }) => sku.toUpperCase() === rows.sku?.toUpperCase());
  const title = product ? text(product.name) : (rows.sku ?? t('orders.all'));
  return { title, filter: { broadcastId, ...filter }, ...(seq !== undefined && { seq }) };
}

function ExportMenu({ broadcastId }: { broadcastId: string }) {
  const { t } = useTranslation('sales');
  const { locale } = useLocale();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="sm" variant="default" className={styles.export} leftSection={<IconDownload size={14} aria-hidden />}>
          {t('export.title')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['orders', 'products', 'minutes'] as const).map((what) =>
          (['xlsx', 'csv'] as const).map((format) => (
            <Menu.Item key={`${what}.${format}`} component="a" href={exportAddress({ broadcastId, what, format, locale })} download>
              {t(`export.${what}`)} · {format.toUpperCase()}
            </Menu.Item>
          )),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
