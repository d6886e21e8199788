/** A host's writing alone, to be killed or to end by itself after so many: appends orders and prints each acknowledgement. */
import { writeSync } from 'node:fs';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { Writer } from '../../../native/store/writer.ts';

const [path = '', round = '', limit = 'Infinity'] = process.argv.slice(2);
let acknowledged = 0;
const writer = await Writer.start({ path, workerUrl: new URL('../../../native/writer-worker.ts', import.meta.url), logger: silentLogger });
writeSync(1, 'ready\n');

async function client(name: string): Promise<never> {
  for (let number = 0; ; number += 1) {
    const orderId = `${round}-${name}-${number}`;
    const [outcome] = await writer.append([
      {
        kind: 'order.paid',
        broadcastId: 'bc-1',
        atMs: 1,
        actor: 'feed:shop',
        body: {
          source: 'shop',
          orderId,
          eventId: 'e',
          occurredAtMs: 60_000 * number,
          buyer: null,
          region: null,
          amountFen: 100,
          lines: [{ sku: 'a', title: 't', quantity: 1, amountFen: 100 }],
        },
      },
    ]);
    // Synchronous: what is printed was acknowledged, even if the next instruction never runs.
    if (outcome?.outcome === 'accepted') writeSync(1, `${outcome.entry.seq} ${orderId}\n`);
    acknowledged += 1;
    if (acknowledged >= Number(limit)) process.exit();
  }
}

await Promise.all(['a', 'b', 'c', 'd'].map(client));
