/** A rehearsal: a host of its own with the simulated OBS, driven through a recorded day by the same doors as a real one. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EntryDraft } from './contract/entry.ts';
import { accepted, type Refusal, refused, type Result } from './contract/refusal.ts';
import { createHost, type Host, type HostConfig } from './host.ts';
import type { Logger } from './kernel/logger.ts';
import { newId } from './kernel/new-id.ts';
import { startSimulatedObs } from './obs/simulated/simulated-obs.ts';
import { keyOfSecret, newSecret, signedHeaders } from './orders/standard-webhooks.ts';
import { RehearsalClock } from './rehearsal/rehearsal-clock.ts';
import { type Delivered, RehearsalDriver } from './rehearsal/rehearsal-driver.ts';
import { loadRehearsal } from './rehearsal/rehearsal-plan.ts';
import { lockFolder } from './store/folder-lock.ts';

export interface RehearsalOptions {
  name: string;
  /** Times faster than the wall; null is as fast as the machine can. */
  speed: number | null;
  /** The OBS to drive; null starts the simulated one. An OBS that streams is let go at once. */
  obs: { url: string; password: string | null } | null;
  config: Omit<HostConfig, 'dataFolder' | 'rehearsal'>;
  /** The studio's own data folder; the rehearsal's lies inside it. */
  dataFolder: string;
  logger: Logger;
  onAirChanged?(onAir: boolean): void;
}

export interface RunningRehearsal {
  readonly url: string;
  readonly host: Host;
  readonly driver: RehearsalDriver;
  /** False once the day is over or has failed. */
  isUnderWay(): boolean;
  stop(): Promise<void>;
}

const ACTOR = 'rehearsal';
const SOURCE = 'rehearsal';
const OBS_WAIT_MS = 10_000;

/** Starts the day anew: what an earlier rehearsal left is removed. */
export async function runRehearsal(options: RehearsalOptions): Promise<Result<RunningRehearsal>> {
  const { name, speed, config, logger } = options;
  const plan = loadRehearsal(name, config.resourcesFolder);
  if (!plan.ok) return plan;
  const dataFolder = join(options.dataFolder, 'rehearsal', name);
  const emptied = await emptyFolder(dataFolder);
  if (!emptied.ok) return emptied;

  const clock = new RehearsalClock({ startAtMs: plan.value.startAtMs, speed });
  // The driver needs the host and the host's commands the driver; the host asks for it only once it runs.
  const running: { driver?: RehearsalDriver } = {};
  const started = await createHost(
    // No environment: an upstream that it names must never hear of rehearsed sales.
    { ...config, dataFolder, environment: {}, rehearsal: { rundown: plan.value.rundown, products: plan.value.products } },
    {
      clock,
      clockSpeed: () => (clock.paused ? 0 : (clock.speed ?? 1)),
      logger,
      onAirChanged: options.onAirChanged,
      rehearsal: {
        start: async () => refused('rehearsal-running'),
        control(action, newSpeed) {
          const { driver } = running;
          if (!driver) return refused('rehearsal-not-running');
          if (newSpeed !== undefined) driver.setSpeed(newSpeed);
          if (action === 'pause') driver.pause();
          else driver.resume();
          return accepted({});
        },
      },
    },
  );
  if (!started.ok) return started;
  const host = started.value;
  const obs = await rehearsalObs(options.obs, host);
  const ready = await obsReady(host, clock);
  const prepared = ready.ok ? await host.delivery.prepare() : ready;
  if (!prepared.ok && options.obs) {
    await host.stop();
    return prepared;
  }
  if (!prepared.ok) logger.warn({ refusal: prepared.refusal }, 'the simulated OBS could not be prepared');

  const secret = newSecret();
  const saved = host.feeds.save({ source: SOURCE, type: 'generic', secret });
  if (!saved.ok) throw new Error(`the rehearsal's feed was refused: ${saved.refusal.code}`);
  const { playout, status, ledger, messages } = host.desk;
  const { footer, offer } = plan.value.overlay;
  await messages.saveOffer(offer);
  const dressed = await playout.configureOverlay({ next: true, segmentTitle: true, footerText: footer }, ACTOR);
  if (!dressed.ok) logger.warn({ refusal: dressed.refusal }, "the rehearsal's overlay could not be set up");
  const driver = new RehearsalDriver({
    plan: plan.value,
    clock,
    logger,
    deliver: (ndjson) => deliver(host.origin, secret, ndjson),
    operate: {
      startBroadcast: () => playout.startBroadcast(ACTOR),
      takeSegment: (segmentId) => playout.takeSegment(segmentId, ACTOR),
      showCard: (productId) => playout.showCard(productId, ACTOR),
      clear: () => playout.clear({}, ACTOR),
      showOffer: (offerId) => playout.showOffer({ offerId, state: 'announced' }, ACTOR),
      clearOffer: () => playout.clear({ layers: ['offer'] }, ACTOR),
      showLowerThird: (segmentId, guestId) => playout.showLowerThird({ segmentId, guestId }, ACTOR),
      clearLowerThird: () => playout.clear({ layers: ['lower-third'] }, ACTOR),
      endBroadcast: () => playout.endBroadcast(ACTOR),
    },
    async reportViewers(viewersTotal) {
      const draft: EntryDraft = {
        kind: 'viewers.reported',
        broadcastId: playout.broadcastId,
        atMs: clock.nowMs(),
        actor: ACTOR,
        body: { source: SOURCE, viewersTotal },
      };
      await ledger.append([draft]);
    },
  });
  running.driver = driver;
  status.setRehearsal(driver.state.get());
  driver.state.subscribe(() => status.setRehearsal(driver.state.get()));
  driver.start();
  return accepted({
    url: host.url,
    host,
    driver,
    isUnderWay: () => ['running', 'paused'].includes(driver.state.get().state),
    async stop() {
      await driver.stop();
      await host.stop();
      await obs.stop();
    },
  });
}

/** A folder that another host still uses is not touched. */
async function emptyFolder(folder: string): Promise<Result<unknown>> {
  const lock = lockFolder(folder);
  if (!lock.ok) return lock;
  lock.value.release();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  return accepted({});
}

/** Hands lines to the host as any shop would: signed, over HTTP. */
async function deliver(origin: string, secret: string, ndjson: string): Promise<Delivered> {
  const key = keyOfSecret(secret);
  if (!key) throw new Error('a fresh secret must be usable');
  const nowMs = Date.now();
  const response = await fetch(`${origin}/ingest/${SOURCE}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', ...signedHeaders(key, newId('msg', nowMs), nowMs, ndjson) },
    body: ndjson,
  });
  return { status: response.status, answer: (await response.json()) as Refusal | object };
}

/** Connects the rehearsal's OBS. Nothing that is rehearsed may reach viewers: an OBS that streams, now or later, is let go. */
async function rehearsalObs(given: RehearsalOptions['obs'], host: Host): Promise<{ stop(): Promise<void> }> {
  const { obs, status } = host.desk;
  // Also one that a person connects later, from the rehearsal's own console.
  const watch = obs.state.subscribe(() => {
    const { connection, mirror } = obs.state.get();
    if (connection.simulated || !mirror?.stream.active) return;
    obs.disconnect();
    status.setProblem('rehearsal-obs', { code: 'rehearsal-obs-streams', context: {} });
  });
  const simulated = given ? null : await startSimulatedObs({ port: 0, password: newSecret() });
  if (simulated) host.connectObs(simulated.url, simulated.password, true);
  else if (given) host.connectObs(given.url, given.password);
  return {
    async stop() {
      watch.dispose();
      await simulated?.stop();
    },
  };
}

/** Resolves once OBS is mirrored; refused when it streams, or is not there in time. */
function obsReady({ desk }: Host, clock: RehearsalClock): Promise<Result<unknown>> {
  return new Promise((resolve) => {
    const settle = (result: Result<unknown>) => {
      timer.cancel();
      watch.dispose();
      resolve(result);
    };
    const look = () => {
      const { connection, mirror } = desk.obs.state.get();
      const streams = desk.status.state.get().problems.find(({ code }) => code === 'rehearsal-obs-streams');
      if (streams) settle({ ok: false, refusal: streams });
      else if (mirror) settle(accepted({}));
      else if (connection.state === 'stopped' && connection.problem) settle({ ok: false, refusal: connection.problem });
    };
    const late = () =>
      settle({ ok: false, refusal: desk.obs.state.get().connection.problem ?? { code: 'obs-not-connected', context: {} } });
    const timer = clock.after(OBS_WAIT_MS, late);
    const watch = desk.obs.state.subscribe(() => queueMicrotask(look));
    look();
  });
}
