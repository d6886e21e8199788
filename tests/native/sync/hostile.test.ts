/** Delivery against an upstream that answers in every wrong way there is: nothing is lost, doubled or taken for delivered. */
import { describe, expect, it } from 'vitest';
import { type Behaviour } from './receiver.ts';
import { configure, delivered, receiver, seeded, stateOf, STUDIO, studio, until, upTo } from './sync-desk.ts';

const now = () => new Date().toUTCString();

/** Everything but what stops a delivery until a person acts. */
const hostile: Behaviour[] = [
  'partial',
  'nothing-taken',
  'too-far',
  'stored-cut',
  'stored-half-answer',
  'cut',
  'html',
  'empty',
  'redirect',
  'endless',
  'stored-dribble',
  'stored-silence',
  'reset',
  'stored-reset',
  'early-reset',
  'wrong-json',
  'list',
  'negative',
  'other-studio',
  'html-type',
  'bad-gzip',
  'gzip-bomb',
  ...[400, 409, 413, 415, 422, 404, 405, 408, 418, 425, 429, 500, 502, 503, 504, 511].map((status) => ({ status })),
  { status: 429, headers: { 'retry-after': '2' } },
  { status: 503, headers: { 'retry-after': now() } },
  { status: 503, headers: { 'retry-after': 'soon' } },
  { status: 503, headers: { 'retry-after': '-99999999999' } },
  { status: 200, body: '{"acknowledged":1e99}' },
  { status: 200, body: '{"acknowledged":' },
  { status: 204 },
  { status: 302 },
];

describe('a hostile upstream', () => {
  for (const seed of [11, 12, 13]) {
    it(`SY15 every wrong answer in a mix: each entry once, one key one body, one request at a time, seed ${seed}`, async () => {
      const random = seeded(seed);
      let faults = 0;
      const seen = new Set<string>();
      const { upstream, baseUrl } = await receiver(() => {
        if (random() >= 0.45) return 'acknowledge';
        const fault = hostile[Math.floor(random() * hostile.length)]!;
        faults += 1;
        seen.add(JSON.stringify(fault));
        return fault;
      });
      // What a wrong refusal has parked comes later.
      upstream.anyOrder = true;
      const { sync, ledger, clock, append } = await studio({ requestBytes: 1000 });
      clock.answerMs = 150;
      await append(10_000);
      configure(sync, baseUrl);
      await until(sync, delivered(ledger));
      await until(sync, ({ parkedCount }) => parkedCount === 0);
      expect(upstream.faults).toEqual([]);
      expect(upstream.otherRequests).toEqual([]);
      expect(upstream.mostInFlight).toBe(1);
      expect(upstream.seqs(STUDIO).toSorted((a, b) => a - b)).toEqual(upTo(10_000));
      expect(faults / upstream.requests.length).toBeGreaterThan(0.4);
      expect(seen.size).toBeGreaterThanOrEqual(26);
    }, 90_000);
  }

  it('SY16 of a thousand tries against a login page, an empty answer and a cut none moves the place', async () => {
    const kinds: Behaviour[] = ['html', 'redirect', 'empty', 'cut', 'html-type', { status: 511 }];
    const { upstream, baseUrl } = await receiver((index) => kinds[index % kinds.length]!);
    const { sync, append, place } = await studio();
    await append(10);
    configure(sync, baseUrl);
    const state = await until(sync, () => upstream.requests.length >= 1000);
    expect(state).toMatchObject({ acknowledgedSeq: 0, lastAcknowledgedAtMs: null });
    expect(['captive', 'offline']).toContain(state.line);
    expect(place(baseUrl).acknowledgedSeq).toBe(0);
    expect(upstream.held.size).toBe(0);
    expect(stateOf(sync).parkedCount).toBe(0);
  }, 60_000);
});
