/** The inbox: paid orders that belong to no broadcast, why, and the two ways to give them one. */
import { Button, Group, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { INBOX_ID } from '../../../native/contract/entry.ts';
import type { OrderRow } from '../../../native/contract/reports.ts';
import { useLink, useTopic } from '../../client/hooks.ts';
import { useReport } from '../../client/use-report.ts';
import { count } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useCommand, usePending } from '../use-command.ts';
import tables from '../../parts/tables.module.css';
import { useBroadcastLabel } from './BroadcastChooser.tsx';
import { BoundRooms, WaitingRooms } from './InboxRooms.tsx';
import type { BroadcastRecord } from './chosen-broadcast.ts';
import { orderKey, OrderTable } from './OrderTable.tsx';
import { ReportProblem } from './ReportProblem.tsx';
import styles from './sales.module.css';

const INBOX_EVERY_MS = 5000;
/** As many as one question may answer; what is assigned makes room for the next ones. */
const SHOWN = 500;

interface InboxViewProps {
  broadcasts: readonly BroadcastRecord[];
  currentId: string;
  /** Something was given to a broadcast, so its figures have changed. */
  onChanged(): void;
}

export function InboxView({ broadcasts, currentId, onChanged }: InboxViewProps) {
  const { t } = useTranslation('sales');
  const label = useBroadcastLabel();
  const inboxCount = useTopic('sales')?.inboxCount ?? 0;
  const inbox = useReport('orders', { broadcastId: INBOX_ID, limit: SHOWN }, { everyMs: INBOX_EVERY_MS });
  const [chosenKeys, setChosenKeys] = useState<ReadonlySet<string>>(new Set());
  const [toId, setToId] = useState<string | null>(null);
  const rows = inbox.value?.rows ?? [];
  const chosen = rows.filter((row) => chosenKeys.has(orderKey(row)));
  // A purged broadcast keeps its totals for ever; nothing can be added to it.
  const open = broadcasts.filter(({ phase }) => phase !== 'purged');
  const broadcastId = toId ?? currentId;
  const changed = () => {
    setChosenKeys(new Set());
    inbox.again();
    onChanged();
  };
  function choose(row: OrderRow, isChosen: boolean): void {
    const next = new Set(chosenKeys);
    if (isChosen) next.add(orderKey(row));
    else next.delete(orderKey(row));
    setChosenKeys(next);
  }

  return (
    <div className={styles.inbox}>
      <Panel
        title={t('inbox.title')}
        className={`${styles.inboxPanel}`}
        aside={
          <Figure className={inboxCount > 0 ? 'warning' : 'dim'}>
            {rows.length < inboxCount ? `${count(rows.length)} / ${count(inboxCount)}` : count(inboxCount)}
          </Figure>
        }
      >
        <ReportProblem report={inbox} onAgain={inbox.again} />
        {rows.length > 0 && (
          <div className={styles.assign}>
            <Button
              size="sm"
              variant="default"
              onClick={() => setChosenKeys(chosen.length === rows.length ? new Set() : new Set(rows.map(orderKey)))}
            >
              {t(chosen.length === rows.length ? 'inbox.chooseNone' : 'inbox.chooseAll')}
            </Button>
            <Select
              size="sm"
              className={styles.assignTo}
              aria-label={t('inbox.to')}
              allowDeselect={false}
              comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
              data={open.map((each) => ({ value: each.broadcastId, label: label(each) }))}
              value={broadcastId}
              onChange={setToId}
            />
            <AssignButton rows={chosen} broadcastId={broadcastId} onDone={changed} />
          </div>
        )}
        <div className={tables.scroll} role="region" aria-label={t('inbox.title')} tabIndex={0} aria-busy={inbox.value === undefined}>
          {rows.length > 0 ? (
            <OrderTable rows={rows} chosen={chosenKeys} onChoose={choose} withDay remark={{ title: t('inbox.why'), Of: Why }} />
          ) : (
            <p className={tables.nothing} role="status">
              {inbox.value ? t('inbox.empty') : t('report.asking')}
            </p>
          )}
        </div>
      </Panel>
      <div className={styles.column}>
        <WaitingRooms rows={rows} broadcastId={broadcastId} onDone={changed} />
        <BoundRooms broadcasts={open} onDone={onChanged} />
      </div>
    </div>
  );
}

/** A room that is bound to nothing, or a moment at which nothing was on air. */
function Why({ row }: { row: OrderRow }) {
  const { t } = useTranslation('sales');
  if (row.roomId === null) return t('inbox.noBroadcast');
  return (
    <>
      {t('inbox.roomUnbound')} <Figure className={styles.id}>{row.roomId}</Figure>
    </>
  );
}

interface AssignButtonProps {
  rows: readonly OrderRow[];
  broadcastId: string;
  onDone(): void;
}

function AssignButton({ rows, broadcastId, onDone }: AssignButtonProps) {
  const { t } = useTranslation('sales');
  const run = useCommand();
  const open = useLink() === 'open';
  const pending = usePending('assignOrders');
  async function assign(): Promise<void> {
    const orders = rows.map(({ source, orderId }) => ({ source, orderId }));
    if (await run('assignOrders', { orders, broadcastId })) onDone();
  }
  return (
    <Group gap="xs">
      <Button size="sm" loading={pending} disabled={!open || rows.length === 0} onClick={() => void assign()}>
        {t('inbox.assign', { count: rows.length })}
      </Button>
    </Group>
  );
}
