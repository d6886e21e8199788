/** Orders over HTTP, one a request and as NDJSON, beside a bare server with the same commit; and a burst while the desk works. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ReadyProcess } from '../harness/ready-process.ts';
import { openDesk } from '../harness/test-host.ts';
import { type Figure, grouped, ms, percentile, times } from './figures.ts';
import { benchFolder, SECRET, SOURCE, startHostProcess, writeFeed } from './host-process.ts';
import { prepare, type Prepared, send, type Sent } from './signed-sender.ts';

const SINGLE_REQUESTS = 20_000;
const NDJSON_REQUESTS = 300;
const NDJSON_ORDERS = 500;
const CONNECTIONS = 32;
const BURST_ORDERS = 5000;
const BURST_CONNECTIONS = 100;
const SWITCHES = 60;
const FRAME_MS = 1000 / 60;

export async function measureIngest(say: (line: string) => void): Promise<Figure[]> {
  const folder = benchFolder();
  writeFeed(folder);
  const host = await startHostProcess(['--data', folder, '--simulated-obs']);
  const bare = await startBare(join(benchFolder(), 'bare.db'));
  const port = Number(new URL(host.origin).port);
  const make = (prefix: string, requests: number, ordersEach: number): Prepared =>
    prepare({ host: `127.0.0.1:${port}`, path: `/ingest/${SOURCE}`, secret: SECRET, prefix, requests, ordersEach });
  try {
    await send(port, make('warm-', 2000, 1), CONNECTIONS);
    await send(bare.port, make('warm-', 2000, 1), CONNECTIONS);
    say('orders one a request …');
    const single = make('s-', SINGLE_REQUESTS, 1);
    const studio = whole(await send(port, single, CONNECTIONS));
    const beside = whole(await send(bare.port, single, CONNECTIONS));
    say('orders as NDJSON …');
    const many = make('n-', NDJSON_REQUESTS, NDJSON_ORDERS);
    const studioMany = whole(await send(port, many, 4));
    const besideMany = whole(await send(bare.port, many, 4));
    say('a burst while the desk switches scenes …');
    return [
      rateFigure('IN1', 'Signed orders, one a request, acknowledged after the commit', studio, beside, SINGLE_REQUESTS, 'a request'),
      rateFigure(
        'IN2',
        `Signed orders as NDJSON, ${NDJSON_ORDERS} a request`,
        studioMany,
        besideMany,
        NDJSON_REQUESTS * NDJSON_ORDERS,
        'a request',
      ),
      await burst(host, port, make('b-', BURST_ORDERS, 1)),
    ];
  } finally {
    await host.stop();
    bare.stop();
  }
}

function whole(sent: Sent): Sent {
  const bad = [...sent.statuses].filter(([status]) => status !== 200);
  if (bad.length > 0) throw new Error(`not all was taken: ${JSON.stringify(bad)}`);
  return sent;
}

function rateFigure(id: string, what: string, studio: Sent, bare: Sent, orders: number, each: string): Figure {
  const rate = ({ durationMs }: Sent) => orders / (durationMs / 1000);
  const told = (sent: Sent) =>
    `${grouped(rate(sent))} orders/s; ${each} median ${ms(percentile(sent.latenciesMs, 0.5))}, p99 ${ms(percentile(sent.latenciesMs, 0.99))}`;
  return {
    id,
    what,
    ratio: times(studio.durationMs / bare.durationMs),
    studio: told(studio),
    beside: told(bare),
    limit: '–',
    met: true,
    meaning:
      'The studio as a process verifies each signature, validates, masks, dedupes, counts into totals, products and minutes, chains, and answers after the commit. ' +
      'Beside it a bare node:http server puts the same bodies into one table with a unique key, WAL, synchronous=FULL, one commit for all that arrived in a turn, ' +
      'and checks nothing. The sender is the same and shares the machine.',
  };
}

/** Scene switches by command, first alone, then while 5,000 orders arrive within a second. */
async function burst(host: ReadyProcess, port: number, orders: Prepared): Promise<Figure> {
  const desk = openDesk(host);
  await pause(500);
  const switchScene = async () => {
    const beganMs = performance.now();
    const answer = await desk.send('setStudioMode', { enabled: true });
    if (!answer.ok) throw new Error(`the desk was refused: ${answer.refusal.code}`);
    return performance.now() - beganMs;
  };
  const alone: number[] = [];
  for (let at = 0; at < SWITCHES; at += 1) {
    alone.push(await switchScene());
    await pause(15);
  }
  const during: number[] = [];
  const sending = send(port, orders, BURST_CONNECTIONS, BURST_ORDERS);
  let over = false;
  void sending.then(() => (over = true));
  while (!over) {
    during.push(await switchScene());
    await pause(15);
  }
  const { statuses, latenciesMs, durationMs } = await sending;
  desk.close();
  const refused = [...statuses].filter(([status]) => status !== 200).reduce((sum, [, count]) => sum + count, 0);
  const addedMs = percentile(during, 0.5) - percentile(alone, 0.5);
  return {
    id: 'IN3',
    what: `A burst of ${grouped(BURST_ORDERS)} single orders within a second, while the desk gives commands to OBS`,
    ratio: times(percentile(during, 0.5) / percentile(alone, 0.5)),
    studio: `${refused} refused; all acknowledged after ${ms(durationMs)}, p99 ${ms(percentile(latenciesMs, 0.99))}; a command median ${ms(percentile(during, 0.5))}, p99 ${ms(percentile(during, 0.99))}`,
    beside: `a command alone median ${ms(percentile(alone, 0.5))}, p99 ${ms(percentile(alone, 0.99))}`,
    limit: '0 refused; a frame (16.7 ms) added at the median',
    met: refused === 0 && addedMs < FRAME_MS,
    meaning:
      `${grouped(BURST_ORDERS)} signed orders, one a request, started evenly within one second over ${BURST_CONNECTIONS} connections. Meanwhile a console sends a command that goes to OBS ` +
      '(the simulated one) and waits for its answer, again and again; sender, studio and console share two cores.',
  };
}

async function startBare(path: string): Promise<{ port: number; stop(): void }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-ingest.ts'), path], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.on('exit', () => child.kill('SIGKILL'));
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => resolve(Number(/port (\d+)/u.exec(chunk.toString())?.[1])));
    child.once('exit', () => reject(new Error('the bare server did not start')));
  });
  return { port, stop: () => void child.kill() };
}
