/** What of a segment the gate looks at: its title and the lower thirds of its guests. */
import { subjectKey } from '../../../native/contract/gate.ts';
import type { Segment } from '../../../native/contract/rundown.ts';

export function segmentSubjects({ segmentId, guests }: Segment): string[] {
  return [
    subjectKey({ kind: 'segment', id: segmentId }),
    ...guests.map(({ guestId }) => subjectKey({ kind: 'lower-third', id: guestId, within: segmentId })),
  ];
}
