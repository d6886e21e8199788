/** Hostile deliveries of every adapter: whatever a sender signs, the studio lives, says so in 4xx, and stores nothing bad. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryBodies, type EntryKind } from '../../../native/contract/entry.ts';
import { platformDesk } from './platform-desk.ts';
import { senders } from './platform-senders.ts';

const DELIVERIES = 2000;
const AT_ONCE = 100;
const SEED = 20_261_124;

/** Control characters, bidi overrides, marks and half characters: what must never be stored. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Surrogate}/u;
const PLACE = '"__place__"';
const DEEP = 20_000;

/** JSON texts that have broken parsers, stores or screens before. */
const nasty = fc.oneof(
  fc.constantFrom(
    '1e999',
    '-1e999',
    '-0',
    '0.1',
    '99999999999999999999',
    '-99999999999999999999',
    '1e21',
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '"__proto__"',
    '"\\u0000"',
    '"\\u202Egnp.exe"',
    '"\\ud800"',
    '"\\u2066\\u0007\\ufeff"',
    '"39.90\\n"',
    '"=HYPERLINK(1)"',
    '"<script>alert(1)</script>"',
    '"1, 2"',
    '""',
    'null',
    'true',
    '[]',
    '{}',
    `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`,
    `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`,
    '['.repeat(DEEP),
    `"${'核'.repeat(5000)}"`,
    `[${'1,'.repeat(5000)}1]`,
  ),
  fc.json({ maxDepth: 3 }),
);

/** Every spot of a JSON value that can be swapped for something else, as the text with a mark in its place. */
function placesIn(json: object): string[] {
  const texts: string[] = [];
  const walk = (value: unknown, swap: (mark: unknown) => unknown) => {
    texts.push(JSON.stringify(swap('__place__')));
    if (Array.isArray(value)) value.forEach((item, at) => walk(item, (mark) => swap(value.with(at, mark))));
    else if (value !== null && typeof value === 'object') {
      for (const [key, field] of Object.entries(value)) walk(field, (mark) => swap({ ...value, [key]: mark }));
    }
  };
  walk(json, (mark) => mark);
  return texts;
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, field]) => [key, ...stringsIn(field)]);
}

describe.each(senders)('hostile deliveries of $type', (sender) => {
  const buyer = {
    buyer: 'x',
    billing: { first_name: 'x', last_name: 'y', city: 'z' },
    customer: { id: 5, first_name: 'x' },
    buyer_info: { buyer_id: 5 },
  };
  const places = placesIn(
    sender.paid('4781320682406083641', { ...buyer, refunds: [{ id: 1, order_id: 2, total: '-1.00', transactions: [] }] }),
  );
  const mutated = fc.oneof(
    { weight: 8, arbitrary: fc.tuple(fc.constantFrom(...places), nasty).map(([text, swap]) => text.replace(PLACE, () => swap)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
    { weight: 1, arbitrary: nasty },
  );
  const topics = [
    undefined,
    undefined,
    undefined,
    '106',
    '206',
    'refunds/create',
    'trade_refund_RefundSuccess',
    'life_trade_certificate_notify',
    'verify_webhook',
    '__proto__',
  ];
  const hostile = fc.record({
    json: mutated,
    topic: fc.constantFrom(...topics),
    headers: fc.constantFrom<Record<string, string>>({}, {}, {}, {}, { 'content-encoding': 'gzip' }, { 'content-encoding': 'br, gzip' }),
    method: fc.constantFrom('POST', 'POST', 'POST', 'POST', 'GET'),
  });

  it('OR49 leave nothing bad behind, and good orders still count', { timeout: 120_000 }, async () => {
    const { deliver, stored, storage } = await platformDesk(sender);
    const cases = fc.sample(hostile, { numRuns: DELIVERIES, seed: SEED });
    const statuses = new Map<number, number>();
    for (let from = 0; from < cases.length; from += AT_ONCE) {
      const replies = await Promise.all(
        cases.slice(from, from + AT_ONCE).map(({ json, topic, headers, method }) => {
          const push = sender.push(json, topic);
          return deliver({ ...push, method, headers: { ...push.headers, ...headers } });
        }),
      );
      for (const { status } of replies) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses.keys()].filter((status) => status !== 200 && (status < 400 || status >= 500))).toEqual([]);
    // A mutation that hurts nothing is taken, one that hurts is refused; both must have happened for this to say anything.
    expect(statuses.get(200)).toBeGreaterThan(20);
    expect(statuses.get(422)).toBeGreaterThan(200);
    expect(statuses.get(415)).toBeGreaterThan(200);
    for (const { kind, body } of stored()) {
      expect(entryBodies[kind as EntryKind].safeParse(body).success, JSON.stringify(body).slice(0, 300)).toBe(true);
      expect(stringsIn(body).filter((text) => HIDDEN.test(text) || text === '__proto__')).toEqual([]);
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(await deliver(sender.push(JSON.stringify(sender.paid('good'))))).toMatchObject({ status: 200 });
    expect(storage.reader.get('SELECT 1 AS there FROM paid_order WHERE order_id = ?', 'good')).toEqual({ there: 1 });
  });
});
