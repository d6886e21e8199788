/** The outputs of an OBS with all that they tell, for tests. */
import type { Refusal } from '../../../../native/contract/refusal.ts';
import { type Clock, systemClock } from '../../../../native/kernel/clock.ts';
import { silentLogger } from '../../../../native/kernel/logger.ts';
import type { OutputFact } from '../../../../native/obs/outputs/output-facts.ts';
import { Outputs, type OutputsPorts } from '../../../../native/obs/outputs/outputs.ts';
import type { StudioObs } from '../../../../native/obs/studio-obs.ts';

export function outputsOf(obs: StudioObs, more: Partial<OutputsPorts> = {}, clock: Clock = systemClock) {
  const facts: OutputFact[] = [];
  const diskProblems: (Refusal | null)[] = [];
  const outputs = new Outputs({
    clock,
    logger: silentLogger,
    obs,
    recording: null,
    onFact: (fact) => facts.push(fact),
    freeBytes: async () => null,
    onDisk: (problem) => diskProblems.push(problem),
    ...more,
  });
  return { outputs, facts, diskProblems };
}

export const bodies = (facts: readonly OutputFact[], kind: OutputFact['kind']) =>
  facts.filter((fact) => fact.kind === kind).map(({ body }) => body);
