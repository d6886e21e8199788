/** U2, U3, U4, U5, U7: six hours' worth of orders behind a thin line, and kills at random while they drain; the district must end with exactly the ledger. */
import { setTimeout as pause } from 'node:timers/promises';
import { newSecret } from '../../native/orders/standard-webhooks.ts';
import { seededRandom } from '../../native/rehearsal/random.ts';
import { HostileLine, seededFaults } from '../harness/hostile-line.ts';
import { startNats } from '../harness/nats.ts';
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
const STREAM_LIMIT_MS = 120_000;
const PORTAL_REQUESTS = 100;
const MINUTE_MS = 60_000;
const SEED = 20_261_124;

export async function measureUpstreamKills(say: (line: string) => void): Promise<Figure[]> {
  return [...(await thinLine(say)), await kills(say), await streamKills(say), await portal(say), await wrongSecret(say)];
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
  const askedMs = performance.now();
  await rig.desk.send('reconcile', { destinationId: 'district' });
  await rig.until(({ reconciliation }) => reconciliation?.state === 'done', DRAIN_LIMIT_MS);
  const comparedMs = performance.now() - askedMs;
  const agreed = rig.sync!.reconciliation!.broadcasts.every(({ state }) => state === 'same');
  await rig.stop();
  await line.pull();
  const newest = percentile(newSalesMs, 1);
  return [
    {
      id: 'U3',
      what: `${grouped(DAY_ORDERS)} orders offline, then ${ROUND_TRIP_MS} ms round trip and 1 Mbit/s`,
      ratio: '–',
      studio: `drained in ${ms(drainMs)}, ${(line.bytesUp / entries).toFixed(1)} bytes an entry; new sales there after ${ms(percentile(newSalesMs, 0.5))}, slowest ${ms(newest)}, with ${grouped(backlogThen)} older entries still waiting; ${same ? 'digests equal' : 'DIGESTS DIFFER'}; compared by the studio itself in ${ms(comparedMs)}`,
      beside: '–',
      limit: 'all once, < 30 min, new sales first',
      met: same && agreed && drainMs < DRAIN_LIMIT_MS && backlogThen > 0,
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

/** As `kills`, through a real nats-server, which is killed too. */
async function streamKills(say: (line: string) => void): Promise<Figure> {
  const random = seededRandom(SEED + 1);
  const nats = await startNats();
  const rig = await UpstreamRig.prepare(benchFolder(), ['--nats', nats.url]);
  rig.setDestinations([{ type: 'nats', destinationId: 'stream', server: nats.url, secretEnv: UpstreamRig.SECRET_ENV }]);
  await rig.startDistrict();
  await rig.startStudio();
  for (let taken = 0; taken < BACKLOG_ORDERS / 2; taken += ORDERS_EACH) await rig.shop.sell(ORDERS_EACH);
  const victims = ['nats', 'studio', 'district'] as const;
  for (let kill = 1; kill <= KILLS; kill += 1) {
    if (kill % 10 === 0) say(`stream: kill ${kill} of ${KILLS} …`);
    const selling = rig.shop.sell(100);
    await pause(random.next() * 1500);
    const victim = victims[Math.floor(random.next() * victims.length)]!;
    if (victim === 'nats') await nats.restart();
    else await rig[victim].kill('SIGKILL');
    if (victim === 'studio') await rig.startStudio();
    if (victim === 'district') await rig.startDistrict();
    await selling;
  }
  await rig.delivered(DRAIN_LIMIT_MS);
  const { ledgerSeq } = await rig.health();
  const untilMs = performance.now() + STREAM_LIMIT_MS;
  let same = false;
  while (!same && performance.now() < untilMs) {
    await pause(500);
    same = (await rig.theirNewest()) === ledgerSeq && (await compared(rig));
  }
  const { studios } = await rig.board();
  const conflicts = studios.reduce((sum, studio) => sum + studio.conflicts, 0);
  const { orderCount } = rig.ledger();
  await rig.stop();
  await nats.stop();
  return {
    id: 'U4s',
    what: `${KILLS} kills -9 of nats-server, host and district while ${grouped(BACKLOG_ORDERS / 2)} orders and new ones drain over JetStream`,
    ratio: '–',
    studio: `${grouped(orderCount)} orders; ${conflicts} conflicts; ${same ? 'digests equal' : 'DIGESTS DIFFER'}`,
    beside: '–',
    limit: '0 lost, 0 twice',
    met: same && conflicts === 0 && orderCount === rig.shop.orders,
    meaning:
      'The server keeps its stream on disk and is started again on it. What the office had not acknowledged comes again, and is dropped by its numbers.',
  };
}

/** Somebody else answers everything. */
async function portal(say: (line: string) => void): Promise<Figure> {
  say('a portal answers everything …');
  const random = seededRandom(SEED + 2);
  const lies = ['captive', 'redirect', 'empty', 'cut-before', 'half-answer'] as const;
  const { rig, line } = await hostileRig(() => lies[Math.floor(random.next() * lies.length)]!);
  await rig.shop.sell(1000);
  while (line.requests < PORTAL_REQUESTS) {
    await rig.desk.send('sendNow', {});
    await pause(100);
  }
  const marked = rig.sync?.destinations[0]?.acknowledgedSeq ?? 0;
  const { sync } = await rig.health();
  await rig.stop();
  await line.close();
  return {
    id: 'U2',
    what: `${PORTAL_REQUESTS} requests answered by a portal's page, a redirect, nothing, half an answer or a cut`,
    ratio: '–',
    studio: `${marked} of 1,000 orders marked delivered; /healthz says ${sync}`,
    beside: '–',
    limit: '0',
    met: marked === 0 && (sync === 'waiting' || sync === 'sending'),
    meaning:
      'Each wait is ended by hand, so that the answers come quickly. Half an answer comes from the real district, which has stored the entries.',
  };
}

async function wrongSecret(say: (line: string) => void): Promise<Figure> {
  say('a wrong secret, for a minute …');
  const { rig, line } = await hostileRig(() => null, { [UpstreamRig.SECRET_ENV]: newSecret() });
  await rig.shop.sell(100);
  await rig.until(({ state }) => state === 'stopped', RETURN_LIMIT_MS * 4);
  const untilMs = performance.now() + MINUTE_MS;
  const before = line.requests;
  while (performance.now() < untilMs) {
    await rig.shop.sell(10);
    await pause(1000);
  }
  const more = line.requests - before;
  const { sync } = await rig.health();
  await rig.stop();
  await line.close();
  return {
    id: 'U7',
    what: 'A wrong secret, with orders arriving for a minute',
    ratio: '–',
    studio: `stopped after ${before} request, ${more} in the minute behind it; /healthz says ${sync}`,
    beside: '–',
    limit: '≤ 1 a minute',
    met: before === 1 && more === 0 && sync === 'stopped',
    meaning: 'Requests are counted by the proxy in front of a real district.',
  };
}

/** Studio and district with a line between them that is hostile from the start. */
async function hostileRig(choose: HostileLine['choose'], environment: Readonly<Record<string, string>> = {}) {
  const rig = await UpstreamRig.prepare(benchFolder());
  const line = new HostileLine({ targetPort: rig.districtPort, random: () => 0.5, choose });
  await line.open();
  const baseUrl = `http://127.0.0.1:${line.port}`;
  rig.setDestinations([{ type: 'https', destinationId: 'district', baseUrl, secretEnv: UpstreamRig.SECRET_ENV }]);
  await rig.startDistrict();
  await rig.startStudio(environment);
  return { rig, line };
}

async function compared(rig: UpstreamRig): Promise<boolean> {
  const { ours, theirs } = await rig.digests();
  return JSON.stringify(ours) === JSON.stringify(theirs);
}
