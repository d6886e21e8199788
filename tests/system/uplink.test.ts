/** The governor in a whole studio: it sees the stream of OBS, and the cap is set from the desk and kept. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { uplinkStateSchema } from '../../native/contract/upstream.ts';
import { startSimulatedObs } from '../../native/obs/simulated/simulated-obs.ts';
import { newFolder, openDesk, startTestHost } from '../harness/test-host.ts';
import { until } from '../harness/waiting.ts';

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

it('UG2 UG11 a studio slows down when its OBS begins to stream, and keeps the cap over a restart', async () => {
  const folder = newFolder();
  ending.push(() => rmSync(folder, { recursive: true, force: true }));
  const obs = await startSimulatedObs({ password: 'word' });
  ending.push(() => obs.stop());
  obs.outputs.streamService = { streamServiceType: 'rtmp_custom', streamServiceSettings: { server: 'rtmp://127.0.0.1/live', key: 'k' } };
  const host = await startTestHost(folder);
  const desk = openDesk(host);
  expect(host.upstream.state.get().uplink).toMatchObject({ reason: 'off-air', rateBytes: null, capKbps: null });

  host.connectObs(obs.url, 'word');
  await until(host.desk.obs.state, ({ connection }) => connection.state === 'ready');
  expect(await desk.send('startStream', {})).toEqual({ ok: true, value: {} });
  await until(host.upstream.state, ({ uplink }) => uplink.reason === 'steady' && uplink.rateBytes === 8_000);
  obs.outputs.streamLine.congestion = 0.9;
  const stopped = await until(host.upstream.state, ({ uplink }) => uplink.rateBytes === 0);
  expect(stopped.uplink).toMatchObject({ reason: 'picture-suffers', congestion: 0.9 });
  expect(await desk.send('stopStream', {})).toEqual({ ok: true, value: {} });
  await until(host.upstream.state, ({ uplink }) => uplink.reason === 'off-air');

  expect(await desk.send('setUplinkCap', { capKbps: 4 })).toMatchObject({ ok: false });
  expect(await desk.send('setUplinkCap', { capKbps: 512 })).toEqual({ ok: true, value: {} });
  await until(host.upstream.state, ({ uplink }) => uplink.reason === 'cap' && uplink.rateBytes === 64_000);
  desk.close();
  await host.stop();
  expect(JSON.parse(readFileSync(join(folder, 'upstream.json'), 'utf8'))).toMatchObject({ uplink: { capKbps: 512 } });

  const again = await startTestHost(folder);
  ending.push(() => again.stop());
  const { uplink } = again.upstream.state.get();
  expect(uplinkStateSchema.parse(uplink)).toMatchObject({ reason: 'cap', rateBytes: 64_000, capKbps: 512 });
});
