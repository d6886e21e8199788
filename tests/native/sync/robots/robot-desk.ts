/** A studio with one group robot: real storage and requests, a clock that the test steers, and what robots are told beside the ledger. */
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import type { EntryBody, EntryDraft, EntryKind } from '../../../../native/contract/entry.ts';
import type { Locale } from '../../../../native/contract/text.ts';
import type { RobotDestination, RobotType } from '../../../../native/contract/upstream.ts';
import { type Clock, systemClock } from '../../../../native/kernel/clock.ts';
import { type Logger, silentLogger } from '../../../../native/kernel/logger.ts';
import { loadSentences } from '../../../../native/server/sentences.ts';
import { Settings } from '../../../../native/store/settings.ts';
import { freeUplink } from '../free-uplink.ts';
import { ANSWER_LIMIT_MS, CONNECT_LIMIT_MS } from '../../../../native/sync/https/paced-request.ts';
import { KNOCK_LIMIT_MS } from '../../../../native/sync/open-port.ts';
import type { RobotTexts } from '../../../../native/sync/robots/robot-messages.ts';
import type { RobotSources } from '../../../../native/sync/robots/robot-outbox.ts';
import { Sync } from '../../../../native/sync/sync.ts';
import { openTestStorage, type TestStorage } from '../../store/test-storage.ts';
import { Platform } from './platform.ts';

const resources = join(import.meta.dirname, '../../../../resources');

export function robotTexts(locale: Locale): RobotTexts {
  const { robot, refusal } = loadSentences(resources, locale);
  return { text: robot, refusal };
}

/** A desk at which nothing happens. */
export function quietRobots(changes: Partial<RobotSources> = {}): RobotSources {
  return {
    locale: () => 'en',
    texts: robotTexts,
    currentBroadcastId: () => 'bc-1',
    summaryOf: () => null,
    placeName: () => null,
    problems: () => [],
    absenceOf: () => 'over',
    waitingEntries: () => 0,
    ...changes,
  };
}

export const SECRET = 'SECcanary-signing-secret';
export const MINUTE = 60_000;

/** Of connections and answers, which really take their time. */
const REAL_MS = new Set([ANSWER_LIMIT_MS, CONNECT_LIMIT_MS, KNOCK_LIMIT_MS]);

/** Goes as the test says; waits between tries are remembered and cut short. */
export class SteeredClock implements Clock {
  offsetMs = 0;
  readonly waitsMs: number[] = [];
  /** Longer waits never end by themselves. */
  longestMs = Number.POSITIVE_INFINITY;
  nowMs = () => Math.round(Date.now() + this.offsetMs);
  monotonicMs = () => performance.now() + this.offsetMs;
  after(delayMs: number, callback: () => void) {
    if (REAL_MS.has(delayMs)) return systemClock.after(delayMs, callback);
    this.waitsMs.push(delayMs);
    if (delayMs > this.longestMs) return { cancel: () => undefined };
    return systemClock.after(Math.min(delayMs, 3), callback);
  }
}

export async function platform(type: RobotType, secret: string | null = type === 'wecom' ? null : SECRET) {
  const group = new Platform(type, secret);
  const login = await group.start();
  onTestFinished(() => group.stop());
  return { group, login };
}

interface StudioOptions {
  storage?: TestStorage;
  clock?: SteeredClock;
  sources?: Partial<RobotSources>;
  logger?: Logger;
}

export async function studio({ storage, clock = new SteeredClock(), sources = {}, logger = silentLogger }: StudioOptions = {}) {
  const store = storage ?? (await openTestStorage());
  const { ledger, reader, writer } = store;
  const settings = new Settings(reader, writer);
  const uplink = freeUplink();
  const taken: number[] = [];
  const sync = new Sync({
    ledger,
    reader,
    writer,
    settings,
    studioId: () => 'hetian-1',
    summary: () => null,
    uplink: { ...uplink, take: async (bytes) => void taken.push(bytes) },
    robots: quietRobots(sources),
    clock,
    random: () => 0.5,
    logger,
  });
  onTestFinished(() => sync.dispose());
  const add = <K extends EntryKind>(kind: K, body: EntryBody<K>, broadcastId = 'bc-1') =>
    ledger.append([{ kind, broadcastId, atMs: clock.nowMs(), actor: 'studio', body } as EntryDraft]);
  const open = (broadcastId = 'bc-1', rehearsal = false) =>
    add('broadcast.opened', { title: { 'zh-CN': '第一场' }, rehearsal }, broadcastId);
  return { sync, store, ledger, settings, clock, add, open, taken };
}

export function setUp(
  sync: Sync,
  type: RobotType,
  login: string | null,
  more: Partial<RobotDestination> = {},
  secret: string | null = SECRET,
) {
  const config = { type, destinationId: 'group', ...more };
  const way = sync.open(config, { secret: type === 'wecom' ? null : secret, login });
  if (way.ok) sync.set(config, true, way);
  return way;
}

export const stateOf = (sync: Sync) => sync.state.get().destinations[0]!;
export const waitFor = <T>(look: () => T) => vi.waitFor(look, { timeout: 15_000, interval: 3 });
export const idle = (sync: Sync, seq: number) =>
  waitFor(() => expect(stateOf(sync)).toMatchObject({ state: 'idle', acknowledgedSeq: seq, backlogEntries: 0 }));

export const RECOVERED: EntryBody<'storage.recovered'> = {
  damagedFile: 'a',
  backupFile: 'b',
  backupSeq: 9,
  salvaged: 2,
  missingFromSeq: null,
  missingToSeq: null,
  missingFromAtMs: null,
  missingToAtMs: null,
};
