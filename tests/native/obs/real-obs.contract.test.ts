/** The contract suite against a real OBS; skipped, with the reason printed, where none is installed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { describe, it } from 'vitest';
import { freePort, realObsMissing, secondClient, startRealObs } from '../../harness/real-obs.ts';
import { eventually } from '../../harness/waiting.ts';
import { audioContract } from './audio-contract.ts';
import { mediaInputsContract } from './media-inputs-contract.ts';
import { monitorContract } from './monitor-contract.ts';
import { obsContract } from './obs-contract.ts';
import { outputsContract, STREAM_KEY } from './outputs-contract.ts';
import { overlaySwitchContract } from './overlay-switch-contract.ts';
import { preparationContract } from './preparation-contract.ts';
import { OVERLAY_INPUT_NAME } from '../../../native/obs/preparation/studio-inputs.ts';
import { GROUP } from './source-desk-contract.ts';
import { sourcesContract } from './sources-contract.ts';

const missing = realObsMissing();

if (missing) {
  describe.skip(`contract with the real OBS: ${missing}`, () => {
    it.skip(missing, () => {});
  });
  console.warn(`real OBS: skipped, ${missing}`);
} else {
  obsContract('the real OBS', async () => {
    const obs = await startRealObs();
    return { url: obs.url, password: obs.password, stop: () => obs.stop() };
  });

  mediaInputsContract('the real OBS', async () => {
    const obs = await startRealObs({ fps: 30 });
    return { url: obs.url, password: obs.password, drawsVideos: true, stop: () => obs.stop() };
  });

  for (const replayBuffer of [true, false]) {
    outputsContract(`the real OBS ${replayBuffer ? 'with' : 'without'} a replay buffer`, async () => {
      const obs = await startRealObs({ replayBuffer });
      const port = await freePort();
      const server = `rtmp://127.0.0.1:${port}/live`;
      const client = await secondClient(obs);
      let rtmp: ChildProcess | null = null;
      return {
        url: obs.url,
        password: obs.password,
        replay: replayBuffer,
        async acceptStreams() {
          await ended(rtmp);
          rtmp = spawn('ffmpeg', ['-loglevel', 'quiet', '-listen', '1', '-i', `${server}/${STREAM_KEY}`, '-f', 'null', '-'], {
            stdio: 'ignore',
          });
          await eventually(
            () => isListening(port),
            (listens) => listens,
          );
          if ((await client.call('GetStreamStatus')).outputActive) return;
          const streamServiceSettings = { server, key: STREAM_KEY, use_auth: false };
          await client.call('SetStreamServiceSettings', { streamServiceType: 'rtmp_custom', streamServiceSettings });
        },
        loseServer: () => ended(rtmp),
        async stop() {
          await client.disconnect();
          await ended(rtmp);
          await obs.stop();
        },
      };
    });
  }

  audioContract('the real OBS', async () => {
    const obs = await startRealObs();
    return {
      url: obs.url,
      password: obs.password,
      async play(hand, inputName, file) {
        await hand.call('SetInputSettings', { inputName, inputSettings: { local_file: file, looping: true } });
      },
      stop: () => obs.stop(),
    };
  });

  monitorContract('the real OBS', () => startRealObs());

  preparationContract('the real OBS', async () => {
    const obs = await startRealObs();
    return {
      url: obs.url,
      password: obs.password,
      // Asked to end right after a change, this OBS may stay for a minute or go without having saved: here the studio alone begins anew.
      restart: async () => {},
      stop: () => obs.stop(),
    };
  });

  sourcesContract('the real OBS', () => startRealObs({ sceneCollection: withGroup() }));

  overlaySwitchContract('the real OBS', () => startRealObs({ sceneCollection: savedWithPage() }));
}

const item = (name: string, visible = true) => ({ name, id: 1, visible, locked: false, pos: { x: 0, y: 0 }, scale: { x: 1, y: 1 } });
const made = (name: string, id: string, settings: Record<string, unknown>) => ({ name, id, versioned_id: id, enabled: true, settings });

/** As an OBS with browser source saves it; one without keeps it as a source that has nothing to show. */
function savedWithPage(): Record<string, unknown> {
  const url = 'http://127.0.0.1:4577/overlays/';
  return {
    current_scene: 'A',
    current_program_scene: 'A',
    scene_order: [{ name: 'A' }, { name: 'B' }],
    sources: [
      made(OVERLAY_INPUT_NAME, 'browser_source', { url, width: 640, height: 360 }),
      made('A', 'scene', { id_counter: 1, items: [item(OVERLAY_INPUT_NAME)] }),
      made('B', 'scene', { id_counter: 1, items: [item(OVERLAY_INPUT_NAME, false)] }),
    ],
  };
}

/** A group can be made in OBS's own window only, or come with the file of a scene collection. */
function withGroup(): Record<string, unknown> {
  const { sceneName, groupName, inputName } = GROUP;
  return {
    current_scene: sceneName,
    current_program_scene: sceneName,
    scene_order: [{ name: sceneName }],
    sources: [
      made(inputName, 'color_source_v3', { color: 0xff00ff00, width: 64, height: 36 }),
      made(sceneName, 'scene', { id_counter: 1, items: [item(groupName)] }),
    ],
    groups: [made(groupName, 'group', { id_counter: 1, custom_size: true, cx: 64, cy: 36, items: [item(inputName)] })],
  };
}

/** A server whose stream has ended ends by itself. */
async function ended(child: ChildProcess | null): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
}

/** Looks without connecting, because ffmpeg serves one connection only: a taken port cannot be bound again. */
function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(true));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(false)));
  });
}
