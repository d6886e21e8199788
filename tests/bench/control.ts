/** What the control room is held to on a real OBS: from a press to the new scene, a large collection read, a cut line noticed, and the way back. */
import { setTimeout as pause } from 'node:timers/promises';
import { OBSWebSocket } from 'obs-websocket-js/json';
import { systemClock } from '../../native/kernel/clock.ts';
import { silentLogger } from '../../native/kernel/logger.ts';
import { Obs } from '../../native/obs/obs.ts';
import { startObsRecorder } from '../harness/obs-recorder.ts';
import { type RealObs, realObsMissing, secondClient, startRealObs } from '../harness/real-obs.ts';
import { openDesk } from '../harness/test-host.ts';
import { until } from '../harness/waiting.ts';
import { type Figure, ms, percentile, times } from './figures.ts';
import { benchFolder, startHostProcess } from './host-process.ts';
import { marketCollection } from './market-collection.ts';
import { namespaceLineMissing, openNamespaceLine } from './namespace-line.ts';
import { plainPresser, type Presser } from './plain-obs-client.ts';

const SCENES = ['A', 'B'];
const ROUNDS = 4;
const PRESSES_A_ROUND = 40;
/** Two frames at 30 a second, so that presses fall anywhere between two frames. */
const BETWEEN_MS = 67;
const HALF = 0.5;

const LARGE = { scenes: 100, itemsEach: 10, inputs: 120 };
const CONNECTS = 5;
const READY_LIMIT_MS = 2_000;

const LOSSES = 3;
const LIMITS_MS = { killed: 1_000, halted: 4_000, unplugged: 4_000, back: 2_000 };
const LINE_KBPS = 100_000;

export async function measureControl(say: (line: string) => void): Promise<Figure[]> {
  const missing = realObsMissing();
  if (missing) {
    say(`skipped, ${missing}`);
    return [];
  }
  return [await measurePresses(say), await measureReading(say), ...(await measureLosses(say))];
}

async function measurePresses(say: (line: string) => void): Promise<Figure> {
  const real = await startRealObs({ fps: 30 });
  const hand = await secondClient(real);
  for (const sceneName of SCENES) await hand.call('CreateScene', { sceneName });
  await hand.call('SetCurrentSceneTransition', { transitionName: 'Cut' });
  await hand.disconnect();
  const pressers = {
    studio: await studioPresser(real),
    library: await libraryPresser(real),
    plain: await plainPresser(real),
  };
  const measured = { studio: [] as number[], library: [] as number[], plain: [] as number[] };
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const name of ['studio', 'library', 'plain'] as const) {
        say(`presses by ${name}, round ${round + 1} of ${ROUNDS} …`);
        for (let press = 0; press < PRESSES_A_ROUND; press += 1) {
          await pause(BETWEEN_MS * Math.random());
          const beganMs = performance.now();
          await pressers[name].press(SCENES[press % 2]!);
          measured[name].push(performance.now() - beganMs);
        }
      }
    }
  } finally {
    for (const presser of Object.values(pressers)) presser.close();
    await real.stop();
  }
  const both = (name: keyof typeof measured) => `${ms(percentile(measured[name], 0.5))} / ${ms(percentile(measured[name], 0.99))}`;
  const ratio = percentile(measured.studio, 0.5) / percentile(measured.library, 0.5);
  return {
    id: 'C1',
    what: 'From the press to the new program scene, p50 / p99',
    ratio: times(ratio),
    studio: both('studio'),
    beside: `obs-websocket-js ${both('library')}; a plain ws client ${both('plain')}`,
    limit: times(HALF),
    met: ratio <= HALF,
    meaning:
      'The studio: from the command on the socket of a console, through the host to a real OBS and back, until the console knows the new scene. Beside it: from the call to CurrentProgramSceneChanged on the same connection, nothing in between. All in turns in one run, at random moments between two frames of 33 ms, which is what OBS itself needs for a cut. simpleobsws is not among them where Python has no such package.',
  };
}

async function studioPresser(real: RealObs): Promise<Presser> {
  const host = await startHostProcess(['--data', benchFolder(), '--obs', real.url], [], { STUDIO_OBS_PASSWORD: real.password });
  const desk = openDesk(host);
  const obs = desk.watch('obs');
  while (obs()?.connection.state !== 'ready') await pause(50);
  return {
    async press(sceneName) {
      const sent = desk.send('switchScene', { sceneName, target: 'program' });
      while (obs()?.mirror?.programSceneName !== sceneName) await pause(1);
      await sent;
    },
    close() {
      desk.close();
      void host.stop();
    },
  };
}

async function libraryPresser(real: RealObs): Promise<Presser> {
  const client = new OBSWebSocket();
  await client.connect(real.url, real.password);
  return {
    async press(sceneName) {
      const changed = new Promise<void>((resolve) => client.once('CurrentProgramSceneChanged', () => resolve()));
      await client.call('SetCurrentProgramScene', { sceneName });
      await changed;
    },
    close: () => void client.disconnect(),
  };
}

async function measureReading(say: (line: string) => void): Promise<Figure> {
  const real = await startRealObs({ sceneCollection: marketCollection(LARGE) });
  const recorder = await startObsRecorder(real.url);
  const readyMs: number[] = [];
  let asked = { requests: 0, messages: 0, unknown: 0 };
  try {
    for (let connect = 0; connect <= CONNECTS; connect += 1) {
      say(`${LARGE.scenes} scenes read, ${connect === 0 ? 'counted' : `${connect} of ${CONNECTS}`} …`);
      const obs = new Obs({ clock: systemClock, logger: silentLogger });
      const beganMs = performance.now();
      obs.connect(connect === 0 ? recorder.url : real.url, real.password);
      await until(obs.state, ({ connection }) => connection.state === 'ready');
      if (connect > 0) readyMs.push(performance.now() - beganMs);
      else asked = { requests: recorder.requests.length, messages: recorder.messages, unknown: recorder.unknown.length };
      const { scenes } = obs.sources.get();
      const items = scenes.reduce((sum, scene) => sum + scene.items.length, 0);
      if (scenes.length < LARGE.scenes || items < LARGE.scenes * LARGE.itemsEach)
        throw new Error(`only ${scenes.length} scenes, ${items} items`);
      await obs.dispose();
    }
  } finally {
    await recorder.stop();
    await real.stop();
  }
  const ready = percentile(readyMs, 0.5);
  return {
    id: 'C2',
    what: `${LARGE.scenes} scenes with ${LARGE.scenes * LARGE.itemsEach} items and ${LARGE.inputs} inputs read after a connect`,
    ratio: '–',
    studio: `${ms(ready)} until ready, slowest ${ms(Math.max(...readyMs))}; ${asked.requests} requests in ${asked.messages} messages, ${asked.unknown} unknown to this OBS`,
    beside: `one message each: ${asked.requests}`,
    limit: `< ${READY_LIMIT_MS / 1000} s; 0 unknown`,
    met: Math.max(...readyMs) < READY_LIMIT_MS && asked.unknown === 0,
    meaning:
      'From the first packet to a real OBS 29 with such a collection until the state that every page shows is ready, which is when all scenes, items with place, inputs with sound and media, and filters are known. Requests and messages are counted between studio and OBS.',
  };
}

async function measureLosses(say: (line: string) => void): Promise<Figure[]> {
  const missing = namespaceLineMissing();
  if (missing) {
    say(`losses skipped, ${missing}`);
    return [];
  }
  const line = openNamespaceLine(LINE_KBPS);
  const real = await startRealObs({ elsewhere: { inside: line.inside, address: line.address } });
  const obs = new Obs({ clock: systemClock, logger: silentLogger });
  const isReady = () => until(obs.state, ({ connection }) => connection.state === 'ready');
  const seen = { killed: [] as number[], halted: [] as number[], unplugged: [] as number[], back: [] as number[] };
  const named = { killed: new Set<string>(), halted: new Set<string>(), unplugged: new Set<string>() };
  const hurts = {
    killed: { hurt: () => real.kill('SIGKILL'), heal: () => real.restart() },
    halted: { hurt: () => real.kill('SIGSTOP'), heal: async () => real.kill('SIGCONT') },
    unplugged: { hurt: () => line.unplug(), heal: async () => line.plug() },
  };
  try {
    obs.connect(real.url, real.password);
    for (let round = 0; round < LOSSES; round += 1) {
      for (const kind of ['halted', 'unplugged', 'killed'] as const) {
        say(`${kind}, round ${round + 1} of ${LOSSES} …`);
        await isReady();
        await pause(500 + Math.random() * 1_000);
        const lost = until(obs.state, ({ connection }) => connection.state !== 'ready');
        const beganMs = performance.now();
        hurts[kind].hurt();
        const { connection } = await lost;
        seen[kind].push(performance.now() - beganMs);
        named[kind].add(connection.problem?.code ?? 'nothing');
        await pause(2_000);
        await hurts[kind].heal();
        const backMs = performance.now();
        await isReady();
        seen.back.push(performance.now() - backMs);
      }
    }
  } finally {
    await obs.dispose();
    line.plug();
    await real.stop();
    line.close();
  }
  const slowest = (kind: keyof typeof seen) => Math.max(...seen[kind]);
  const kinds = ['killed', 'halted', 'unplugged'] as const;
  return [
    {
      id: 'C3',
      what: 'Loss of a real OBS over a network seen, and what it is called',
      ratio: '–',
      studio: kinds.map((kind) => `${kind}: ${ms(slowest(kind))}, ${[...named[kind]].join(' or ')}`).join('; '),
      beside: '–',
      limit: kinds.map((kind) => `${kind} < ${LIMITS_MS[kind] / 1000} s`).join('; '),
      met: kinds.every((kind) => slowest(kind) < LIMITS_MS[kind] && named[kind].size === 1),
      meaning: `The slowest of ${LOSSES} each, from SIGKILL, SIGSTOP or the plug taken out of the far side of a pair of links, to the moment the state that every page shows says so. A halted OBS and a cut line are told apart by a second connection, which only the former still takes.`,
    },
    {
      id: 'C4',
      what: 'From an OBS that is back to ready',
      ratio: '–',
      studio: `${ms(percentile(seen.back, 0.5))}, slowest ${ms(slowest('back'))}`,
      beside: '–',
      limit: `< ${LIMITS_MS.back / 1000} s`,
      met: slowest('back') < LIMITS_MS.back,
      meaning:
        'After two seconds of each loss: from the moment OBS takes connections again (started anew and identified by a second client, continued, or plugged in) to ready, with everything read.',
    },
  ];
}
