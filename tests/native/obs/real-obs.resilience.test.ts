/** What only a real OBS process can show: being killed, started again on its port, and hanging with its socket open. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import type { ObsFact } from '../../../native/obs/facts.ts';
import { Obs } from '../../../native/obs/obs.ts';
import { obsInProcessList } from '../../../native/obs/portless-obs.ts';
import { type RealObs, realObsMissing, startRealObs } from '../../harness/real-obs.ts';
import { until } from '../../harness/waiting.ts';

const missing = realObsMissing();
if (missing) console.warn(`real OBS: skipped, ${missing}`);

describe.skipIf(missing)(`resilience with the real OBS${missing ? `: ${missing}` : ''}`, () => {
  let real: RealObs;
  let obs: Obs;
  const facts: ObsFact[] = [];

  beforeAll(async () => {
    real = await startRealObs();
    obs = new Obs({ clock: systemClock, logger: silentLogger });
    obs.onFact((fact) => facts.push(fact));
    obs.connect(real.url, real.password);
    await until(obs.state, ({ connection }) => connection.state === 'ready');
  }, 60_000);

  afterAll(async () => {
    await obs.dispose();
    await real.stop();
  }, 60_000);

  it('OB8 sees OBS die, and is ready again once it was started on the same port', async () => {
    const died = until(obs.state, ({ connection }) => connection.state === 'reconnecting');
    real.kill('SIGKILL');
    await died;
    expect(facts.at(-1)).toMatchObject({ kind: 'obs.lost', body: { reason: 'obs-connection-lost' } });
    await real.restart();
    expect(await obsInProcessList(systemClock)()).toBe(true);
    const { mirror } = await until(obs.state, ({ connection }) => connection.state === 'ready');
    expect(mirror?.sceneNames).toEqual(['Scene']);
    expect(facts.at(-1)).toMatchObject({ kind: 'obs.ready', body: { outageMs: expect.any(Number) } });
    expect(await obs.request('CreateScene', { sceneName: 'after the crash' })).toMatchObject({ ok: true });
  });

  it('OB8 sees OBS hang, ends the calls under way, and is ready again once it goes on', async () => {
    await real.halt();
    const call = obs.request('GetSceneList', {}, { timeoutMs: 600_000 });
    const hung = await until(obs.state, ({ connection }) => connection.state === 'reconnecting');
    expect(hung.connection.problem?.code).toBe('obs-unresponsive');
    expect(facts.at(-1)).toMatchObject({ kind: 'obs.lost', body: { reason: 'obs-unresponsive' } });
    expect(await call).toMatchObject({ ok: false, refusal: { code: 'obs-connection-lost' } });
    expect(await obs.setProgramScene('Scene')).toMatchObject({ ok: false, refusal: { code: 'obs-not-connected' } });
    real.kill('SIGCONT');
    await until(obs.state, ({ connection }) => connection.state === 'ready');
  });

  it('OB8 does not take its own busy seconds for a hung OBS', async () => {
    const call = obs.request('GetStats', {}, { timeoutMs: 200 });
    // Sending takes a few turns of the queue of promises, and none of the event loop.
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    // Nothing of this process runs meanwhile; the answer waits in the socket when the deadline is judged.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
    expect(await call).toMatchObject({ ok: true });
    expect(obs.state.get().connection.state).toBe('ready');
  });
});
