/** Results over a real NATS server as whole programs: lost acknowledgements, a full stream and kills at random end with exactly the ledger. */
import { jetstreamManager, type JetStreamManager, RetentionPolicy, StorageType, DiscardPolicy } from '@nats-io/jetstream';
import { connect, nanos } from '@nats-io/transport-node';
import { expect, it, onTestFinished } from 'vitest';
import { seededRandom } from '../../native/rehearsal/random.ts';
import { natsMissing, startNats } from '../harness/nats.ts';
import { ShapedLine } from '../harness/shaped-line.ts';
import { newFolder } from '../harness/test-host.ts';
import { STUDIO_ID, UpstreamRig } from '../harness/upstream-rig.ts';

const LIMIT_MS = 90_000;
const SUITE_LIMIT_MS = 300_000;
const STREAM = 'STUDIO_ENTRIES';
const KILLS = 6;
/** The least that a server takes; a wait between two tries is longer. */
const WINDOW_MS = 100;
const missing = natsMissing();

async function managed<T>(url: string, act: (manager: JetStreamManager) => Promise<T>): Promise<T> {
  const connection = await connect({ servers: url.replace('nats://', '') });
  try {
    return await act(await jetstreamManager(connection));
  } finally {
    await connection.close();
  }
}

/** Names of the messages that lie in the stream. */
function namesIn(url: string): Promise<string[]> {
  return managed(url, async (manager) => {
    const { state } = await manager.streams.info(STREAM);
    const names: string[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq += 1) {
      const message = await manager.streams.getMessage(STREAM, { seq });
      if (message) names.push(message.header.get('Nats-Msg-Id'));
    }
    return names;
  });
}

it.skipIf(missing !== null)(
  `SYS10 over a stream whose server forgets repeats, is full, and is killed like studio and district, the district holds exactly the ledger${missing ? `: ${missing}` : ''}`,
  async () => {
    const nats = await startNats();
    onTestFinished(() => nats.stop());
    const rig = await UpstreamRig.prepare(newFolder(), ['--nats', nats.url]);
    const line = new ShapedLine({ targetPort: nats.port, bytesPerSecond: 2_000_000, roundTripMs: 20 });
    await line.open();
    onTestFinished(async () => {
      await rig.stop();
      await line.pull();
    });
    rig.setDestinations([
      { type: 'nats', destinationId: 'stream', server: `nats://127.0.0.1:${line.port}`, secretEnv: UpstreamRig.SECRET_ENV },
    ]);
    const plan = { retention: RetentionPolicy.Workqueue, storage: StorageType.File, discard: DiscardPolicy.New };
    await managed(nats.url, (manager) =>
      manager.streams.add({ name: STREAM, subjects: ['studio.*.entries'], ...plan, duplicate_window: nanos(WINDOW_MS) }),
    );
    await rig.startStudio();

    // An acknowledgement is lost on its way, the window is over before the next try, and the stream holds a batch twice.
    await rig.shop.sell(300);
    await rig.delivered(LIMIT_MS);
    const before = (await namesIn(nats.url)).length;
    line.holdAnswers();
    await rig.shop.sell(300);
    await expect.poll(async () => (await namesIn(nats.url)).length, { timeout: LIMIT_MS }).toBeGreaterThan(before);
    await line.pull();
    await line.open();
    await rig.delivered(LIMIT_MS);
    const names = await namesIn(nats.url);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).not.toEqual([]);

    // A full stream turns batches away, and nothing is lost.
    await managed(nats.url, async (manager) => {
      const { config, state } = await manager.streams.info(STREAM);
      await manager.streams.update(STREAM, { ...config, max_bytes: state.bytes + 2000 });
    });
    await rig.shop.sell(500);
    await rig.until(({ destinations: [one] }) => one?.problem?.code === 'upstream-stream-full', LIMIT_MS);
    expect(await rig.health()).toMatchObject({ status: 'degraded', sync: 'waiting' });

    // The office takes what lies there, so there is room again.
    await rig.startDistrict();
    await rig.delivered(LIMIT_MS);

    const random = seededRandom(20_261_125);
    const victims = ['nats', 'studio', 'district'] as const;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const selling = rig.shop.sell(100);
      // Somewhere in what the studio sends next.
      const [from, bytes] = [line.bytesUp, random.next() * 1500];
      await expect.poll(() => line.bytesUp - from, { timeout: LIMIT_MS, interval: 1 }).toBeGreaterThan(bytes);
      const victim = victims[kill % victims.length]!;
      if (victim === 'nats') await nats.restart();
      else await rig[victim].kill('SIGKILL');
      if (victim === 'studio') await rig.startStudio();
      if (victim === 'district') await rig.startDistrict();
      await selling;
    }
    await rig.delivered(LIMIT_MS);
    const { ledgerSeq } = await rig.health();
    await expect.poll(() => rig.theirNewest(), { timeout: LIMIT_MS }).toBe(ledgerSeq);
    await expect
      .poll(
        async () => {
          const { ours, theirs } = await rig.digests();
          return JSON.stringify(theirs) === JSON.stringify(ours);
        },
        { timeout: LIMIT_MS, interval: 500 },
      )
      .toBe(true);
    const { rows, grossFen, refundedFen, orderCount } = rig.ledger();
    expect(orderCount).toBe(rig.shop.orders);
    const { totals, studios } = await rig.board();
    expect(totals).toMatchObject({ grossFen, refundedFen, orderCount });
    expect(studios).toMatchObject([{ studioId: STUDIO_ID, entries: rows.length, conflicts: 0 }]);
    // A stream cannot be asked what the office holds.
    const refusal = { code: 'destination-cannot-reconcile', context: { destinationId: 'stream' } };
    expect(await rig.desk.send('reconcile', { destinationId: 'stream' })).toEqual({ ok: false, refusal });
  },
  SUITE_LIMIT_MS,
);
