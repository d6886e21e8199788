/** D1: kills the host again and again while signed orders come in, and looks for every order that was acknowledged. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { seededRandom } from '../../native/rehearsal/random.ts';
import type { ReadyProcess } from '../harness/ready-process.ts';
import { deliver, paidOrder } from '../harness/test-host.ts';
import { type Figure, grouped, ms, percentile } from './figures.ts';
import { benchFolder, SECRET, SOURCE, startHostProcess, writeFeed } from './host-process.ts';

const KILLS = 300;
const CLIENTS = 6;
/** One order in so many is sent a second time. */
const DOUBLED_EVERY = 50;
const SEED = 20_260_801;
const EARLIEST_MS = 50;
const LATEST_MS = 600;
const READY_LIMIT_MS = 2_000;

export async function measureKills(say: (line: string) => void): Promise<Figure[]> {
  const folder = benchFolder();
  writeFeed(folder);
  const random = seededRandom(SEED);
  const acknowledged = new Set<string>();
  const unanswered = new Set<string>();
  const readyMs: number[] = [];
  let lost = 0;
  let doubled = 0;
  let invented = 0;
  let damaged = 0;
  let host = await startHostProcess(['--data', folder]);
  for (let kill = 1; kill <= KILLS; kill += 1) {
    if (kill % 50 === 0) say(`kill ${kill} of ${KILLS} …`);
    const current = host;
    const clients = Array.from({ length: CLIENTS }, (_, client) => sendUntilGone(current, `k${kill}-c${client}`, acknowledged, unanswered));
    await pause(EARLIEST_MS + random.next() * (LATEST_MS - EARLIEST_MS));
    await current.kill('SIGKILL');
    await Promise.all(clients);
    host = await startHostProcess(['--data', folder]);
    readyMs.push(host.readyMs);
    const found = look(join(folder, 'studio.db'));
    lost += [...acknowledged].filter((orderId) => !found.orders.has(orderId)).length;
    invented += [...found.orders.keys()].filter((orderId) => !acknowledged.has(orderId) && !unanswered.has(orderId)).length;
    doubled += [...found.orders.values()].filter((count) => count > 1).length + Math.abs(found.counted - found.orders.size);
    if (found.integrity !== 'ok') damaged += 1;
  }
  await host.stop();
  const p95 = percentile(readyMs, 0.95);
  return [
    {
      id: 'D1',
      what: `${KILLS} kills -9 of the host under signed load from ${CLIENTS} clients, 2 % sent twice`,
      ratio: '–',
      studio: `${grouped(acknowledged.size)} acknowledged: ${lost} lost, ${doubled} doubled, ${invented} invented; ${damaged} files damaged; ready again p95 ${ms(p95)}`,
      beside: '–',
      limit: '0, 0, 0, 0; < 2 s',
      met: lost + doubled + invented + damaged === 0 && p95 < READY_LIMIT_MS && acknowledged.size > 0,
      meaning:
        "The process is killed at seeded moments; after each restart every acknowledged order must be in the ledger once and in the day's count once, orders nobody " +
        'sent must not be there, and `PRAGMA integrity_check` must say ok. Ready again counts from the start of the new process to its ready line.',
    },
  ];
}

/** One order after another until the host no longer answers. */
async function sendUntilGone(host: ReadyProcess, prefix: string, acknowledged: Set<string>, unanswered: Set<string>): Promise<void> {
  for (let number = 1; ; number += 1) {
    const orderId = `${prefix}-${number}`;
    unanswered.add(orderId);
    for (let time = 0; time < (number % DOUBLED_EVERY === 0 ? 2 : 1); time += 1) {
      const sent = deliver(host, SOURCE, SECRET, paidOrder(orderId, 'HT-HTX-001-1KG', 1, 2990));
      const status = await sent.then(
        (answer) => answer.status,
        () => null,
      );
      if (status === null) return;
      if (status !== 200) throw new Error(`an order was answered ${status}`);
      unanswered.delete(orderId);
      acknowledged.add(orderId);
    }
  }
}

function look(path: string): { orders: Map<string, number>; counted: number; integrity: unknown } {
  const database = new Database(path, { readonly: true });
  const rows = database
    .prepare<[], { orderId: string; count: number }>(
      `SELECT json_extract(body, '$.orderId') AS orderId, count(*) AS count FROM entry WHERE kind = 'order.paid' GROUP BY 1`,
    )
    .all();
  const { counted } = database
    .prepare<[], { counted: number }>('SELECT coalesce(sum(order_count), 0) AS counted FROM broadcast_sales')
    .get()!;
  const integrity = database.pragma('integrity_check', { simple: true });
  database.close();
  return { orders: new Map(rows.map(({ orderId, count }) => [orderId, count])), counted, integrity };
}
