/** The contract suite against the simulated OBS. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OVERLAY_INPUT_NAME } from '../../../native/obs/preparation/studio-inputs.ts';
import { startSimulatedObs } from '../../../native/obs/simulated/simulated-obs.ts';
import { newSound } from '../../../native/obs/simulated/world.ts';
import { audioContract } from './audio-contract.ts';
import { mediaInputsContract } from './media-inputs-contract.ts';
import { monitorContract } from './monitor-contract.ts';
import { secondClient } from '../../harness/real-obs.ts';
import { obsContract } from './obs-contract.ts';
import { outputsContract, STREAM_KEY } from './outputs-contract.ts';
import { overlaySwitchContract } from './overlay-switch-contract.ts';
import { preparationContract } from './preparation-contract.ts';
import { GROUP } from './source-desk-contract.ts';
import { sourcesContract } from './sources-contract.ts';

/** Beyond ASCII, because authentication hashes its bytes. */
const PASSWORD = '和田 ئاچقۇچ 2020';

obsContract('the simulated OBS', async () => {
  const simulated = await startSimulatedObs({ password: PASSWORD, width: 640, height: 360 });
  return { url: simulated.url, password: PASSWORD, stop: () => simulated.stop() };
});

mediaInputsContract('the simulated OBS', async () => {
  const simulated = await startSimulatedObs({ password: PASSWORD });
  return { url: simulated.url, password: PASSWORD, drawsVideos: false, stop: () => simulated.stop() };
});

for (const replay of [true, false]) {
  outputsContract(`the simulated OBS ${replay ? 'with' : 'without'} a replay buffer`, async () => {
    const recordFolder = mkdtempSync(join(tmpdir(), 'hetian-recordings-'));
    const simulated = await startSimulatedObs({ password: PASSWORD, width: 640, height: 360, recordFolder });
    const { outputs } = simulated;
    outputs.streamServer = 'refuses';
    outputs.replaySetUp = replay;
    return {
      url: simulated.url,
      password: PASSWORD,
      replay,
      acceptStreams: async () => {
        outputs.streamServer = 'accepts';
        outputs.streamService = {
          streamServiceType: 'rtmp_custom',
          streamServiceSettings: { server: 'rtmp://127.0.0.1/live', key: STREAM_KEY, use_auth: false },
        };
        if (outputs.stream.reconnecting) outputs.regainStreamServer();
      },
      loseServer: async () => outputs.loseStreamServer(),
      stop: async () => {
        await simulated.stop();
        rmSync(recordFolder, { recursive: true, force: true });
      },
    };
  });
}

audioContract('the simulated OBS', async () => {
  const simulated = await startSimulatedObs({ password: PASSWORD });
  return {
    url: simulated.url,
    password: PASSWORD,
    async play(_hand, inputName, _file, peak) {
      const channel = [peak / Math.SQRT2, peak] as const;
      simulated.world.input(inputName).sound = [channel, channel];
    },
    stop: () => simulated.stop(),
  };
});

monitorContract('the simulated OBS', async () => ({
  ...(await startSimulatedObs({ password: PASSWORD, width: 640, height: 360 })),
  password: PASSWORD,
}));

sourcesContract('the simulated OBS', async () => {
  const sceneNames = [GROUP.sceneName];
  const simulated = await startSimulatedObs({ password: PASSWORD, width: 640, height: 360, fps: 10, sceneNames });
  const hand = await secondClient({ url: simulated.url, password: PASSWORD });
  const input = { inputName: GROUP.inputName, inputKind: 'color_source_v3' };
  const { sceneItemId } = await hand.call('CreateInput', { sceneName: GROUP.sceneName, ...input });
  simulated.world.addGroup(simulated.world.scene(GROUP.sceneName), GROUP.groupName, [GROUP.inputName]);
  await hand.call('RemoveSceneItem', { sceneName: GROUP.sceneName, sceneItemId });
  await hand.disconnect();
  return { url: simulated.url, password: PASSWORD, stop: () => simulated.stop() };
});

preparationContract('the simulated OBS', async () => {
  const simulated = await startSimulatedObs({ password: PASSWORD, width: 640, height: 360, browserSource: false });
  return {
    url: simulated.url,
    password: PASSWORD,
    // Ends every connection; what it holds stays, as it does in the real one's files.
    restart: async () => simulated.dropSockets(),
    stop: () => simulated.stop(),
  };
});

overlaySwitchContract('the simulated OBS', async () => {
  const simulated = await startSimulatedObs({ password: PASSWORD, width: 640, height: 360, browserSource: false, sceneNames: ['A', 'B'] });
  const { world } = simulated;
  const settings = { url: 'http://127.0.0.1:4577/overlays/', width: 0, height: 0 };
  world.collection.inputs.push({ name: OVERLAY_INPUT_NAME, kind: 'browser_source', settings, filters: [], ...newSound() });
  world.addItem(world.scene('A'), OVERLAY_INPUT_NAME, true);
  world.addItem(world.scene('B'), OVERLAY_INPUT_NAME, false);
  return { url: simulated.url, password: PASSWORD, stop: () => simulated.stop() };
});
