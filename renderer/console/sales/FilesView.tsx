/** Files and differences: taking in the exports of back offices, and what they show to be missing, extra or different. */
import type { Report } from '../../client/use-report.ts';
import type { BroadcastRecord } from './chosen-broadcast.ts';
import { DifferencesPanel } from './DifferencesPanel.tsx';
import { ImportsPanel } from './ImportsPanel.tsx';
import { OrderImportPanel } from './OrderImportPanel.tsx';
import type { OrdersAsked } from './OrdersDrawer.tsx';
import styles from './sales.module.css';
import type { OrderImport } from './use-order-import.ts';

interface FilesViewProps {
  orderImport: OrderImport;
  imports: Report<'imports'>;
  /** The import whose differences are shown. */
  importId: string | null;
  broadcasts: readonly BroadcastRecord[];
  onImport(importId: string): void;
  onOpen(asked: OrdersAsked): void;
}

export function FilesView({ orderImport, imports, importId, broadcasts, onImport, onOpen }: FilesViewProps) {
  const chosen = imports.value?.imports.find((each) => each.importId === importId) ?? null;
  return (
    <div className={styles.files}>
      <OrderImportPanel orderImport={orderImport} />
      <div className={styles.column}>
        <ImportsPanel imports={imports} chosenId={importId} onChoose={onImport} />
        {chosen && (
          <DifferencesPanel key={chosen.importId} imported={chosen} broadcasts={broadcasts} onOpen={onOpen} onClosed={imports.again} />
        )}
      </div>
    </div>
  );
}
