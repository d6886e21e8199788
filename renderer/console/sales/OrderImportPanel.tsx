/** Takes in an export: the file, the source it belongs to, the check, and the taking in. */
import { Button, FileButton, Group, Progress } from '@mantine/core';
import { IconFileSpreadsheet, IconUpload } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLink, useTopic } from '../../client/hooks.ts';
import { Panel } from '../Panel.tsx';
import { useRefusalSentence } from '../use-command.ts';
import { OrderImportReportView } from './OrderImportReportView.tsx';
import { SourceChooser } from './SourceChooser.tsx';
import styles from './sales.module.css';
import { useOrderImport } from './use-order-import.ts';

const ACCEPTED = '.csv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

interface OrderImportPanelProps {
  file: File | null;
  onFile(file: File | null): void;
  /** The import's id, or null when nothing was kept of it. */
  onTaken(importId: string | null): void;
}

export function OrderImportPanel({ file, onFile, onTaken }: OrderImportPanelProps) {
  const { t } = useTranslation('sales');
  const sentence = useRefusalSentence();
  const open = useLink() === 'open';
  const feeds = useTopic('sales')?.feeds ?? [];
  const [picked, setPicked] = useState<string | null>(null);
  const source = picked ?? (feeds.length === 1 ? feeds[0]!.source : null);
  const resetRef = useRef<() => void>(null);
  const imported = useOrderImport(onTaken);
  const { busy, report, problem } = imported;

  const check = useEffectEvent((chosen: File | null, of: string | null) => {
    if (chosen && of !== null) imported.check(chosen, of);
    else imported.clear();
  });
  useEffect(() => check(file, source), [file, source]);

  return (
    <Panel title={t('files.take')} className={`${styles.importPanel}`}>
      <div className={styles.importBody}>
        <FileButton
          accept={ACCEPTED}
          resetRef={resetRef}
          onChange={(chosen) => {
            // Else the same file could not be chosen again after it was mended.
            resetRef.current?.();
            if (chosen) onFile(chosen);
          }}
        >
          {(props) => (
            <Button {...props} size="sm" variant="default" disabled={!open} leftSection={<IconUpload size={14} aria-hidden />}>
              {t('files.choose')}
            </Button>
          )}
        </FileButton>
        {file ? (
          <p className={styles.fileName}>
            <IconFileSpreadsheet size="1.1rem" aria-hidden /> <bdi>{file.name}</bdi>
          </p>
        ) : (
          <p className={styles.hint}>{t('files.hint')}</p>
        )}
        <SourceChooser source={source} onChoose={setPicked} />
        {file && source === null && <p className={styles.hint}>{t('files.chooseSource')}</p>}
        {busy && (
          <div className={styles.importProgress}>
            <span role="status">{t(`files.${busy}`)}</span>
            <Progress value={100} animated striped aria-label={t(`files.${busy}`)} />
            <Button size="sm" variant="default" onClick={imported.stop}>
              {t('cancel')}
            </Button>
          </div>
        )}
        {problem && (
          <p className="warning" role="alert">
            {problem === 'line' ? t('files.lost') : sentence(problem)}
          </p>
        )}
        {report && <OrderImportReportView report={report} />}
        {file && source !== null && !busy && (
          <Group gap="xs">
            {report && !report.applied && (
              <Button
                size="sm"
                disabled={!open || report.accepted + report.amended + report.duplicate === 0}
                onClick={() => imported.take(file, source)}
              >
                {t('files.takeIn', { count: report.accepted + report.amended })}
              </Button>
            )}
            {problem && (
              <Button size="sm" variant="default" disabled={!open} onClick={() => imported.check(file, source)}>
                {t('report.again')}
              </Button>
            )}
            <Button size="sm" variant="default" onClick={() => onFile(null)}>
              {t(report?.applied ? 'files.done' : 'files.leave')}
            </Button>
          </Group>
        )}
      </div>
    </Panel>
  );
}
