/** U3, U4, U5: six hours' worth of orders behind a thin line, and kills at random while they drain; the district must end with exactly the ledger. */
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../../native/rehearsal/random.ts';
import { HostileLine, seededFaults } from '../harness/hostile-line.ts';
import { ShapedLine } from '../harness/shaped-line.ts';
import { UpstreamRig } from '../harness/upstream-rig.ts';
import { type Figure, grouped, ms, percentile } from './figures.ts';
import { benchFolder } from './host-process.ts';

const DAY_ORDERS = 330_000;
const ORDERS_EACH = 500;
const ROUND_TRIP_MS = 200;
/** 1 Mbit/s. */
const LINE_BYTES = 125_000;
const DRAIN_LIMIT_MS = 30 * 60_000;
const RETURN_LIMIT_MS = 5000;
/** The back-off's waits end at a minute; from here on it is as long as it gets. */
const LONG_WAIT_MS = 28_000;
const MARKERS = 5;
const MARKER_EVERY_MS = 4000;
const KILLS = 50;
const BACKLOG_ORDERS = 60_000;
const SEED = 20_261_124;

export async function measureUpstreamKills(say: (line: string) => void): Promise<Figure[]> {
  return [...(await thinLine(say)), await kills(say)];
}

/** A day's orders arrive while the line is away; then it is back, thin and long. */
async function thinLine(say: (line: string) => void): Promise<Figure[]> {
  const rig = await UpstreamRig.prepare(benchFolder());
  const line = new ShapedLine({ targetPort: rig.districtPort, bytesPerSecond: LINE_BYTES, roundTripMs: ROUND_TRIP_MS });
  await line.open();
  await line.pull();
  const baseUrl = `http://127.0.0.1:${line.port}`;
  rig.setDestinations([{ type: 'https', destinationId: 'district', baseUrl, secretEnv: UpstreamRig.SECRET_ENV }]);
  await rig.startDistrict();
  await rig.startStudio();
  say(`taking in ${grouped(DAY_ORDERS)} orders while the line is away …`);
  for (let taken = 0; taken < DAY_ORDERS; taken += ORDERS_EACH) await rig.shop.sell(ORDERS_EACH);
  say('waiting until the back-off is as long as it gets …');
  await rig.until(({ destinations: [one] }) => (one?.nextTryAtMs ?? 0) - Date.now() > LONG_WAIT_MS, 300_000);
  const waitLeftMs = rig.sync!.destinations[0]!.nextTryAtMs! - Date.now();
  const returnedMs = performance.now();
  await line.open();
  while (line.bytesUp === 0) await pause(20);
  const againMs = performance.now() - returnedMs;
  say(`sending again ${ms(againMs)} after the line's return; draining …`);
  // Known to accept any order once it has answered.
  await rig.until(({ destinations: [one] }) => one?.lastAcknowledgedAtMs !== null, DRAIN_LIMIT_MS);
  const newSalesMs: number[] = [];
  for (let marker = 0; marker < MARKERS; marker += 1) {
    await pause(MARKER_EVERY_MS);
    newSalesMs.push(await untilThere(rig));
  }
  const backlogThen = rig.sync!.destinations[0]!.backlogEntries;
  await rig.delivered(DRAIN_LIMIT_MS);
  const drainMs = performance.now() - returnedMs;
  const same = await compared(rig);
  const entries = rig.ledger().rows.length;
  await rig.stop();
  await line.pull();
  const newest = percentile(newSalesMs, 1);
  return [
    {
      id: 'U3',
      what: `${grouped(DAY_ORDERS)} orders offline, then ${ROUND_TRIP_MS} ms round trip and 1 Mbit/s`,
      ratio: '–',
      studio: `drained in ${ms(drainMs)}, ${(line.bytesUp / entries).toFixed(1)} bytes an entry; new sales there after ${ms(percentile(newSalesMs, 0.5))}, slowest ${ms(newest)}, with ${grouped(backlogThen)} older entries still waiting; ${same ? 'digests equal' : 'DIGESTS DIFFER'}`,
      beside: '–',
      limit: 'all once, < 30 min, new sales first',
      met: same && drainMs < DRAIN_LIMIT_MS && backlogThen > 0,
      meaning:
        'Host and district are processes of their own; a proxy between them delays and paces every byte. The orders are signed and sent over HTTP while the proxy ' +
        'refuses connections. Bytes are all that went up, with headers and repeats. A new sale is timed from its own acknowledgement to the moment at which the ' +
        'district’s board can show it. At the end each side computes the digest of every broadcast for itself.',
    },
    {
      id: 'U5',
      what: 'Sending again after the line’s return',
      ratio: '–',
      studio: `${ms(againMs)}, with ${ms(waitLeftMs)} of the back-off left`,
      beside: '–',
      limit: '< 5 s',
      met: againMs < RETURN_LIMIT_MS,
      meaning: 'From the moment at which the proxy takes connections again to the first byte that the studio sends through it.',
    },
  ];
}

/** Sells one order; how long it takes from its acknowledgement until the district has it. */
async function untilThere(rig: UpstreamRig): Promise<number> {
  await rig.shop.sell(1);
  const soldMs = performance.now();
  const { ledgerSeq } = await rig.health();
  while ((await rig.theirNewest()) < ledgerSeq) await pause(50);
  return performance.now() - soldMs;
}

/** A backlog drains over a hostile line while host and district are killed and orders go on arriving. */
async function kills(say: (line: string) => void): Promise<Figure> {
  const random = seededRandom(SEED);
  const rig = await UpstreamRig.prepare(benchFolder());
  const line = new HostileLine({
    targetPort: rig.districtPort,
    random: () => random.next(),
    choose: seededFaults(() => random.next(), 0.4),
  });
  await line.open();
  await line.close();
  const baseUrl = `http://127.0.0.1:${line.port}`;
  rig.setDestinations([{ type: 'https', destinationId: 'district', baseUrl, secretEnv: UpstreamRig.SECRET_ENV }]);
  await rig.startDistrict();
  await rig.startStudio();
  for (let taken = 0; taken < BACKLOG_ORDERS; taken += ORDERS_EACH) await rig.shop.sell(ORDERS_EACH);
  await line.open();
  for (let kill = 1; kill <= KILLS; kill += 1) {
    if (kill % 10 === 0) say(`kill ${kill} of ${KILLS} …`);
    const selling = rig.shop.sell(100);
    await pause(random.next() * 1500);
    const ofStudio = random.next() < 0.5;
    await (ofStudio ? rig.studio : rig.district).kill('SIGKILL');
    await (ofStudio ? rig.startStudio() : rig.startDistrict());
    await selling;
  }
  line.choose = () => null;
  await rig.delivered(DRAIN_LIMIT_MS);
  const same = await compared(rig);
  const { totals, studios } = await rig.board();
  const { grossFen, refundedFen, orderCount } = rig.ledger();
  const figuresSame =
    totals.grossFen === grossFen &&
    totals.refundedFen === refundedFen &&
    totals.orderCount === orderCount &&
    orderCount === rig.shop.orders;
  await rig.stop();
  await line.close();
  const faults = [...line.counts].filter(([what]) => what !== 'passed').reduce((sum, [, count]) => sum + count, 0);
  const conflicts = studios.reduce((sum, studio) => sum + studio.conflicts, 0);
  return {
    id: 'U4',
    what: `${KILLS} kills -9 of host and district while ${grouped(BACKLOG_ORDERS)} orders and new ones drain over a hostile line`,
    ratio: '–',
    studio: `${grouped(line.requests)} requests, ${grouped(faults)} faults; ${line.resentBatches} batches sent again after their acknowledgement; ${line.faults.length} broken promises, ${conflicts} conflicts; ${same ? 'digests equal' : 'DIGESTS DIFFER'}, ${figuresSame ? 'figures equal' : 'FIGURES DIFFER'}`,
    beside: '–',
    limit: '0 twice; ≤ one batch a kill',
    met: same && figuresSame && line.faults.length === 0 && conflicts === 0 && line.resentBatches <= KILLS,
    meaning:
      'Two of five requests meet a fault, of twelve kinds: cut before or after the district has stored, half an answer, a stall, a portal’s page, a redirect, an empty ' +
      'answer, 500, 502, 503, 504, a delay. An acknowledgement counts as given once the proxy has passed it on. Digests and figures are computed on each side.',
  };
}

async function compared(rig: UpstreamRig): Promise<boolean> {
  const { ours, theirs } = await rig.digests();
  return JSON.stringify(ours) === JSON.stringify(theirs);
}
