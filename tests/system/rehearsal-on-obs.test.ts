/** A rehearsed day on a real OBS: what the ledger says of its scenes is what OBS itself says, changes by hand included. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../native/kernel/logger.ts';
import { startSimulatedObs } from '../../native/obs/simulated/simulated-obs.ts';
import { runRehearsal } from '../../native/rehearsal-host.ts';
import { ensurePagesBuilt } from '../../scripts/build.ts';
import { realObsMissing, secondClient, startRealObs } from '../harness/real-obs.ts';
import { newFolder, openDesk, ROOT } from '../harness/test-host.ts';
import { until } from '../harness/waiting.ts';

const SPEED = 600;
const DAY_LIMIT_MS = 240_000;
const missing = realObsMissing();

async function rehearsalOn(obs: { url: string; password: string }, dataFolder: string) {
  await ensurePagesBuilt(() => {});
  return runRehearsal({
    name: 'day-one',
    speed: SPEED,
    obs,
    dataFolder,
    logger: silentLogger,
    config: {
      address: '127.0.0.1',
      port: 0,
      lan: false,
      pagesFolder: join(ROOT, 'out', 'renderer'),
      resourcesFolder: join(ROOT, 'resources'),
      locale: 'zh-CN',
      version: 'test',
      environment: {},
    },
  });
}

/** Bodies of one kind in the rehearsal's ledger, in their sequence. */
function bodiesOf(dataFolder: string, kind: string): Record<string, unknown>[] {
  const database = new Database(join(dataFolder, 'rehearsal', 'day-one', 'studio.db'), { readonly: true });
  const rows = database.prepare('SELECT body FROM entry WHERE kind = ? ORDER BY seq').all(kind) as { body: string }[];
  database.close();
  return rows.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
}

it.skipIf(missing !== null)(
  `SYS11 a six-hour day rehearsed on a real OBS ends with a ledger that agrees with OBS's own record of its scenes${missing ? `: ${missing}` : ''}`,
  async () => {
    const obs = await startRealObs({ width: 640, height: 360, fps: 10 });
    onTestFinished(() => obs.stop());
    const hand = await secondClient(obs);
    onTestFinished(() => hand.disconnect());
    await hand.call('CreateScene', { sceneName: 'By hand' });
    await hand.call('SetCurrentSceneTransition', { transitionName: 'Cut' });
    const seen: string[] = [];
    hand.on('CurrentProgramSceneChanged', ({ sceneName }) => seen.push(sceneName));
    const folder = newFolder();
    const started = await rehearsalOn(obs, folder);
    if (!started.ok) throw new Error(started.refusal.code);
    const { driver, host, stop } = started.value;
    onTestFinished(stop);

    // Twice somebody reaches into OBS; a take later brings it back.
    for (const hour of [1, 4]) {
      await until(driver.state, ({ elapsedMs, state }) => elapsedMs > hour * 3_600_000 || state === 'failed');
      await hand.call('SetCurrentProgramScene', { sceneName: 'By hand' });
    }
    const report = await driver.finished();
    const program = await hand.call('GetCurrentProgramScene');
    await until(host.desk.obs.state, ({ mirror }) => mirror?.programSceneName === program.currentProgramSceneName);
    await stop();

    expect(report).toMatchObject({ complete: true, refusedOperations: 0 });
    const changes = bodiesOf(folder, 'scene.changed');
    expect(changes.map(({ sceneName }) => sceneName)).toEqual(seen);
    expect(changes.filter(({ byStudio }) => byStudio === false).map(({ sceneName }) => sceneName)).toEqual(['By hand', 'By hand']);
    // A segment in the scene that is on program already changes none.
    const taken = bodiesOf(folder, 'segment.taken').map(({ sceneName }) => sceneName);
    expect(taken.length).toBeGreaterThan(30);
    expect(new Set(changes.filter(({ byStudio }) => byStudio === true).map(({ sceneName }) => sceneName))).toEqual(new Set(taken));
  },
  DAY_LIMIT_MS + 60_000,
);

it('SYS12 a rehearsal does not begin on an OBS that streams, and lets go of one that begins to', async () => {
  const obs = await startSimulatedObs({ port: 0, password: 'secret' });
  onTestFinished(() => obs.stop());
  const target = { url: obs.url, password: 'secret' };
  const hand = await secondClient(target);
  onTestFinished(() => hand.disconnect());
  await hand.call('StartStream');
  await expect.poll(async () => (await hand.call('GetStreamStatus')).outputActive).toBe(true);
  const scenes = await hand.call('GetSceneList');
  expect(await rehearsalOn(target, newFolder())).toMatchObject({ ok: false, refusal: { code: 'rehearsal-obs-streams' } });
  expect(await hand.call('GetSceneList')).toEqual(scenes);

  await hand.call('StopStream');
  await expect.poll(async () => (await hand.call('GetStreamStatus')).outputActive).toBe(false);
  const started = await rehearsalOn(target, newFolder());
  if (!started.ok) throw new Error(started.refusal.code);
  const { host, stop } = started.value;
  onTestFinished(stop);
  await hand.call('StartStream');
  await until(host.desk.obs.state, ({ connection }) => connection.state === 'off');
  expect(host.desk.status.state.get().problems).toContainEqual({ code: 'rehearsal-obs-streams', context: {} });
});

it('SYS13 a rehearsal sends nothing to viewers, leads no standby, and lets go of an OBS that streams whenever it is connected', async () => {
  const quiet = await startSimulatedObs({ port: 0, password: 'secret' });
  const live = await startSimulatedObs({ port: 0, password: 'secret' });
  onTestFinished(async () => void (await Promise.all([quiet.stop(), live.stop()])));
  const started = await rehearsalOn({ url: quiet.url, password: 'secret' }, newFolder());
  if (!started.ok) throw new Error(started.refusal.code);
  const { host, stop } = started.value;
  onTestFinished(stop);
  const desk = openDesk(host);
  onTestFinished(() => desk.close());
  const refusal = { code: 'rehearsal-stays-inside' };
  expect(await desk.send('startStream', {})).toMatchObject({ ok: false, refusal });
  expect(await desk.send('startVirtualCamera', {})).toMatchObject({ ok: false, refusal });
  const standby = { url: live.url, password: 'secret', automatic: true, streams: true };
  expect(await desk.send('connectStandby', standby)).toMatchObject({ ok: false, refusal });
  expect(quiet.outputs.stream.state).toBe('stopped');

  const hand = await secondClient({ url: live.url, password: 'secret' });
  onTestFinished(() => hand.disconnect());
  await hand.call('StartStream');
  await expect.poll(async () => (await hand.call('GetStreamStatus')).outputActive).toBe(true);
  const scenes = await hand.call('GetSceneList');
  await desk.send('connectObs', { url: live.url, password: 'secret' });
  await expect.poll(() => host.desk.status.state.get().problems).toContainEqual({ code: 'rehearsal-obs-streams', context: {} });
  await until(host.desk.obs.state, ({ connection }) => connection.state === 'off');
  expect(await hand.call('GetSceneList')).toEqual(scenes);
});
