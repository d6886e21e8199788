/** D2: that a writing connection asks for full durability, and that each acknowledged commit reached the disk. */
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { openForWriting } from '../../native/store/database.ts';
import { deliver, paidOrder } from '../harness/test-host.ts';
import type { Figure } from './figures.ts';
import { benchFolder, SECRET, SOURCE, startHostProcess, writeFeed } from './host-process.ts';

const ORDERS = 200;

export async function measureSyncs(say: (line: string) => void): Promise<Figure[]> {
  say('syncs of the disk …');
  const database = openForWriting(join(benchFolder(), 'studio.db'));
  const synchronous = database.pragma('synchronous', { simple: true });
  database.close();
  const hasTracer = (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'strace')));
  const syncs = hasTracer ? await countSyncs() : null;
  return [
    {
      id: 'D2',
      what: 'Durable settings and syncs for each acknowledged commit',
      ratio: '–',
      studio: `synchronous = ${String(synchronous)}; ${syncs === null ? 'syncs not measured (strace is not installed)' : `${(syncs / ORDERS).toFixed(2)} syncs a commit`}`,
      beside: '–',
      limit: '2; ≥ 1 a commit',
      met: synchronous === 2 && (syncs === null || syncs >= ORDERS),
      meaning: `\`PRAGMA synchronous\` of a connection opened as the writer opens its own; fsync and fdatasync calls of a traced host during ${ORDERS} single orders, each sent after the answer to the one before.`,
    },
  ];
}

async function countSyncs(): Promise<number> {
  const folder = benchFolder();
  writeFeed(folder);
  const trace = join(folder, 'syncs.txt');
  const host = await startHostProcess(['--data', folder], ['strace', '-f', '--seccomp-bpf', '-e', 'trace=fsync,fdatasync', '-o', trace]);
  const count = () => readFileSync(trace, 'utf8').match(/\bf(?:data)?sync\(/gu)?.length ?? 0;
  const send = async (number: number) => {
    const { status } = await deliver(host, SOURCE, SECRET, paidOrder(`sync-${number}`, 'HT-HTX-001-1KG', 1, 2990));
    if (status !== 200) throw new Error(`an order was answered ${status}`);
  };
  await send(0);
  const before = count();
  for (let number = 1; number <= ORDERS; number += 1) await send(number);
  const syncs = count() - before;
  await host.stop();
  return syncs;
}
