/** The report of a catalogue file before it is stored: what would change, and every refused line with its reason. */
import { Button, Group, ScrollArea, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportReport } from '../../../native/contract/product.ts';
import { refusalCodeSchema } from '../../../native/contract/refusal.ts';
import { useRefusalSentence } from '../use-command.ts';
import styles from './plan.module.css';

interface ImportPanelProps {
  report: ImportReport;
  busy: boolean;
  locked: string | null;
  onApply: () => void;
  onClose: () => void;
}

export function ImportPanel({ report, busy, locked, onApply, onClose }: ImportPanelProps) {
  const { t } = useTranslation('plan');
  const good = report.added + report.changed;
  const refusedLines = new Set(report.faults.map(({ line }) => line)).size;
  return (
    <section className={styles.importPanel} aria-label={t('import.report')} data-import-report>
      <Group justify="space-between">
        <Title order={2} size="h5">
          <bdi>{report.fileName}</bdi>
        </Title>
        <Group gap="xs">
          {report.applied ? (
            <Button size="xs" onClick={onClose}>
              {t('action.close')}
            </Button>
          ) : (
            <>
              <Button size="xs" loading={busy} disabled={locked !== null || good === 0} title={locked ?? undefined} onClick={onApply}>
                {t('import.apply', { count: good })}
              </Button>
              <Button size="xs" variant="default" onClick={onClose}>
                {t('action.cancel')}
              </Button>
            </>
          )}
        </Group>
      </Group>
      <Text size="sm" role="status">
        {t(report.applied ? 'import.done' : 'import.checked', {
          rows: report.rows,
          added: report.added,
          changed: report.changed,
          unchanged: report.unchanged,
          refused: refusedLines,
        })}
      </Text>
      {report.ignoredColumns.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('import.ignoredColumns', { columns: report.ignoredColumns.join(', ') })}
        </Text>
      )}
      {report.faults.length > 0 && <FaultTable faults={report.faults} />}
    </section>
  );
}

function FaultTable({ faults }: Pick<ImportReport, 'faults'>) {
  const { t } = useTranslation('plan');
  const sentence = useRefusalSentence();
  const reason = ({ code, column, value }: ImportReport['faults'][number]) => {
    const known = refusalCodeSchema.safeParse(code);
    return sentence({ code: known.success ? known.data : 'internal', context: { column, value } });
  };
  return (
    <ScrollArea.Autosize mah={240} type="auto" viewportProps={{ tabIndex: 0, 'aria-label': t('import.faults') }}>
      <Table className={styles.table} withRowBorders verticalSpacing={3} stickyHeader aria-label={t('import.faults')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('import.line')}</Table.Th>
            <Table.Th>{t('import.column')}</Table.Th>
            <Table.Th>{t('import.value')}</Table.Th>
            <Table.Th>{t('import.reason')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {faults.map((fault) => (
            <Table.Tr key={`${fault.line}.${fault.column}.${fault.code}`} data-fault-line={fault.line}>
              <Table.Td className={styles.figure}>{fault.line}</Table.Td>
              <Table.Td>
                <bdi>{fault.column}</bdi>
              </Table.Td>
              <Table.Td>
                <bdi>{fault.value}</bdi>
              </Table.Td>
              <Table.Td>{reason(fault)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}
