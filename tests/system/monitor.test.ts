/** The pictures of a console through the whole host: of the scenes that a take would really switch to. */
import { expect, it, onTestFinished } from 'vitest';
import { startSimulatedObs } from '../../native/obs/simulated/simulated-obs.ts';
import { newFolder, openDesk, startTestHost } from '../harness/test-host.ts';
import { until } from '../harness/waiting.ts';

const segment = { segmentId: 's1', kind: 'influencer', title: { 'zh-CN': '开场' }, guests: [], productIds: [], plannedMs: 60_000 } as const;

it('CN59 the preview shows the scene of OBS that stands for the one of the plan', async () => {
  const obs = await startSimulatedObs({ sceneNames: ['On air', 'My own'] });
  onTestFinished(() => obs.stop());
  const host = await startTestHost(newFolder());
  onTestFinished(() => host.stop());
  const desk = openDesk(host);
  onTestFinished(() => desk.close());
  await desk.send('connectObs', { url: obs.url });
  await until(host.desk.obs.state, ({ mirror }) => mirror !== null);
  await desk.send('editRundown', {
    type: 'addSegment',
    index: 0,
    segment: { ...segment, sceneName: 'Planned', guests: [], productIds: [] },
  });
  await desk.send('configurePreparation', { sceneMap: { Planned: 'My own' } });
  await desk.send('prepare', { segmentId: 's1' });
  const token = new URL(host.url).searchParams.get('token');
  const answer = await fetch(`${host.origin}/monitor/next?preview=0&width=320`, { headers: { cookie: `hetian-studio=${token}` } });
  expect(answer.status).toBe(200);
  expect(decodeURIComponent(answer.headers.get('x-scene') ?? '')).toBe('My own');
});
