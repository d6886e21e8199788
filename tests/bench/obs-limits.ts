/** O1 and O2: how soon a dead or hanging OBS is seen, and that no call is left pending when its socket drops. */
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../native/kernel/clock.ts';
import { silentLogger } from '../../native/kernel/logger.ts';
import { Obs } from '../../native/obs/obs.ts';
import { startSimulatedObs } from '../../native/obs/simulated/simulated-obs.ts';
import { realObsMissing, startRealObs } from '../harness/real-obs.ts';
import { until } from '../harness/waiting.ts';
import { type Figure, ms } from './figures.ts';

const ROUNDS = 3;
const DEATH_LIMIT_MS = 1_000;
const HANG_LIMIT_MS = 4_000;
const DROPS = 200;
const CALLS = 5;
const CALL_LIMIT_MS = 5_000;

/** An OBS that can be killed and halted, and brought back after either. */
interface Patient {
  name: string;
  url: string;
  password: string | null;
  kill(): void;
  halt(): void;
  revive(from: 'kill' | 'halt'): Promise<void>;
  stop(): Promise<void>;
}

export async function measureObsLimits(say: (line: string) => void): Promise<Figure[]> {
  return [await measureDetection(say), await measureDrops(say)];
}

async function measureDetection(say: (line: string) => void): Promise<Figure> {
  const patient = realObsMissing() === null ? await realPatient() : await simulatedPatient();
  say(`death and hang of a ${patient.name} …`);
  const obs = new Obs({ clock: systemClock, logger: silentLogger });
  const isReady = () => until(obs.state, ({ connection }) => connection.state === 'ready');
  const detection = async (hurt: () => void) => {
    await isReady();
    // At another moment of the heartbeat each time.
    await pause(500 + Math.random() * 1_000);
    const lost = until(obs.state, ({ connection }) => connection.state !== 'ready');
    const beganMs = performance.now();
    hurt();
    await lost;
    return performance.now() - beganMs;
  };
  const deaths: number[] = [];
  const hangs: number[] = [];
  try {
    obs.connect(patient.url, patient.password);
    for (let round = 0; round < ROUNDS; round += 1) {
      hangs.push(await detection(() => patient.halt()));
      await patient.revive('halt');
      deaths.push(await detection(() => patient.kill()));
      await patient.revive('kill');
    }
  } finally {
    await obs.dispose();
    await patient.stop();
  }
  const death = Math.max(...deaths);
  const hang = Math.max(...hangs);
  return {
    id: 'O1',
    what: `Death and hang of a ${patient.name} seen`,
    ratio: '–',
    studio: `killed: ${ms(death)}; halted: ${ms(hang)} (slowest of ${ROUNDS} each)`,
    beside: '–',
    limit: `< ${DEATH_LIMIT_MS / 1000} s; < ${HANG_LIMIT_MS / 1000} s`,
    met: death < DEATH_LIMIT_MS && hang < HANG_LIMIT_MS,
    meaning:
      'From the signal (SIGKILL; SIGSTOP, which leaves the socket open) to the moment the state that every page shows says that OBS is not ready.',
  };
}

async function measureDrops(say: (line: string) => void): Promise<Figure> {
  say(`${DROPS} dropped sockets …`);
  const simulated = await startSimulatedObs({ password: 'bench' });
  const obs = new Obs({ clock: systemClock, logger: silentLogger, timing: { retryFirstMs: 5, retryLimitMs: 20 } });
  obs.connect(simulated.url, simulated.password);
  let pending = 0;
  let settled = 0;
  for (let drop = 0; drop < DROPS; drop += 1) {
    await until(obs.state, ({ connection }) => connection.state === 'ready');
    simulated.faults.replyDelayMs = 60_000;
    const calls = Array.from({ length: CALLS }, () => obs.request('GetStats').then(() => (settled += 1)));
    await pause(5);
    simulated.faults.replyDelayMs = 0;
    simulated.dropSockets();
    const before = settled;
    await Promise.race([Promise.all(calls), pause(CALL_LIMIT_MS)]);
    pending += CALLS - (settled - before);
  }
  await until(obs.state, ({ connection }) => connection.state === 'ready');
  const { sessionCount } = simulated;
  await obs.dispose();
  await simulated.stop();
  return {
    id: 'O2',
    what: `${DROPS} dropped sockets of the simulated OBS, ${CALLS} calls under way each`,
    ratio: '–',
    studio: `${pending} of ${DROPS * CALLS} calls pending; ${sessionCount} session at the end`,
    beside: '–',
    limit: '0; 1',
    met: pending === 0 && sessionCount === 1,
    meaning: `A call counts as pending when it has not settled ${CALL_LIMIT_MS / 1000} s after its socket was cut. One session at the end means that nothing of the earlier ones was left connected.`,
  };
}

async function realPatient(): Promise<Patient> {
  const obs = await startRealObs();
  return {
    name: 'real OBS',
    url: obs.url,
    password: obs.password,
    kill: () => obs.kill('SIGKILL'),
    halt: () => obs.kill('SIGSTOP'),
    revive: async (from) => (from === 'kill' ? obs.restart() : obs.kill('SIGCONT')),
    stop: () => obs.stop(),
  };
}

async function simulatedPatient(): Promise<Patient> {
  const obs = await startSimulatedObs({ password: 'bench' });
  return {
    name: 'simulated OBS',
    url: obs.url,
    password: obs.password,
    kill: () => obs.dropSockets(),
    halt: () => (obs.faults.hang = true),
    revive: async (from) => (from === 'halt' ? obs.wake() : undefined),
    stop: () => obs.stop(),
  };
}
