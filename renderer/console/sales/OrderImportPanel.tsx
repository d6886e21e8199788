/** Takes in an export: the file, the source it belongs to, the comparison, and the taking in. */
import { Button, FileButton, Group, Progress } from '@mantine/core';
import { IconFileSpreadsheet, IconUpload } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLink } from '../../client/hooks.ts';
import { count } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useRefusalSentence } from '../use-command.ts';
import { OrderImportReportView, takeable } from './OrderImportReportView.tsx';
import styles from './sales.module.css';
import { SourceChooser } from './SourceChooser.tsx';
import type { OrderImport } from './use-order-import.ts';

const ACCEPTED = '.csv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export function OrderImportPanel({ orderImport }: { orderImport: OrderImport }) {
  const { t } = useTranslation('sales');
  const sentence = useRefusalSentence();
  const open = useLink() === 'open';
  const resetRef = useRef<() => void>(null);
  const { file, source, busy, report, problem } = orderImport;
  return (
    <Panel title={t('files.take')} className={`${styles.importPanel}`}>
      <div className={styles.importBody}>
        <FileButton
          accept={ACCEPTED}
          resetRef={resetRef}
          onChange={(chosen) => {
            // Else the same file could not be chosen again after it was mended.
            resetRef.current?.();
            if (chosen) orderImport.chooseFile(chosen);
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
        <SourceChooser source={source} onChoose={orderImport.chooseSource} />
        {file && source === null && <p className={styles.hint}>{t('files.chooseSource')}</p>}
        {busy && <UnderWay orderImport={orderImport} busy={busy} />}
        {problem && (
          <p className="warning" role="alert">
            {problem === 'line' ? t('files.lost') : sentence(problem)}
          </p>
        )}
        {report && <OrderImportReportView report={report} />}
        {file && source !== null && !busy && <NextSteps orderImport={orderImport} open={open} />}
      </div>
    </Panel>
  );
}

function UnderWay({ orderImport, busy }: { orderImport: OrderImport; busy: NonNullable<OrderImport['busy']> }) {
  const { t } = useTranslation('sales');
  const { progress } = orderImport;
  return (
    <div className={styles.importProgress}>
      <span>
        <span role="status">{t(`files.${busy}`)}</span>
        {progress && progress.state !== 'idle' && (
          <span className="dim">
            {' '}
            {t(`files.progress.${progress.state}`)} <Figure>{count(progress.done)}</Figure>
          </span>
        )}
      </span>
      {/* How many rows a file has is known only at its end, so the bar shows that something goes on, and the figure how far. */}
      <Progress value={100} animated striped aria-label={t(`files.${busy}`)} />
      <Button size="sm" variant="default" onClick={orderImport.stop}>
        {t('cancel')}
      </Button>
    </div>
  );
}

function NextSteps({ orderImport, open }: { orderImport: OrderImport; open: boolean }) {
  const { t } = useTranslation('sales');
  const { report, problem } = orderImport;
  const seenBefore = problem !== null && problem !== 'line' && problem.code === 'file-seen-before';
  return (
    <Group gap="xs">
      {seenBefore && (
        <Button size="sm" disabled={!open} onClick={() => orderImport.take(true)}>
          {t('files.takeAgain')}
        </Button>
      )}
      {report && !report.applied && !seenBefore && takeable(report) > 0 && (
        <Button size="sm" disabled={!open} onClick={() => orderImport.take(false)}>
          {t('files.takeIn', { count: takeable(report) })}
        </Button>
      )}
      {problem !== null && !seenBefore && (
        <Button size="sm" variant="default" disabled={!open} onClick={orderImport.check}>
          {t('report.again')}
        </Button>
      )}
      <Button size="sm" variant="default" onClick={() => orderImport.chooseFile(null)}>
        {t(report?.applied ? 'files.done' : 'files.leave')}
      </Button>
    </Group>
  );
}
