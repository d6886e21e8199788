/** A simulated OBS and a studio's connection to it, closed after each test. */
import { afterEach } from 'vitest';
import { type Clock, systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import type { ObsTiming } from '../../../native/obs/connection.ts';
import type { ObsFact } from '../../../native/obs/facts.ts';
import { Obs, type ObsOptions } from '../../../native/obs/obs.ts';
import { type SimulatedObs, type SimulatedObsOptions, startSimulatedObs } from '../../../native/obs/simulated/simulated-obs.ts';
import { until } from '../../harness/waiting.ts';

/** Everything a test opened, closed after it in the reverse order. */
export const opened: (() => Promise<unknown> | void)[] = [];

/** Call once in each test file. */
export function closeAfterEach(): void {
  afterEach(async () => {
    for (const close of opened.splice(0).toReversed()) await close();
  });
}

export async function simulated(options: SimulatedObsOptions = {}): Promise<SimulatedObs> {
  const server = await startSimulatedObs({ password: 'secret-word', sceneNames: ['A', 'B'], ...options });
  opened.push(() => server.stop());
  return server;
}

export function connected(
  url: string,
  timing: Partial<ObsTiming> = {},
  clock: Clock = systemClock,
  ports: Pick<ObsOptions, 'probe' | 'obsRuns'> = {},
) {
  const obs = new Obs({
    clock,
    logger: silentLogger,
    random: () => 0.5,
    timing: { retryFirstMs: 5, retryLimitMs: 20, ...timing },
    ...ports,
  });
  const facts: ObsFact[] = [];
  const states: string[] = [];
  obs.onFact((fact) => facts.push(fact));
  obs.state.subscribe(({ connection }) => connection && states.push(connection.state));
  obs.connect(url, 'secret-word');
  opened.push(() => obs.dispose());
  return { obs, facts, states };
}

export const ready = (obs: Obs) => until(obs.state, ({ connection }) => connection.state === 'ready');
export const problem = (obs: Obs, code: string) => until(obs.state, ({ connection }) => connection.problem?.code === code);
