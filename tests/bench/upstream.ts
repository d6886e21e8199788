/** A day's backlog drained over HTTP and over JetStream beside a bare client with the same bytes, and memory while a month drains. */
import { Agent, request as httpRequest } from 'node:http';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { DestinationConfig } from '../../native/contract/upstream.ts';
import { ENTRY_COLUMNS, type EntryRow } from '../../native/ledger/entry-row.ts';
import { openForWriting } from '../../native/store/database.ts';
import { Reader } from '../../native/store/reader.ts';
import { packBatch } from '../../native/sync/batch.ts';
import { entriesStream } from '../../native/sync/jetstream/streams.ts';
import { ENTRIES_STREAM, subjectOf } from '../../native/sync/jetstream/subjects.ts';
import type { Batch } from '../../native/sync/transport.ts';
import { ensurePagesBuilt } from '../../scripts/build.ts';
import { type NatsServer, startNats } from '../harness/nats.ts';
import { memoryOf, startReadyProcess } from '../harness/ready-process.ts';
import { ROOT } from '../harness/test-host.ts';
import { type Figure, grouped, times } from './figures.ts';
import { benchFolder, startHostProcess } from './host-process.ts';
import { DAY_ORDERS, writeSoldDays } from './sold-days.ts';
import type { SinkProgress } from './drain-sink.ts';

const STUDIO_ID = 'bench-1';
const BATCH_LIMITS = { entries: 2000, plainBytes: 1024 * 1024 };
const LOOK_MS = 100;
const DRAIN_LIMIT_MS = 1_200_000;
/** What is there after a fifth is taken for normal. */
const WARM_SHARE = 0.2;
const GROWTH_LIMIT = 1.1;
/** `BENCH_DAYS` shortens the month for a look. */
const days = Number(process.env['BENCH_DAYS'] ?? 30);

interface Drained {
  durationMs: number;
  bytes: number;
}

export async function measureUpstream(say: (line: string) => void): Promise<Figure[]> {
  await ensurePagesBuilt(say);
  say(`a day of ${grouped(DAY_ORDERS)} orders …`);
  const folder = sold(1);
  const batches = await packed(join(folder, 'studio.db'));
  const head = batches.at(-1)!.lastSeq;
  const server = await startNats();
  const sink = await Sink.start();
  try {
    say('over HTTP …');
    const https = await drainOverHttp(folder, sink, head);
    const bareHttpMs = await bareHttp(sink, batches);
    say('over JetStream …');
    const nats = await drainOverNats(folder, server, head);
    const bareNatsMs = await bareNats(server, batches);
    const rows = [
      dayRow('UD1', 'HTTP', head, https, bareHttpMs, 'keep-alive connection to the same receiver, one request at a time'),
      dayRow(
        'UD2',
        'NATS JetStream',
        head,
        nats,
        bareNatsMs,
        'connection to the same nats-server and an equal stream, one message at a time',
      ),
    ];
    return [...rows, await monthRow(sink, say)];
  } finally {
    await sink.stop();
    await server.stop();
  }
}

function dayRow(id: string, way: string, head: number, { durationMs, bytes }: Drained, bareMs: number, bare: string): Figure {
  const perSecond = (ms: number) => `${grouped(head / (ms / 1000))} entries/s (${(ms / 1000).toFixed(1)} s)`;
  return {
    id,
    what: `Backlog of a day drained over ${way}`,
    ratio: times(durationMs / bareMs),
    studio: `${perSecond(durationMs)}; ${(bytes / DAY_ORDERS).toFixed(1)} bytes an order on the wire`,
    beside: `${perSecond(bareMs)} bare client`,
    limit: '–',
    met: true,
    meaning:
      `${grouped(head)} entries (${grouped(DAY_ORDERS)} orders and their refunds) read from the file, packed, signed, sent and acknowledged by a whole studio as a process of its own; ` +
      `its places are kept in the same file. From the first delivery to the last. Beside it the very same bytes, ready made, by a ${bare}. Bytes are those of the bodies.`,
  };
}

function sold(count: number): string {
  const folder = benchFolder();
  mkdirSync(folder, { recursive: true });
  const database = openForWriting(join(folder, 'studio.db'));
  writeSoldDays(database, count);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  return folder;
}

async function packed(path: string): Promise<Batch[]> {
  const reader = Reader.open(path);
  const batches: Batch[] = [];
  for (let after = 0; ; after = batches.at(-1)!.lastSeq) {
    const rows = reader.all<EntryRow>(`SELECT ${ENTRY_COLUMNS} FROM entry WHERE seq > ? ORDER BY seq LIMIT ${BATCH_LIMITS.entries}`, after);
    if (rows.length === 0) break;
    batches.push(await packBatch(STUDIO_ID, rows, BATCH_LIMITS));
  }
  reader.close();
  return batches;
}

/** A studio on the folder, with one destination; `done` looks until all is there. */
async function withStudio<T>(folder: string, destination: DestinationConfig, done: (pid: number) => Promise<T>): Promise<T> {
  writeFileSync(join(folder, 'upstream.json'), JSON.stringify({ destinations: [destination] }));
  const host = await startHostProcess(['--data', folder], [], { STUDIO_ID });
  try {
    return await done(host.pid);
  } finally {
    await host.stop();
  }
}

async function untilHead(head: number, look: () => Promise<number>): Promise<void> {
  const deadlineMs = performance.now() + DRAIN_LIMIT_MS;
  while ((await look()) < head) {
    if (performance.now() > deadlineMs) throw new Error('the backlog was not drained in time');
    await pause(LOOK_MS);
  }
}

async function drainOverHttp(folder: string, sink: Sink, head: number): Promise<Drained> {
  await sink.progress('/again');
  await withStudio(folder, { type: 'https', destinationId: 'http', baseUrl: sink.origin, secretEnv: 'BENCH_SECRET' }, () =>
    untilHead(head, async () => (await sink.progress()).highestSeq),
  );
  return sink.progress();
}

async function bareHttp(sink: Sink, batches: readonly Batch[]): Promise<number> {
  await sink.progress('/again');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (const { id, body } of batches) {
    await new Promise<void>((resolve, reject) => {
      const headers = { 'idempotency-key': id, 'content-length': String(body.length) };
      const outgoing = httpRequest(`${sink.origin}/v1/studios/${STUDIO_ID}/entries`, { method: 'POST', agent, headers }, (response) => {
        response.resume().once('end', resolve);
      });
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  }
  agent.destroy();
  return (await sink.progress()).durationMs;
}

async function drainOverNats(folder: string, server: NatsServer, head: number): Promise<Drained> {
  const connection = await connect({ servers: `127.0.0.1:${server.port}` });
  const manager = await jetstreamManager(connection);
  await manager.streams.add(entriesStream);
  const newest = async () => {
    const message = await manager.streams.getMessage(ENTRIES_STREAM, { last_by_subj: subjectOf(STUDIO_ID, 'entries') });
    return Number(/-(\d+)$/u.exec(message?.header.get('Nats-Msg-Id') ?? '')?.[1] ?? 0);
  };
  await withStudio(folder, { type: 'nats', destinationId: 'nats', server: server.url, secretEnv: 'BENCH_SECRET' }, () =>
    untilHead(head, () => newest().catch(() => 0)),
  );
  const { state } = await manager.streams.info(ENTRIES_STREAM);
  await manager.streams.delete(ENTRIES_STREAM);
  await connection.close();
  return { durationMs: Date.parse(state.last_ts) - Date.parse(state.first_ts), bytes: state.bytes };
}

async function bareNats(server: NatsServer, batches: readonly Batch[]): Promise<number> {
  const connection = await connect({ servers: `127.0.0.1:${server.port}` });
  const manager = await jetstreamManager(connection);
  await manager.streams.add(entriesStream);
  const client = jetstream(connection);
  const startedAtMs = performance.now();
  for (const { id, body } of batches) await client.publish(subjectOf(STUDIO_ID, 'entries'), body, { msgID: id });
  const durationMs = performance.now() - startedAtMs;
  await connection.close();
  return durationMs;
}

async function monthRow(sink: Sink, say: (line: string) => void): Promise<Figure> {
  say(`${days} days of ${grouped(DAY_ORDERS)} orders …`);
  const folder = sold(days);
  const reader = Reader.open(join(folder, 'studio.db'));
  const head = reader.get<{ seq: number }>('SELECT max(seq) AS seq FROM entry')!.seq;
  reader.close();
  say('draining them …');
  await sink.progress('/again');
  const samples: number[] = [];
  await withStudio(folder, { type: 'https', destinationId: 'http', baseUrl: sink.origin, secretEnv: 'BENCH_SECRET' }, (pid) =>
    untilHead(head, async () => {
      const { highestSeq } = await sink.progress();
      const memory = memoryOf(pid);
      if (memory !== null && highestSeq >= head * WARM_SHARE) samples.push(memory);
      return highestSeq;
    }),
  );
  const part = Math.max(1, Math.floor(samples.length / 10));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const warm = mean(samples.slice(0, part));
  const end = mean(samples.slice(-part));
  const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;
  return {
    id: 'UD3',
    what: `Memory (RSS) of the host while it drains ${days} days`,
    ratio: times(end / warm),
    studio: `${megabytes(end)} at the end, ${megabytes(Math.max(...samples))} at most`,
    beside: `${megabytes(warm)} after a fifth`,
    limit: `≤ ×${GROWTH_LIMIT.toFixed(2)}`,
    met: samples.length > 0 && end <= warm * GROWTH_LIMIT,
    meaning: `${grouped(head)} entries over HTTP to a local receiver, off air. Resident memory every ${LOOK_MS} ms; means of the first and the last tenth of what was seen after a fifth was delivered.`,
  };
}

class Sink {
  readonly origin: string;
  readonly #end: () => Promise<void>;

  private constructor(origin: string, end: () => Promise<void>) {
    this.origin = origin;
    this.#end = end;
  }

  static async start(): Promise<Sink> {
    const command = [process.execPath, join(ROOT, 'tests/bench/drain-sink.ts')];
    const sink = await startReadyProcess({ command, ready: /sink ready (\S+)\n/u });
    return new Sink(sink.origin, () => sink.kill('SIGKILL'));
  }

  /** `/again` begins to count anew. */
  async progress(path = '/'): Promise<SinkProgress> {
    return (await (await fetch(this.origin + path)).json()) as SinkProgress;
  }

  stop(): Promise<void> {
    return this.#end();
  }
}
