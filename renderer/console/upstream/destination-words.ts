/** What is told of a destination in more than one place: its name, and whether its set-up is what must be mended. */
import type { RefusalCode } from '../../../native/contract/refusal.ts';
import type { DestinationState } from '../../../native/contract/upstream.ts';

export function nameOf({ name, destinationId }: Pick<DestinationState, 'name' | 'destinationId'>): string {
  return name ?? destinationId;
}

/** Problems that a person ends by entering something else. */
const setupProblems: readonly RefusalCode[] = [
  'secret-missing',
  'secret-invalid',
  'upstream-unauthorised',
  'upstream-bad-address',
  'upstream-redirected',
  'upstream-folder-missing',
  'upstream-robot-refused',
];

export function needsSetup({ problem, editable }: DestinationState): boolean {
  return editable && problem !== null && setupProblems.includes(problem.code);
}
