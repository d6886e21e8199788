/** A whole studio and a whole receiver: what is sold at the desk is on the district's board, entry by entry. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boardSchema } from '../../native/contract/district.ts';
import type { Host } from '../../native/host.ts';
import { newSecret } from '../../native/orders/standard-webhooks.ts';
import type { Receiver } from '../../native/receiver.ts';
import { deliver, type Desk, newFolder, openDesk, paidOrder, startTestHost } from '../harness/test-host.ts';
import { startTestReceiver } from '../harness/test-receiver.ts';
import { until } from '../harness/waiting.ts';

const SHOP_SECRET = newSecret();
let receiver: Receiver;
let host: Host;
let desk: Desk;

beforeAll(async () => {
  receiver = await startTestReceiver();
  host = await startTestHost(newFolder(), { environment: { STUDIO_ID: 'hetian-1', STUDIO_LANG: 'en' } });
  desk = openDesk(host);
  await desk.send('saveFeed', { source: 'shop', type: 'generic', secret: SHOP_SECRET });
});
afterAll(async () => {
  desk.close();
  await host.stop();
  await receiver.stop();
});

describe('a studio and its district', () => {
  it('DR32 the board shows what was sold at the desk, and a comparison finds nothing that differs', async () => {
    const secret = receiver.keys.add('hetian-1', '和田一号');
    const destination = { type: 'https' as const, destinationId: 'district', baseUrl: receiver.origin };
    expect(await desk.send('saveDestination', { destination, secret: secret.ok ? secret.value : '' })).toMatchObject({ ok: true });
    const orders = Array.from({ length: 60 }, (_, at) => paidOrder(`o-${at}`, `HT-${at % 5}`, 2, 4000)).join('\n');
    expect((await deliver(host, 'shop', SHOP_SECRET, orders)).status).toBe(200);
    const refund = {
      type: 'refund.succeeded',
      id: 'r',
      refundId: 'r-1',
      orderId: 'o-7',
      amountFen: 1500,
      occurredAt: new Date().toISOString(),
    };
    expect((await deliver(host, 'shop', SHOP_SECRET, JSON.stringify(refund))).status).toBe(200);

    const { state } = host.upstream;
    const done = await until(
      state,
      ({ headSeq, destinations: [only] }) => only?.state === 'idle' && only.acknowledgedSeq === headSeq && headSeq > 61,
    );
    expect(done.destinations[0]).toMatchObject({ parkedCount: 0, backlogEntries: 0 });
    expect(await desk.send('testDestination', { destinationId: 'district' })).toMatchObject({
      ok: true,
      value: { acknowledgedSeq: done.headSeq },
    });

    const cookie = (await fetch(receiver.url, { redirect: 'manual' })).headers.get('set-cookie')!.split(';')[0]!;
    const board = boardSchema.parse(await (await fetch(`${receiver.origin}/api/board`, { headers: { cookie } })).json());
    expect(board.totals).toEqual({ grossFen: 240_000, refundedFen: 1500, orderCount: 60, units: 120 });
    expect(board.studios).toMatchObject([
      { studioId: 'hetian-1', name: '和田一号', freshness: 'fresh', entries: done.headSeq, highestSeq: done.headSeq, conflicts: 0 },
    ]);

    expect(await desk.send('reconcile', { destinationId: 'district' })).toMatchObject({ ok: true });
    const compared = await until(state, ({ reconciliation }) => reconciliation?.state === 'done');
    expect(compared.reconciliation!.broadcasts.map((broadcast) => broadcast.state)).toEqual(['same']);
  });
});
