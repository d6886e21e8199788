/** What meters cost: CPU of OBS and of the host with a page that shows levels, against the same without, in turns. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { realObsMissing, secondClient, startRealObs } from '../harness/real-obs.ts';
import { openDesk } from '../harness/test-host.ts';
import { writeTone } from '../harness/tone.ts';
import { eventually } from '../harness/waiting.ts';
import type { Figure } from './figures.ts';
import { benchFolder, startHostProcess } from './host-process.ts';

const INPUTS = 8;
const ROUNDS = 6;
const ROUND_MS = 5_000;
/** Of one core, in per cent: what pictures may cost too, for both processes. */
const OBS_LIMIT = 3;
const HOST_LIMIT = 3;
/** Linux counts CPU in hundredths of a second for programs that read it. */
const TICKS_PER_S = 100;

export async function measureMeters(say: (line: string) => void): Promise<Figure[]> {
  const missing = realObsMissing();
  if (missing) throw new Error(`meters need a real OBS: ${missing}`);
  const tone = join(benchFolder(), 'tone.wav');
  writeTone(tone, 0.25);
  const obs = await startRealObs();
  const hand = await secondClient(obs);
  await hand.call('CreateScene', { sceneName: 'A' });
  await hand.call('SetCurrentProgramScene', { sceneName: 'A' });
  for (let index = 1; index <= INPUTS; index += 1) {
    const inputSettings = { local_file: tone, looping: true };
    await hand.call('CreateInput', { sceneName: 'A', inputName: `tone ${index}`, inputKind: 'ffmpeg_source', inputSettings });
  }
  await hand.disconnect();
  const host = await startHostProcess(['--data', join(benchFolder(), 'meters'), '--obs', obs.url], [], {
    STUDIO_OBS_PASSWORD: obs.password,
  });
  try {
    const desk = openDesk(host);
    const state = desk.watch('obs');
    await eventually(
      () => state()?.connection.state,
      (connection) => connection === 'ready',
    );
    say(`${INPUTS} inputs, ${ROUNDS} rounds of ${ROUND_MS / 1000} s with and without meters …`);
    const cost = { obs: { with: 0, without: 0 }, host: { with: 0, without: 0 } };
    let frames = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const meters of round % 2 === 0 ? ([true, false] as const) : ([false, true] as const)) {
        const page = meters ? openDesk(host) : null;
        let seen = -1;
        const levels = page?.watch('meters');
        // The first levels are there, or the second connection is gone.
        await pause(1_000);
        const before = { obs: cpuMs(obs.pid), host: cpuMs(host.pid) };
        const beganMs = performance.now();
        while (performance.now() - beganMs < ROUND_MS) {
          const atMs = levels?.()?.atMs ?? -1;
          if (atMs !== seen) frames += 1;
          seen = atMs;
          await pause(20);
        }
        const passedMs = performance.now() - beganMs;
        const key = meters ? 'with' : 'without';
        cost.obs[key] += (100 * (cpuMs(obs.pid) - before.obs)) / passedMs / ROUNDS;
        cost.host[key] += (100 * (cpuMs(host.pid) - before.host)) / passedMs / ROUNDS;
        page?.close();
      }
    }
    desk.close();
    const extra = { obs: cost.obs.with - cost.obs.without, host: cost.host.with - cost.host.without };
    const perSecond = frames / ((ROUNDS * ROUND_MS) / 1000);
    if (perSecond < 10) throw new Error(`only ${perSecond.toFixed(1)} levels a second came`);
    const row = (id: string, who: string, of: { with: number; without: number }, more: number, limit: number): Figure => ({
      id,
      what: `Extra CPU of ${who} with meters of ${INPUTS} inputs`,
      ratio: '–',
      studio: `${signed(more)} of a core`,
      beside: `${of.with.toFixed(1)} % with, ${of.without.toFixed(1)} % without`,
      limit: `< ${limit} % of a core`,
      met: more < limit,
      meaning: `User and system time from /proc, ${ROUNDS} rounds of ${ROUND_MS / 1000} s each with and without one page that shows levels, in turns; ${perSecond.toFixed(0)} levels a second reached that page.`,
    });
    return [row('AU-O', 'OBS', cost.obs, extra.obs, OBS_LIMIT), row('AU-H', 'the host', cost.host, extra.host, HOST_LIMIT)];
  } finally {
    await host.stop();
    await obs.stop();
  }
}

/** User and system time of a process. Its name stands in brackets and may hold spaces. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_S;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)} %`;
}
