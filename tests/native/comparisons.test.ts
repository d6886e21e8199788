/** Comparing with the real receiver over real HTTP: what an office has lost is named and comes again, and the cursor stays. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Comparisons } from '../../native/comparisons.ts';
import type { Reconciliation } from '../../native/contract/upstream.ts';
import { systemClock } from '../../native/kernel/clock.ts';
import { silentLogger } from '../../native/kernel/logger.ts';
import { newSecret } from '../../native/orders/standard-webhooks.ts';
import { type Receiver as District, startReceiver } from '../../native/receiver.ts';
import { ReportDesk } from '../../native/reports/report-desk.ts';
import { Settings } from '../../native/store/settings.ts';
import { freeUplink } from './sync/free-uplink.ts';
import { Place } from '../../native/sync/places.ts';
import { Sync } from '../../native/sync/sync.ts';
import { openTestStorage, paid, temporaryFolder } from './store/test-storage.ts';
import { Receiver } from './sync/receiver.ts';
import { quietRobots } from './sync/robots/robot-desk.ts';

const STUDIO = 'hetian-1';
const WAIT = { timeout: 15_000, interval: 20 };
const workerUrl = new URL('../../native/report-worker.ts', import.meta.url);

const opened = (broadcastId: string) =>
  ({
    kind: 'broadcast.opened',
    broadcastId,
    atMs: 1,
    actor: 'studio',
    body: { title: { 'zh-CN': broadcastId }, rehearsal: false },
  }) as const;

/** An office that can be stopped, set back and started where it was. */
async function office(folder = temporaryFolder()) {
  let receiver: District | null = null;
  let port = 0;
  const start = async () => {
    const config = {
      dataFolder: folder,
      address: '127.0.0.1',
      port,
      lan: false,
      names: [],
      tls: null,
      postgres: null,
      nats: { servers: [], user: null, login: null },
      pagesFolder: folder,
    };
    const started = await startReceiver(config, {
      clock: systemClock,
      logger: silentLogger,
      sentence: ({ code }) => code,
      heading: (_, column) => column,
    });
    if (!started.ok) throw new Error(started.refusal.code);
    receiver = started.value;
    port = Number(new URL(receiver.origin).port);
    return receiver;
  };
  const stop = async () => {
    await receiver?.stop();
    receiver = null;
  };
  onTestFinished(stop);
  const { keys, origin } = await start();
  const added = keys.add(STUDIO, '和田一号');
  if (!added.ok) throw new Error(added.refusal.code);
  return { folder, start, stop, baseUrl: origin, secret: added.value };
}

async function studio(baseUrl: string, secret: string) {
  const { ledger, reader, writer, path } = await openTestStorage();
  const studioId = () => STUDIO;
  const ports = { ledger, reader, writer, settings: new Settings(reader, writer), studioId, uplink: freeUplink(), summary: () => null };
  const sync = new Sync({ ...ports, robots: quietRobots(), clock: systemClock, random: () => 0, logger: silentLogger });
  onTestFinished(() => sync.dispose());
  const reports = new ReportDesk({ workerUrl, path, logger: silentLogger });
  onTestFinished(() => reports.close());
  const comparisons = new Comparisons({ sync, reports, studioId, clock: systemClock, logger: silentLogger });
  const config = { type: 'https' as const, destinationId: 'district', baseUrl };
  sync.set(config, true, sync.open(config, { secret, login: null }));
  const state = () => sync.state.get().destinations[0]!;
  const delivered = () => vi.waitFor(() => expect(state()).toMatchObject({ state: 'idle', acknowledgedSeq: ledger.headSeq }), WAIT);
  let orders = 0;
  const sell = (count: number, broadcastId = 'bc-1') =>
    ledger.append(Array.from({ length: count }, () => paid(`o${(orders += 1)}`, {}, broadcastId)));
  const compare = async (): Promise<Reconciliation> => {
    expect(await comparisons.start('district', undefined)).toEqual({ ok: true, value: {} });
    await vi.waitFor(() => expect(sync.state.get().reconciliation!.state).not.toBe('running'), WAIT);
    return sync.state.get().reconciliation!;
  };
  return { sync, ledger, comparisons, state, delivered, sell, compare, place: new Place(baseUrl, reader, writer) };
}

const seqs = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe('comparing with the district', () => {
  it('UR11 an office set back to an old copy is told what it lacks, gets it in runs, and then holds the same', async () => {
    const district = await office();
    const { ledger, comparisons, delivered, sell, compare, place } = await studio(district.baseUrl, district.secret);
    await ledger.append([opened('bc-1'), opened('bc-2')]);
    await sell(600);
    await delivered();
    expect((await compare()).broadcasts.map(({ state }) => state)).toEqual(['same', 'same']);

    await district.stop();
    const copy = join(temporaryFolder(), 'copy');
    cpSync(district.folder, copy, { recursive: true });
    await district.start();
    await sell(300);
    await sell(40, 'bc-2');
    await delivered();
    await district.stop();
    rmSync(district.folder, { recursive: true });
    cpSync(copy, district.folder, { recursive: true });
    await district.start();

    const found = await compare();
    expect(found.broadcasts).toMatchObject([
      { broadcastId: 'bc-2', state: 'differs', missing: seqs(903, 942), extra: [], differing: [] },
      { broadcastId: 'bc-1', state: 'differs', missing: seqs(603, 902), extra: [], differing: [] },
    ]);
    expect(await comparisons.resendDifferences()).toEqual({ ok: true, value: { entries: 340 } });
    await vi.waitFor(async () => expect((await compare()).broadcasts.map(({ state }) => state)).toEqual(['same', 'same']), WAIT);
    expect(place.acknowledgedSeq).toBe(942);
    // New entries go on as before.
    await sell(5);
    await delivered();
    expect((await compare()).broadcasts.map(({ state }) => state)).toEqual(['same', 'same']);
  });

  it('UR12 an office that has lost everything lacks everything', async () => {
    const district = await office();
    const { ledger, comparisons, delivered, sell, compare } = await studio(district.baseUrl, district.secret);
    await ledger.append([opened('bc-1')]);
    await sell(50);
    await delivered();
    await district.stop();
    for (const file of ['district.db', 'district.db-wal', 'district.db-shm']) rmSync(join(district.folder, file), { force: true });
    await district.start();
    expect((await compare()).broadcasts).toMatchObject([{ state: 'differs', entries: 51, theirEntries: 0, missing: seqs(1, 51) }]);
    await comparisons.resendDifferences();
    await vi.waitFor(async () => expect((await compare()).broadcasts).toMatchObject([{ state: 'same', theirEntries: 51 }]), WAIT);
    expect(await comparisons.resendDifferences()).toEqual({ ok: true, value: { entries: 0 } });
  });

  it('UR13 a receiver that does not say that it can be compared is not asked', async () => {
    const secret = newSecret();
    const bare = new Receiver(secret);
    const baseUrl = `${await bare.start()}/base`;
    onTestFinished(() => bare.stop());
    const { comparisons, ledger, sell, delivered } = await studio(baseUrl, secret);
    await ledger.append([opened('bc-1')]);
    await sell(3);
    await delivered();
    const refusal = { code: 'destination-cannot-reconcile', context: { destinationId: 'district' } };
    expect(await comparisons.start('district', undefined)).toEqual({ ok: false, refusal });
    expect(bare.otherRequests).toEqual([]);
  });
});
