/** What a studio's queue makes of a folder: few files, although entries come one by one. */
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { systemClock } from '../../../../native/kernel/clock.ts';
import { newSecret } from '../../../../native/orders/standard-webhooks.ts';
import { openFolder } from '../../../../native/sync/folder/folder-transport.ts';
import { Place } from '../../../../native/sync/places.ts';
import { Queue } from '../../../../native/sync/queue.ts';
import { SentAgain } from '../../../../native/sync/sent-again.ts';
import { manualClock } from '../../manual-clock.ts';
import { openTestStorage, paid, temporaryFolder } from '../../store/test-storage.ts';
import { freeUplink } from '../free-uplink.ts';
import { never } from '../jetstream/nats-studio.ts';

it('FD13 entries of a minute share a file, a full batch or a person’s wish does not wait', async () => {
  const folder = temporaryFolder();
  const { ledger, reader, writer } = await openTestStorage();
  const studioId = () => 'hetian-1';
  const way = openFolder({ type: 'folder', destinationId: 'stick', folder }, { secret: newSecret(), studioId, clock: systemClock });
  if (!way.ok) throw new Error(way.refusal.code);
  const { transport, place } = way.value;
  const clock = manualClock();
  const ports = { ledger, reader, studioId, uplink: freeUplink() };
  const more = { limits: transport.limits, anyOrder: () => false, clock, onCounted: () => undefined };
  const outbox = new SentAgain(new Queue({ ...ports, ...more, place: new Place(place, reader, writer) }), ports);
  let orders = 0;
  const sell = async (count: number) => {
    const entries = await ledger.append(Array.from({ length: count }, () => paid(`o${(orders += 1)}`)));
    outbox.appended(ledger.readAfter(ledger.headSeq - count, count));
    return entries;
  };
  const write = async () => {
    for (let batch = await outbox.next(); batch; batch = await outbox.next()) {
      expect(await transport.send(batch, never)).toMatchObject({ kind: 'acknowledged' });
      await outbox.acknowledged(batch, batch.lastSeq, []);
    }
    return readdirSync(folder)
      .map((name) => name.replace('.entries', ''))
      .toSorted((a, b) => Number(a.split('-')[2]) - Number(b.split('-')[2]));
  };
  await sell(3);
  expect(await write()).toEqual(['hetian-1-1-3']);
  expect(outbox.dueInMs()).toBeNull();
  for (let second = 0; second < 59; second += 1) {
    await sell(1);
    await clock.advance(1000);
    expect(await write()).toHaveLength(1);
  }
  expect(outbox.dueInMs()).toBe(1000);
  await clock.advance(1000);
  expect(await write()).toEqual(['hetian-1-1-3', 'hetian-1-4-62']);
  await sell(1);
  expect(await write()).toHaveLength(2);
  outbox.hurry();
  expect(await write()).toEqual(['hetian-1-1-3', 'hetian-1-4-62', 'hetian-1-63-63']);
  await sell(10_000);
  expect(await write()).toHaveLength(4);
  await transport.dispose();
});
