/** Which broadcast an order belongs to: by room, else by time, else the inbox. */
import { describe, expect, it } from 'vitest';
import { type EntryDraft, INBOX_ID } from '../../../native/contract/entry.ts';
import { Broadcasts } from '../../../native/ledger/broadcasts.ts';
import { openTestStorage } from '../store/test-storage.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const OPENED_MS = 1_588_300_000_000;

const draft = (kind: EntryDraft['kind'], broadcastId: string, atMs: number, body: object = {}) =>
  ({ kind, broadcastId, atMs, actor: 'studio', body }) as EntryDraft;
const opened = (broadcastId: string, atMs: number) =>
  draft('broadcast.opened', broadcastId, atMs, { title: { 'zh-CN': '专场' }, rehearsal: false });

async function twoBroadcasts() {
  const { ledger, reader } = await openTestStorage();
  const broadcasts = new Broadcasts(reader);
  ledger.onAppended((entries) => broadcasts.apply(entries));
  const endMs = OPENED_MS + 6 * HOUR_MS;
  await ledger.append([opened('bc-1', OPENED_MS), draft('broadcast.started', 'bc-1', OPENED_MS + HOUR_MS)]);
  await ledger.append([draft('broadcast.ended', 'bc-1', endMs), opened('bc-2', endMs)]);
  const nowMs = endMs + HOUR_MS;
  const at = (occurredAtMs: number, roomId?: string, source = 'shop') => broadcasts.attribute({ source, roomId, occurredAtMs }, nowMs);
  return { ledger, reader, broadcasts, endMs, nowMs, at };
}

describe('attribution', () => {
  it('LG18 an order belongs to the broadcast whose time it is, also when it comes hours later', async () => {
    const { at, endMs } = await twoBroadcasts();
    expect(at(OPENED_MS)).toBe('bc-1');
    expect(at(endMs - 1)).toBe('bc-1');
    expect(at(endMs)).toBe('bc-2');
    expect(at(OPENED_MS - HOUR_MS)).toBe('bc-1');
  });

  it('LG19 a time that no broadcast has goes to the inbox', async () => {
    const { at, nowMs } = await twoBroadcasts();
    expect(at(OPENED_MS - DAY_MS - 1)).toBe(INBOX_ID);
    expect(at(nowMs + DAY_MS + 1)).toBe(INBOX_ID);
    expect(at(nowMs + HOUR_MS)).toBe('bc-2');
  });

  it('LG20 a bound room wins over the time, and a foreign room of a source with bound rooms goes to the inbox', async () => {
    const { ledger, reader, broadcasts, at, endMs, nowMs } = await twoBroadcasts();
    expect(at(endMs, '7000')).toBe('bc-2');
    await ledger.append([draft('room.bound', 'bc-1', nowMs, { source: 'shop', roomId: '7000' })]);
    expect(at(endMs, '7000')).toBe('bc-1');
    expect(at(endMs, '7000', 'other')).toBe('bc-2');
    await ledger.append([draft('room.bound', 'bc-2', nowMs, { source: 'shop', roomId: '7001' })]);
    expect(at(endMs, '9999')).toBe(INBOX_ID);
    expect(at(endMs, '9999', 'other')).toBe('bc-2');
    expect(at(endMs)).toBe('bc-2');
    await ledger.append([draft('room.bound', 'bc-2', nowMs, { source: 'shop', roomId: '7000' })]);
    expect(at(OPENED_MS, '7000')).toBe('bc-2');
    await ledger.append([draft('room.released', 'bc-2', nowMs, { source: 'shop', roomId: '7000' })]);
    expect(at(OPENED_MS, '7000')).toBe('bc-1');
    const again = new Broadcasts(reader);
    expect(again.all).toEqual(broadcasts.all);
    expect(again.roomsOf('bc-2')).toEqual([{ source: 'shop', roomId: '7001' }]);
  });

  it('a purged broadcast takes nothing more', async () => {
    const { ledger, broadcasts, at, nowMs } = await twoBroadcasts();
    const body = { purgedBroadcastId: 'bc-1', entries: 1, firstSeq: 1, lastSeq: 2, digest: '' };
    await ledger.append([draft('broadcast.purged', 'bc-2', nowMs, body)]);
    expect(broadcasts.find('bc-1')?.purged).toBe(true);
    expect(at(OPENED_MS)).toBe(INBOX_ID);
  });
});
