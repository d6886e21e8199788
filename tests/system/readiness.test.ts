/** The checklist, the slate's sound and the last good state through the whole host, on a simulated OBS. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReadinessItem } from '../../native/contract/readiness.ts';
import type { Host } from '../../native/host.ts';
import { type SimulatedObs, startSimulatedObs } from '../../native/obs/simulated/simulated-obs.ts';
import { type Desk, newFolder, openDesk, startTestHost } from '../harness/test-host.ts';
import { eventually, until } from '../harness/waiting.ts';

describe('before going live', () => {
  let obs: SimulatedObs;
  let host: Host;
  let desk: Desk;

  beforeAll(async () => {
    obs = await startSimulatedObs({ password: 'simulated-word', sceneNames: ['Elsewhere'] });
    host = await startTestHost(newFolder());
    desk = openDesk(host);
  });
  afterAll(async () => {
    desk?.close();
    await host?.stop();
    await obs?.stop();
  });

  const check = async () => {
    const answer = await desk.send('checkReadiness', {});
    if (!answer.ok) throw new Error(answer.refusal.code);
    return Object.fromEntries(answer.value.items.map((item) => [item.check, item])) as Record<ReadinessItem['check'], ReadinessItem>;
  };
  const isMuted = (inputName: string) => obs.world.input(inputName).muted;

  it('CK5 an empty studio without OBS fails where it must, on record', async () => {
    const items = await check();
    expect(items).toMatchObject({
      obs: { verdict: 'failed', say: 'away' },
      scenes: { verdict: 'failed', say: 'needsObs' },
      rundown: { verdict: 'failed', say: 'empty' },
      feeds: { verdict: 'warning', say: 'none' },
      videos: { verdict: 'notNeeded' },
      standby: { verdict: 'notNeeded' },
    });
    const recorded = host.desk.ledger.lastEntries(5).findLast(({ kind }) => kind === 'readiness.checked');
    expect(recorded).toMatchObject({
      body: { failed: expect.arrayContaining(['obs', 'rundown']), warnings: expect.arrayContaining(['feeds']) },
    });
  });

  it('CK5 what the studio can mend is in order afterwards; what it cannot is refused', async () => {
    expect(await desk.send('loadSamplePlan', {})).toMatchObject({ ok: true });
    await desk.send('connectObs', { url: obs.url, password: 'simulated-word' });
    await until(host.desk.obs.state, ({ mirror }) => mirror !== null);
    expect(
      await host.desk.obs.request('CreateInput', { sceneName: 'Elsewhere', inputName: 'Host', inputKind: 'alsa_input_capture' }),
    ).toMatchObject({
      ok: true,
    });
    await host.desk.obs.request('SetInputMute', { inputName: 'Host', inputMuted: true });
    await eventually(desk.watch('audio'), (state) => state?.microphones.includes('Host') === true);
    expect(await check()).toMatchObject({
      obs: { verdict: 'good' },
      scenes: { verdict: 'failed', fixable: true },
      microphones: { verdict: 'failed', say: 'muted', values: { names: 'Host' } },
      rundown: { verdict: 'good' },
      catalogue: { verdict: 'good' },
    });
    expect(await desk.send('fixReadiness', { check: 'scenes' })).toMatchObject({ ok: true, value: { check: 'scenes', verdict: 'good' } });
    expect(await desk.send('fixReadiness', { check: 'microphones' })).toMatchObject({ ok: true });
    expect(isMuted('Host')).toBe(false);
    expect(await desk.send('fixReadiness', { check: 'backup' })).toMatchObject({ ok: true, value: { verdict: 'good' } });
    expect(await desk.send('fixReadiness', { check: 'rundown' })).toMatchObject({
      ok: false,
      refusal: { code: 'readiness-not-fixable' },
    });
    expect(await check()).toMatchObject({ scenes: { verdict: 'good' }, slate: { verdict: 'good' }, backup: { verdict: 'good' } });
  });

  it('CK5 tells nobody the key of the stream', async () => {
    const streamServiceSettings = { server: 'rtmp://live.example/app', key: 'canary-stream-key' };
    await host.desk.obs.request('SetStreamServiceSettings', { streamServiceType: 'rtmp_custom', streamServiceSettings });
    const items = await check();
    expect(items.uplink).toMatchObject({ verdict: 'good' });
    expect(JSON.stringify(items)).not.toContain('canary-stream-key');
  });

  it('PO22 a held slate closes the open microphone and gives it back, through the whole host', async () => {
    const [first] = host.desk.rundown.state.get().rundown.segments;
    expect(await desk.send('takeSegment', { segmentId: first!.segmentId })).toMatchObject({ ok: true });
    await desk.send('holdSlate', {});
    await eventually(
      () => isMuted('Host'),
      (muted) => muted,
    );
    await desk.send('releaseSlate', {});
    await eventually(
      () => isMuted('Host'),
      (muted) => !muted,
    );
  });
});
