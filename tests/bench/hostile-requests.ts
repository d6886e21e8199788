/** S1: hostile requests at the host's open doors, for every type of feed; it must stay alive, never fail inside, and still take good orders. */
import { type Agent, Agent as HttpAgent, request } from 'node:http';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { verifyBook } from '../../native/ledger/verify.ts';
import { keyOfSecret, signedHeaders } from '../../native/orders/standard-webhooks.ts';
import { type Random, seededRandom } from '../../native/rehearsal/random.ts';
import { memoryOf, type ReadyProcess } from '../harness/ready-process.ts';
import { deliver, paidOrder } from '../harness/test-host.ts';
import { senders } from '../native/orders/platform-senders.ts';
import { type Figure, grouped } from './figures.ts';
import { benchFolder, SECRET, SOURCE, startHostProcess, writeFeed } from './host-process.ts';

const REQUESTS = 100_000;
const SEED = 20_260_802;
const GOOD_EVERY = 500;
const ANSWER_LIMIT_MS = 10_000;
const OVERSIZED_BYTES = 9 * 1024 * 1024;

interface Hostile {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | Buffer;
}

export async function measureHostileRequests(say: (line: string) => void): Promise<Figure[]> {
  say(`${grouped(REQUESTS)} hostile requests …`);
  const folder = benchFolder();
  writePlatformFeeds(folder);
  const random = seededRandom(SEED);
  const agent = new HttpAgent({ keepAlive: true });
  const statuses = new Map<number, number>();
  const failures = new Map<string, number>();
  let deaths = 0;
  let goodSent = 0;
  let goodTaken = 0;
  let host = await startHostProcess(['--data', folder], [], environment);
  const memoryBefore = memoryOf(host.pid);
  for (let number = 1; number <= REQUESTS; number += 1) {
    const hostile = draw(random, number);
    const status = await send(host, agent, hostile);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status >= 500 && status !== 503) count(failures, `${status} ${hostile.method} ${hostile.path.slice(0, 40)}`);
    const isGoodNext = number % GOOD_EVERY === 0;
    if (status === 0 || isGoodNext || hostile.headers['upgrade']) await answersOrDies(host);
    if (!host.alive()) {
      deaths += 1;
      const reason = /^\w*Error: .*$/mu.exec(host.errors())?.[0] ?? 'no words';
      const upgrade = hostile.headers['upgrade'] ? ' (upgrade)' : '';
      count(failures, `death by ${hostile.method} ${hostile.path.slice(0, 40)}${upgrade}: ${reason}`);
      host = await startHostProcess(['--data', folder], [], environment);
    }
    if (!isGoodNext) continue;
    goodSent += 1;
    const good = deliver(host, SOURCE, SECRET, paidOrder(`good-${number}`, 'HT-HTX-001-1KG', 1, 2990));
    const taken = await good.then(
      ({ answer }) => answer['status'] === 'accepted',
      () => false,
    );
    if (taken) goodTaken += 1;
    else say(`  no good order after request ${number}: ${host.errors().slice(0, 200)}`);
  }
  const memoryAfter = memoryOf(host.pid);
  agent.destroy();
  await host.stop();
  // Every entry must fit its schema, and every figure its entries.
  const { findingCount, entries } = verifyBook(join(folder, 'studio.db'));
  const internal = [...statuses].reduce((sum, [status, times]) => sum + (status >= 500 && status !== 503 ? times : 0), 0);
  for (const [failure, times] of failures) say(`  ${times} × ${failure}`);
  // After a death another process answers, whose memory says nothing about growth.
  const grown =
    deaths > 0 || memoryBefore === null || memoryAfter === null
      ? ''
      : `; memory ${Math.round((memoryAfter - memoryBefore) / 1024 / 1024)} MB more`;
  const answers = [...statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${status === 0 ? 'cut' : status} × ${times}`);
  return [
    {
      id: 'S1',
      what: `${grouped(REQUESTS)} hostile requests to the ingest and the pages`,
      ratio: '–',
      studio: `${deaths} deaths, ${internal} internal errors, ${goodTaken} of ${goodSent} good orders taken; ${findingCount} bad among ${grouped(entries)} entries${grown}`,
      beside: '–',
      limit: '0, 0, all, 0',
      met: deaths === 0 && internal === 0 && goodTaken === goodSent && findingCount === 0,
      meaning:
        `Seeded (${SEED}), nearly half of them pushes of the seven types of feeds with one value swapped, rightly signed; the rest: broken and deeply nested JSON, wrong, old and missing signatures, huge and non-finite numbers, control and bidirectional characters, ` +
        `\`__proto__\`, bodies beyond the limit, strange paths, methods and upgrades; most bodies rightly signed, so that they reach the validation. ` +
        `A good order after every ${GOOD_EVERY}. Answers: ${answers.join(', ')}. An internal error is a 5xx other than 503.`,
    },
  ];
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

const BAD_TEXTS = [
  '\u0000',
  '\u202e\u2066abc',
  '\u001b[31m',
  '\ud800',
  '\u200f\u200f',
  '<img src=x onerror=alert(1)>',
  '=HYPERLINK("http://x")',
  '𠀀'.repeat(5_000),
];
const BAD_NUMBERS = ['1e309', '-1', '9007199254740993', '0.1', '1e-400', '"1"', 'null', '99999999999999999999999999'];
const BAD_PATHS = [
  '//',
  '//x:y',
  '/\\',
  '/%00',
  '/..%5c..%5cpackage.json',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/?token=%ff',
  '/?token=',
  '/%',
  '/console/%c0%af',
  `/${'a'.repeat(9_000)}`,
  '/ingest/',
  '/ingest/__proto__',
  '/ingest/%2e%2e',
  '/healthz/../ingest',
  '/trpc?token=[',
  'http://[',
  '*',
];
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PROPFIND'];

function draw(random: Random, number: number): Hostile {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)]!;
  const kind = random.next();
  if (kind < 0.15) return { method: pick(METHODS), path: pick(BAD_PATHS), headers: {}, body: '' };
  if (kind < 0.16) {
    const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'x', 'sec-websocket-version': '13' };
    return { method: 'GET', path: pick(BAD_PATHS), headers, body: '' };
  }
  if (kind < 0.6) return platformPush(random, number, pick);
  const body = kind < 0.6005 ? 'x'.repeat(OVERSIZED_BYTES) : drawBody(random, number, pick);
  const headers = signed(body);
  if (kind > 0.85) headers['webhook-signature'] = pick(['', 'v1,', 'v1,AAAA', 'v2,x', `v1,${'A'.repeat(44)}`, 'v1,😀'.slice(0, 3)]);
  if (kind > 0.95) headers['webhook-timestamp'] = pick(['0', '-1', 'NaN', '99999999999999', '1e9']);
  headers['content-type'] = pick([
    'application/json',
    'application/x-ndjson',
    'text/plain',
    'multipart/form-data',
    '',
    'application/json; charset=x',
  ]);
  return { method: 'POST', path: kind > 0.8 ? pick(['/', ...BAD_PATHS, `/ingest/${SOURCE}`]) : `/ingest/${SOURCE}`, headers, body };
}

/** A push as a platform signs it, with one of its values swapped, so that it reaches the validation of its adapter. */
function platformPush(random: Random, number: number, pick: <T>(list: readonly T[]) => T): Hostile {
  const sender = pick(senders);
  const json = JSON.stringify(sender.paid(`hostile-${number}`));
  const marks = [...json.matchAll(/:("[^"]*"|-?\d+)/gu)];
  const mark = pick(marks);
  const swapped = pick([...BAD_NUMBERS, ...BAD_TEXTS.map((text) => JSON.stringify(text)), '{"__proto__":{"x":1}}', '[]', '['.repeat(9000)]);
  const hurt = json.slice(0, mark.index + 1) + swapped + json.slice(mark.index + mark[0].length);
  const { method, query, headers, rawBody, contentType } = sender.push(random.next() < 0.95 ? hurt : json.slice(0, mark.index));
  const encoding: Record<string, string> = random.next() < 0.02 ? { 'content-encoding': pick(['gzip', 'br', 'deflate, gzip']) } : {};
  const search = new URLSearchParams(query).toString();
  return {
    method,
    path: `/ingest/${sender.type}${search ? `?${search}` : ''}`,
    headers: { ...(headers as Record<string, string>), 'content-type': contentType, ...encoding },
    body: Buffer.from(rawBody),
  };
}

/** One feed of every type, with the secrets that the senders sign with. */
function writePlatformFeeds(folder: string): void {
  writeFeed(folder);
  const bench = JSON.parse(readFileSync(join(folder, 'feeds.json'), 'utf8')) as object[];
  const feeds = senders.map(({ type, appId, secondSecret }) => ({
    source: type,
    type,
    secretEnv: environmentName(type),
    ...(appId === undefined ? {} : { appId }),
    ...(secondSecret === undefined ? {} : { secondSecretEnv: `${environmentName(type)}_2` }),
  }));
  writeFileSync(join(folder, 'feeds.json'), JSON.stringify([...bench, ...feeds]));
}

const environmentName = (type: string) => `HOSTILE_${type.toUpperCase().replaceAll('-', '_')}`;
const environment = Object.fromEntries(
  senders.flatMap(({ type, secret, secondSecret }) => [
    [environmentName(type), secret],
    ...(secondSecret === undefined ? [] : [[`${environmentName(type)}_2`, secondSecret]]),
  ]),
) as Record<string, string>;

function drawBody(random: Random, number: number, pick: <T>(list: readonly T[]) => T): string | Buffer {
  const order = paidOrder(`hostile-${number}`, 'HT-HTX-001-1KG', 1, 2990);
  switch (Math.floor(random.next() * 9)) {
    case 0:
      return order.slice(0, Math.floor(random.next() * order.length));
    case 1:
      return order.replace('2990', () => pick(BAD_NUMBERS));
    case 2:
      return order.replace('"quantity":1', () => `"quantity":${pick(BAD_NUMBERS)}`);
    case 3:
      return order.replace(`hostile-${number}`, () => JSON.stringify(pick(BAD_TEXTS)).slice(1, -1));
    case 4:
      return order.replace('北京', () => JSON.stringify(pick(BAD_TEXTS)).slice(1, -1));
    case 5:
      return order.replace('{', () => '{"__proto__":{"polluted":true},"constructor":{"prototype":{"x":1}},');
    case 6:
      return `${'['.repeat(50_000)}${random.next() < 0.5 ? ']'.repeat(50_000) : ''}`;
    case 7:
      return Buffer.from(Array.from({ length: 1 + Math.floor(random.next() * 400) }, () => Math.floor(random.next() * 256)));
    default:
      return Array.from({ length: 50 }, () => pick([order, '', 'null', '[]', '{}', '{"type":"order.paid"}', '\u2028', '"x"'])).join('\n');
  }
}

function signed(body: string | Buffer): Record<string, string> {
  return signedHeaders(keyOfSecret(SECRET)!, 'msg-hostile', Date.now(), body);
}

/** A death comes a moment after the cut that it causes. */
async function answersOrDies(host: ReadyProcess): Promise<void> {
  const deadlineMs = performance.now() + ANSWER_LIMIT_MS;
  while (host.alive()) {
    await pause(20);
    const answers = await fetch(`${host.origin}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answers) return;
    if (performance.now() > deadlineMs) throw new Error('the host lives but no longer answers');
  }
}

/** The status, or 0 when the connection was cut without one. */
function send(host: ReadyProcess, agent: Agent, { method, path, headers, body }: Hostile): Promise<number> {
  return new Promise((resolve) => {
    const options = { method, path, headers, agent: headers['upgrade'] ? false : agent, timeout: ANSWER_LIMIT_MS } as const;
    const outgoing = request(host.origin, options, (answer) => {
      answer.resume();
      answer.on('close', () => resolve(answer.statusCode ?? 0));
    });
    outgoing.on('upgrade', (answer, socket) => {
      socket.destroy();
      resolve(answer.statusCode ?? 0);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.on('error', () => resolve(0));
    outgoing.end(body);
  });
}
