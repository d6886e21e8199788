/** Results upstream as whole programs: a hostile line, and kills at random, end with exactly the ledger at the district. */
import { expect, it, onTestFinished } from 'vitest';
import { seededRandom } from '../../native/rehearsal/random.ts';
import { HostileLine, type LineFault, seededFaults } from '../harness/hostile-line.ts';
import { newFolder } from '../harness/test-host.ts';
import { STUDIO_ID, UpstreamRig } from '../harness/upstream-rig.ts';

const KILLS = 6;
const LIMIT_MS = 60_000;
const SUITE_LIMIT_MS = 300_000;

async function startRig(choose: (random: () => number) => () => LineFault | null) {
  const random = seededRandom(20_261_124);
  const next = () => random.next();
  const rig = await UpstreamRig.prepare(newFolder());
  const line = new HostileLine({ targetPort: rig.districtPort, random: next, choose: choose(next) });
  // For its port; the line is away until it is opened.
  await line.open();
  await line.close();
  onTestFinished(async () => {
    await rig.stop();
    await line.close();
  });
  const baseUrl = `http://127.0.0.1:${line.port}`;
  rig.setDestinations([{ type: 'https', destinationId: 'district', baseUrl, secretEnv: UpstreamRig.SECRET_ENV }]);
  await rig.startDistrict();
  return { rig, line, random: next };
}

it(
  'SYS7 away, hostile and killed at random, with orders arriving all the while: the district holds exactly the ledger, each entry once',
  async () => {
    const { rig, line, random } = await startRig((next) => seededFaults(next, 0.4));
    await rig.startStudio();
    for (let round = 0; round < 10; round += 1) await rig.shop.sell(200);
    await line.open();
    for (let kill = 0; kill < KILLS; kill += 1) {
      const selling = rig.shop.sell(100);
      // Somewhere in the next requests.
      const [from, requests] = [line.requests, Math.floor(random() * 3)];
      await expect
        .poll(() => line.requests - from, { timeout: LIMIT_MS, interval: 1 + Math.floor(random() * 20) })
        .toBeGreaterThan(requests);
      const victim = kill % 2 === 0 ? rig.studio : rig.district;
      await victim.kill('SIGKILL');
      await (kill % 2 === 0 ? rig.startStudio() : rig.startDistrict());
      await selling;
    }
    line.choose = () => null;
    await rig.delivered(LIMIT_MS);

    expect(line.faults).toEqual([]);
    expect(line.resentBatches).toBeLessThanOrEqual(KILLS);
    const { ours, theirs } = await rig.digests();
    expect(theirs).toEqual(ours);
    const ledger = rig.ledger();
    const held = await rig.theirEntries();
    expect(held.map(({ seq }) => seq)).toEqual(ledger.rows.map(({ seq }) => seq).toReversed());
    const { totals, studios } = await rig.board();
    const { grossFen, refundedFen, orderCount } = ledger;
    expect({ grossFen, refundedFen, orderCount }).toEqual({
      grossFen: rig.shop.grossFen,
      refundedFen: rig.shop.refundedFen,
      orderCount: rig.shop.orders,
    });
    expect(totals).toMatchObject({ grossFen, refundedFen, orderCount });
    expect(studios).toMatchObject([{ studioId: STUDIO_ID, entries: ledger.rows.length, conflicts: 0 }]);

    // The studio's own comparison says the same.
    expect(await rig.desk.send('reconcile', { destinationId: 'district' })).toEqual({ ok: true, value: {} });
    await rig.until(({ reconciliation }) => reconciliation?.state === 'done', LIMIT_MS);
    expect(rig.sync!.reconciliation!.broadcasts.map(({ state }) => state)).toEqual(['same']);
  },
  SUITE_LIMIT_MS,
);

it('SYS8 a wrong secret stops everything after one request, however much is sold, until a person acts', async () => {
  const { rig, line } = await startRig(() => () => null);
  await line.open();
  await rig.startStudio({ [UpstreamRig.SECRET_ENV]: `whsec_${Buffer.alloc(32, 7).toString('base64')}` });
  await rig.shop.sell(20);
  await rig.until(({ state }) => state === 'stopped', LIMIT_MS);
  for (let round = 0; round < 20; round += 1) await rig.shop.sell(20);
  expect(line.requests).toBe(1);
  expect(await rig.health()).toMatchObject({ status: 'degraded', sync: 'stopped' });
  expect(rig.sync!.destinations).toMatchObject([{ acknowledgedSeq: 0, problem: { code: 'upstream-unauthorised' } }]);
  expect(await rig.theirEntries()).toEqual([]);
  // The right one, and nothing was dropped.
  await rig.studio.stop();
  await rig.startStudio();
  await rig.delivered(LIMIT_MS);
  const { ours, theirs } = await rig.digests();
  expect(theirs).toEqual(ours);
});

it('SYS9 a portal page, a redirect or an empty answer to everything acknowledges nothing, and the host says that it waits', async () => {
  let turn = 0;
  const lies: LineFault[] = ['captive', 'redirect', 'empty'];
  const { rig, line } = await startRig(() => () => lies[turn++ % lies.length]!);
  await line.open();
  await rig.startStudio();
  await rig.shop.sell(1000);
  await expect.poll(() => line.requests, { timeout: LIMIT_MS }).toBeGreaterThanOrEqual(3);
  await expect.poll(() => rig.health(), { timeout: LIMIT_MS }).toMatchObject({ status: 'degraded', sync: 'waiting' });
  await rig.until(({ destinations }) => destinations[0]?.line === 'captive', LIMIT_MS);
  expect(rig.sync!.destinations[0]!.acknowledgedSeq).toBe(0);
  expect(await rig.theirEntries()).toEqual([]);
  line.choose = () => null;
  await rig.desk.send('sendNow', {});
  await rig.delivered(LIMIT_MS);
  const { ours, theirs } = await rig.digests();
  expect(theirs).toEqual(ours);
});
