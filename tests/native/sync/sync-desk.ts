/** A studio with a real ledger and a real delivery, and receivers that misbehave, for tests of results upstream. */
import { afterEach, vi } from 'vitest';
import type { DestinationState, HttpsDestination, Summary, SyncState } from '../../../native/contract/upstream.ts';
import { type Clock, systemClock } from '../../../native/kernel/clock.ts';
import { type Logger, silentLogger } from '../../../native/kernel/logger.ts';
import { newSecret } from '../../../native/orders/standard-webhooks.ts';
import { Settings } from '../../../native/store/settings.ts';
import { freeUplink } from './free-uplink.ts';
import { ANSWER_LIMIT_MS, CONNECT_LIMIT_MS } from '../../../native/sync/https/paced-request.ts';
import { KNOCK_MS } from '../../../native/sync/knocking.ts';
import { KNOCK_LIMIT_MS } from '../../../native/sync/open-port.ts';
import { Place } from '../../../native/sync/places.ts';
import { Sync } from '../../../native/sync/sync.ts';
import { note, openTestStorage, type TestStorage } from '../store/test-storage.ts';
import { type Behaviour, Receiver } from './receiver.ts';
import { quietRobots } from './robots/robot-desk.ts';

export const SECRET = newSecret();
export const STUDIO = 'hetian-1';

/** `Sync` gathers entries for this long. */
const GATHER_MS = 200;
/** Of connections, which really take their time. */
const REAL_MS = new Set([CONNECT_LIMIT_MS, KNOCK_LIMIT_MS]);
const UNCOUNTED = new Set([GATHER_MS, KNOCK_MS]);

/** Remembers the waits between tries, and waits no longer than 2 ms for anything but an answer; its time goes on as if it had. */
export class HurriedClock implements Clock {
  readonly waitsMs: number[] = [];
  /** How far the wall clock is off. */
  skewMs = 0;
  /** How long an answer is waited for. */
  answerMs = ANSWER_LIMIT_MS;
  /** Waits between tries last as long as they say. */
  patient = false;
  #skippedMs = 0;
  nowMs = () => Date.now() + this.skewMs;
  monotonicMs = () => performance.now() + this.#skippedMs;
  after(delayMs: number, callback: () => void) {
    if (delayMs === ANSWER_LIMIT_MS) return systemClock.after(this.answerMs, callback);
    if (REAL_MS.has(delayMs)) return systemClock.after(delayMs, callback);
    if (!UNCOUNTED.has(delayMs)) this.waitsMs.push(delayMs);
    if (this.patient && delayMs >= 700 && !UNCOUNTED.has(delayMs)) return systemClock.after(delayMs, callback);
    return systemClock.after(Math.min(delayMs, 2), () => {
      this.#skippedMs += Math.max(0, delayMs - 2);
      callback();
    });
  }
}

export const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

export async function receiver(behaviour?: (index: number) => Behaviour, accepts: readonly string[] = []) {
  const upstream = new Receiver(SECRET, accepts);
  if (behaviour) upstream.behaviour = behaviour;
  const url = await upstream.start();
  ending.push(() => upstream.stop());
  return { upstream, baseUrl: `${url}/base/` };
}

interface Studio {
  /** Another studio's, for a restart. */
  storage?: TestStorage;
  logger?: Logger;
  /** Of one request, as a thin line would have it. */
  requestBytes?: number;
  summary?: () => Summary | null;
  /** How long a slice of a request waits for the line. */
  sliceMs?: number;
}

export async function studio({ storage, logger = silentLogger, requestBytes, sliceMs = 0, summary = () => null }: Studio = {}) {
  const clock = new HurriedClock();
  const store = storage ?? (await openTestStorage());
  const { ledger, reader, writer } = store;
  const uplink = freeUplink();
  if (requestBytes !== undefined) uplink.requestBytes = () => requestBytes;
  if (sliceMs > 0) uplink.take = () => new Promise((resolve) => setTimeout(resolve, sliceMs));
  const settings = new Settings(reader, writer);
  const sync = new Sync({
    ledger,
    reader,
    writer,
    settings,
    studioId: () => STUDIO,
    summary,
    uplink,
    robots: quietRobots(),
    clock,
    random: () => 0.5,
    logger,
  });
  ending.push(() => sync.dispose());
  const append = async (count: number, text = 'note') => {
    const from = ledger.headSeq;
    await ledger.append(Array.from({ length: count }, (_, at) => note(`${text} ${from + at + 1}`)));
  };
  const place = (baseUrl: string) => new Place(baseUrl.replace(/\/$/u, ''), reader, writer);
  return { sync, storage: store, ledger, clock, append, place };
}

/** Delivers to this address under the one id, in place of any other. */
export function configure(sync: Sync, baseUrl: string, more: Partial<HttpsDestination> = {}) {
  const config: HttpsDestination = { type: 'https', destinationId: 'district', baseUrl, ...more };
  const way = sync.open(config, { secret: SECRET, login: null });
  if (way.ok) sync.set(config, true, way);
  return way;
}

export const stateOf = (sync: Sync): DestinationState => sync.state.get().destinations[0]!;

export function until(sync: Sync, holds: (state: DestinationState, whole: SyncState) => boolean): Promise<DestinationState> {
  return vi.waitFor(
    () => {
      const state = stateOf(sync);
      if (!holds(state, sync.state.get())) throw new Error(`still ${JSON.stringify(state)}`);
      return state;
    },
    { timeout: 60_000, interval: 2 },
  );
}

export const delivered = (ledger: { headSeq: number }) => (state: DestinationState) =>
  state.state === 'idle' && state.acknowledgedSeq === ledger.headSeq;
export const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Mulberry32. */
export function seeded(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const faults: Behaviour[] = [
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
  { status: 500 },
  { status: 429, headers: { 'retry-after': '1' } },
  { status: 503, headers: { 'retry-after': '0' } },
  { status: 503, headers: { 'retry-after': '1' } },
];
