/** Files and differences: taking in the exports of back offices, and what they show to be missing, extra or different. */
import { useState } from 'react';
import { useReport } from '../../client/use-report.ts';
import type { BroadcastRecord } from './chosen-broadcast.ts';
import { DifferencesPanel } from './DifferencesPanel.tsx';
import { ImportsPanel } from './ImportsPanel.tsx';
import { OrderImportPanel } from './OrderImportPanel.tsx';
import type { OrdersAsked } from './OrdersDrawer.tsx';
import styles from './sales.module.css';

const IMPORTS_EVERY_MS = 8000;

interface FilesViewProps {
  file: File | null;
  onFile(file: File | null): void;
  onOpen(asked: OrdersAsked): void;
  broadcasts: readonly BroadcastRecord[];
}

export function FilesView({ file, onFile, onOpen, broadcasts }: FilesViewProps) {
  const imports = useReport('imports', {}, { everyMs: IMPORTS_EVERY_MS });
  const [chosenId, setChosenId] = useState<string | null>(null);
  const list = imports.value?.imports ?? [];
  const chosen = list.find(({ importId }) => importId === chosenId) ?? null;
  return (
    <div className={styles.files}>
      <OrderImportPanel
        file={file}
        onFile={onFile}
        onTaken={(importId) => {
          imports.again();
          if (importId !== null) setChosenId(importId);
        }}
      />
      <div className={styles.column}>
        <ImportsPanel imports={imports} chosenId={chosenId} onChoose={setChosenId} />
        {chosen && (
          <DifferencesPanel key={chosen.importId} imported={chosen} broadcasts={broadcasts} onOpen={onOpen} onClosed={imports.again} />
        )}
      </div>
    </div>
  );
}
