/** Live rooms: those that waiting orders name, to be bound to a broadcast, and those that are bound already. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OrderRow } from '../../../native/contract/reports.ts';
import { useLink } from '../../client/hooks.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useCommand, usePending } from '../use-command.ts';
import tables from '../../parts/tables.module.css';
import { useBroadcastLabel } from './BroadcastChooser.tsx';
import type { BroadcastRecord } from './chosen-broadcast.ts';
import styles from './sales.module.css';

interface Room {
  source: string;
  roomId: string;
  orders: number;
}

/** The rooms of waiting orders, the one with the most orders first. */
export function roomsOf(rows: readonly OrderRow[]): Room[] {
  const rooms = new Map<string, Room>();
  for (const { source, roomId } of rows) {
    if (roomId === null) continue;
    const key = `${source} ${roomId}`;
    const room = rooms.get(key) ?? { source, roomId, orders: 0 };
    rooms.set(key, { ...room, orders: room.orders + 1 });
  }
  return [...rooms.values()].toSorted((a, b) => b.orders - a.orders);
}

interface WaitingRoomsProps {
  rows: readonly OrderRow[];
  /** The broadcast that is chosen for assigning. */
  broadcastId: string;
  onDone(): void;
}

export function WaitingRooms({ rows, broadcastId, onDone }: WaitingRoomsProps) {
  const { t } = useTranslation('sales');
  const run = useCommand();
  const open = useLink() === 'open';
  const pending = usePending('bindRoom');
  const rooms = roomsOf(rows);
  async function bind({ source, roomId }: Room): Promise<void> {
    if (await run('bindRoom', { source, roomId, broadcastId })) onDone();
  }
  return (
    <Panel title={t('rooms.waiting')} className={`${styles.rooms}`}>
      {rooms.length === 0 ? (
        <p className={tables.nothing}>{t('rooms.noneWaiting')}</p>
      ) : (
        <ul className={styles.roomList}>
          {rooms.map((room) => (
            <li key={`${room.source} ${room.roomId}`} data-room={room.roomId}>
              <span className={styles.roomName}>
                <Figure className={styles.id}>{room.roomId}</Figure>
                <bdi className={tables.note}>
                  {room.source} · {t('rooms.orders', { count: room.orders })}
                </bdi>
              </span>
              <Button size="compact-xs" variant="default" loading={pending} disabled={!open} onClick={() => void bind(room)}>
                {t('rooms.bind')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <p className={styles.hint}>{t('rooms.hint')}</p>
    </Panel>
  );
}

interface BoundRoomsProps {
  broadcasts: readonly BroadcastRecord[];
  onDone(): void;
}

export function BoundRooms({ broadcasts, onDone }: BoundRoomsProps) {
  const { t } = useTranslation('sales');
  const label = useBroadcastLabel();
  const run = useCommand();
  const open = useLink() === 'open';
  const bound = broadcasts.flatMap((broadcast) => broadcast.rooms.map((room) => ({ ...room, broadcast })));
  async function release({ source, roomId }: { source: string; roomId: string }): Promise<void> {
    if (await run('releaseRoom', { source, roomId })) onDone();
  }
  return (
    <Panel title={t('rooms.bound')} className={`${styles.rooms}`}>
      {bound.length === 0 ? (
        <p className={tables.nothing}>{t('rooms.noneBound')}</p>
      ) : (
        <ul className={styles.roomList}>
          {bound.map(({ source, roomId, broadcast }) => (
            <li key={`${source} ${roomId}`}>
              <span className={styles.roomName}>
                <Figure className={styles.id}>{roomId}</Figure>
                <bdi className={tables.note}>
                  {source} → {label(broadcast)}
                </bdi>
              </span>
              <Button size="compact-xs" variant="default" disabled={!open} onClick={() => void release({ source, roomId })}>
                {t('rooms.release')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
