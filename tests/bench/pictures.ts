/** What pictures of program and preview cost a real OBS and the host, and whether a take feels them. */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { ReadyProcess } from '../harness/ready-process.ts';
import { movingPicture } from '../harness/moving-picture.ts';
import { realObsMissing, secondClient, startRealObs } from '../harness/real-obs.ts';
import { type Desk, openDesk } from '../harness/test-host.ts';
import { type Figure, ms, percentile, times } from './figures.ts';
import { benchFolder, startHostProcess } from './host-process.ts';

const PICTURE = { width: 1280, height: 720, fps: 30 };
const PAGES = 2;
const WIDTH = 480;
const ROUNDS = 4;
const ROUND_MS = 10_000;
const TAKES_A_ROUND = 15;
const SETTLE_MS = 3_000;
const CPU_LIMIT = 3;
/** Linux counts a process's time in hundredths of a second. */
const TICK_MS = 10;

interface Window {
  obsPercent: number;
  hostPercent: number;
  takesMs: number[];
  pictures: number;
}

export async function measurePictures(say: (line: string) => void): Promise<Figure[]> {
  const missing = realObsMissing();
  if (missing) {
    say(`skipped, ${missing}`);
    return [];
  }
  const real = await startRealObs({ ...PICTURE, sceneCollection: movingPicture(benchFolder(), PICTURE) });
  const hand = await secondClient(real);
  const host = await startHostProcess(['--data', benchFolder(), '--obs', real.url], [], { STUDIO_OBS_PASSWORD: real.password });
  const desk = openDesk(host);
  try {
    await hand.call('CreateScene', { sceneName: 'Other' });
    await hand.call('CreateSceneItem', { sceneName: 'Other', sourceName: 'clip' });
    await hand.call('SetCurrentSceneTransition', { transitionName: 'Cut' });
    const obs = desk.watch('obs');
    while (obs()?.connection.state !== 'ready') await pause(50);
    await pause(SETTLE_MS);

    const measured = { off: [] as Window[], on: [] as Window[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const turn of ['off', 'on'] as const) {
        say(`pictures ${turn}, round ${round + 1} of ${ROUNDS} …`);
        const pages = turn === 'on' ? Array.from({ length: PAGES }, () => look(host)) : [];
        await pause(1_000);
        measured[turn].push(await measureWindow(pages));
        for (const page of pages) page.stop();
        await pause(1_500);
      }
    }
    return figuresOf(measured.off, measured.on);
  } finally {
    desk.close();
    await host.stop();
    await hand.disconnect();
    await real.stop();
  }

  async function measureWindow(pages: readonly { count(): number }[]): Promise<Window> {
    const shown = () => pages.reduce((sum, page) => sum + page.count(), 0);
    const before = { obs: cpuMs(real.pid), host: cpuMs(host.pid), pictures: shown() };
    const beganMs = performance.now();
    const takesMs = await takes(desk);
    await pause(Math.max(0, beganMs + ROUND_MS - performance.now()));
    const wallMs = performance.now() - beganMs;
    return {
      obsPercent: ((cpuMs(real.pid) - before.obs) / wallMs) * 100,
      hostPercent: ((cpuMs(host.pid) - before.host) / wallMs) * 100,
      takesMs,
      pictures: ((shown() - before.pictures) / PAGES / wallMs) * 1000,
    };
  }

  /** From the command to the moment at which OBS says that the scene has changed, spread over the window. */
  async function takes(from: Desk): Promise<number[]> {
    const took: number[] = [];
    for (let take = 0; take < TAKES_A_ROUND; take += 1) {
      await pause(ROUND_MS / TAKES_A_ROUND / 2 + Math.random() * 100);
      const { currentProgramSceneName } = await hand.call('GetCurrentProgramScene');
      const sceneName = currentProgramSceneName === 'Scene' ? 'Other' : 'Scene';
      const changed = new Promise<number>((resolve) => hand.once('CurrentProgramSceneChanged', () => resolve(performance.now())));
      const beganMs = performance.now();
      const answer = await from.send('switchScene', { sceneName, target: 'program' });
      if (!answer.ok) throw new Error(`a take was refused: ${answer.refusal.code}`);
      took.push((await changed) - beganMs);
    }
    return took;
  }
}

/** A page that shows both views: asks for the next picture as soon as it has one. */
function look(host: ReadyProcess): { count(): number; stop(): void } {
  const token = new URL(host.url).searchParams.get('token');
  const away = new AbortController();
  const have: Record<string, string> = { program: '0', preview: '0' };
  let count = 0;
  void (async () => {
    while (!away.signal.aborted) {
      const query = new URLSearchParams({ ...have, width: String(WIDTH), token: token ?? '' });
      const answer = await fetch(`${host.origin}/monitor/next?${query.toString()}`, { signal: away.signal }).catch(() => null);
      if (answer?.status !== 200) continue;
      await answer.arrayBuffer();
      have[answer.headers.get('x-view') ?? ''] = answer.headers.get('x-revision') ?? '0';
      count += 1;
    }
  })();
  return { count: () => count, stop: () => away.abort() };
}

function cpuMs(pid: number): number {
  // The name in brackets may hold spaces; fields 14 and 15 are the time in user and in system mode.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function figuresOf(off: readonly Window[], on: readonly Window[]): Figure[] {
  const median = (windows: readonly Window[], of: (window: Window) => number) => percentile(windows.map(of), 0.5);
  const obs = { off: median(off, ({ obsPercent }) => obsPercent), on: median(on, ({ obsPercent }) => obsPercent) };
  const host = { off: median(off, ({ hostPercent }) => hostPercent), on: median(on, ({ hostPercent }) => hostPercent) };
  const takesOf = (windows: readonly Window[]) => windows.flatMap(({ takesMs }) => takesMs);
  const take = (windows: readonly Window[], share: number) => percentile(takesOf(windows), share);
  const rate = median(on, ({ pictures }) => pictures);
  const percent = (value: number) => `${value.toFixed(1)} %`;
  const extra = obs.on - obs.off;
  const slower = take(on, 0.5) / take(off, 0.5);
  return [
    {
      id: 'MP1',
      what: 'CPU that pictures of program and preview cost a real OBS',
      ratio: '–',
      studio: `${extra >= 0 ? '+' : '−'}${percent(Math.abs(extra))} of one processor (${percent(obs.on)} against ${percent(obs.off)}), ${rate.toFixed(1)} pictures a second for each of ${PAGES} pages`,
      beside: `host ${percent(host.on)} against ${percent(host.off)}`,
      limit: `< ${CPU_LIMIT} %`,
      met: extra < CPU_LIMIT,
      meaning:
        `A real OBS at ${PICTURE.width}×${PICTURE.height} and ${PICTURE.fps} frames a second that plays a moving clip and draws without a graphics card; ` +
        `${ROUNDS} windows of ${ROUND_MS / 1000} s without and with ${PAGES} pages that show program and preview ${WIDTH} pixels wide, in turns; medians of the windows. ` +
        'The rate follows from how long OBS takes for a picture; without a graphics card that is long.',
    },
    {
      id: 'MP2',
      what: 'Command to switch → scene changed in OBS, with pictures against without',
      ratio: `${times(slower)} median, ${times(take(on, 0.99) / take(off, 0.99))} p99`,
      studio: `median ${ms(take(on, 0.5))}, p99 ${ms(take(on, 0.99))}`,
      beside: `median ${ms(take(off, 0.5))}, p99 ${ms(take(off, 0.99))}`,
      limit: '< ×1.25 median',
      met: slower < 1.25,
      meaning: `In the same windows, ${TAKES_A_ROUND} switches each by a cut, from the console's socket to the event that a second client gets from OBS.`,
    },
  ];
}
