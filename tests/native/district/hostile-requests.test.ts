/** Requests made to break the receiver: none ends in a fault of the program, none is believed, and good ones still get through. */
import { gzipSync } from 'node:zlib';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { seededRandom } from '../../../native/rehearsal/random.ts';
import { paidEntry, startTestReceiver, TestStudio } from '../../harness/test-receiver.ts';

const CASES = 600;
const NASTY = [
  '',
  '\0',
  '\u202e',
  '\ud800',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '%00',
  "' OR 1=1 --",
  '<script>',
  'a'.repeat(5000),
  '\uFEFF',
  '-1',
  '1e309',
  '[]',
  '{}',
  'null',
];

it('DR38 hostile requests are refused without a fault, store nothing, and leave the receiver well', async () => {
  const receiver = await startTestReceiver();
  const studio = new TestStudio(receiver, 'one');
  const cookie = (await fetch(receiver.url, { redirect: 'manual' })).headers.get('set-cookie')!.split(';')[0]!;
  const seeded = seededRandom(20_201_124);
  const random = () => seeded.next();
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const good = JSON.stringify({ studioId: 'one', ...paidEntry(1, 'o-1', 'A', 1, 100, 1_588_304_525_000) });

  const mutated = (): string => {
    const at = Math.floor(random() * good.length);
    switch (Math.floor(random() * 6)) {
      case 0:
        return good.slice(0, at) + JSON.stringify(pick(NASTY)).slice(1, -1) + good.slice(at);
      case 1:
        return good.slice(0, at);
      case 2:
        return good.replace(
          /"(seq|atMs|amountFen|quantity)":\d+/u,
          (_, name: string) => `"${name}":${pick(['-1', '1e308', '9007199254740993', 'null', '"1"', '0.5', '[]'])}`,
        );
      case 3:
        return good.replace('"body":', `"body":${'['.repeat(20_000)}${']'.repeat(20_000)},"body":`);
      case 4:
        return good.replace(
          /"(studioId|broadcastId|kind|actor)":"[^"]*"/u,
          (_, name: string) => `"${name}":${JSON.stringify(pick(NASTY))}`,
        );
      default:
        return good
          .replace('"lines":[', `"lines":[${JSON.stringify({ sku: pick(NASTY), title: pick(NASTY), quantity: 1, amountFen: 0 })},`)
          .replace('"seq":1,', `"seq":${2 + Math.floor(random() * 1000)},`);
    }
  };
  const requests: (() => Promise<number>)[] = [
    async () => (await studio.post('entries', `${mutated()}\n`)).status,
    async () => (await studio.post('entries', gzipSync(`${mutated()}\n${mutated()}`), { 'content-encoding': 'gzip' })).status,
    async () =>
      (
        await studio.post('entries', Buffer.from(Array.from({ length: 200 }, () => Math.floor(random() * 256))), {
          'content-encoding': pick(['gzip', 'identity', 'br']),
        })
      ).status,
    async () => (await studio.post('summary', mutated())).status,
    async () =>
      (
        await studio.ask(
          `/broadcasts/${encodeURIComponent(pick(NASTY).toWellFormed()) || 'x'}/digest?block=${pick(['0', '1', '-1', '999999999999', 'x'])}`,
        )
      ).status,
    async () =>
      (
        await fetch(
          `${receiver.origin}/api/entries?studio=${encodeURIComponent(pick(NASTY).toWellFormed())}&sku=${encodeURIComponent(pick(NASTY).toWellFormed())}&before=${pick(['-1', 'x', '1e999', '5'])}`,
          { headers: { cookie } },
        )
      ).status,
    async () =>
      (await fetch(`${receiver.origin}/api/board?period=${encodeURIComponent(pick(NASTY).toWellFormed())}`, { headers: { cookie } }))
        .status,
    async () =>
      (
        await fetch(`${receiver.origin}/api/studios`, {
          method: 'POST',
          headers: { cookie, 'content-type': pick(['application/json', 'text/plain']) },
          body: mutated(),
        })
      ).status,
  ];
  const counts = new Map<number, number>();
  for (let time = 0; time < CASES; time += 1) {
    const status = await pick(requests)();
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  expect([...counts.keys()].filter((status) => status >= 500)).toEqual([]);
  expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(CASES);
  for (const raw of [
    'GET /\r\n\r\n',
    'POST /v1/studios/one/entries HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n',
    '\0\0\0',
    'GET //x HTTP/1.1\r\nHost: a\r\n\r\n',
  ])
    await told(receiver.origin, raw);

  expect((await studio.deliver([paidEntry(5000, 'fine', 'A', 1, 100, 1_588_304_525_000)])).body.acknowledged).toBe(5000);
  const page = await fetch(`${receiver.origin}/api/entries?studio=one&limit=500`, { headers: { cookie } });
  const { entries } = (await page.json()) as { entries: { seq: number; kind: string }[] };
  expect(entries[0]!.seq).toBe(5000);
  expect(entries.every(({ kind }) => kind.isWellFormed() && !kind.includes('\0'))).toBe(true);
  await receiver.stop();
}, 120_000);

/** Sends bytes as they are and waits for the end of the connection. */
function told(origin: string, bytes: string): Promise<void> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.end(bytes));
    socket.on('error', () => undefined);
    socket.on('data', () => undefined);
    socket.on('close', () => resolve());
  });
}
