/** The rehearsal's own texts before the program's own gate. */
import { expect, it } from 'vitest';
import type { CueAction } from '../../../native/rehearsal/cue-sheet.ts';
import { cueSheet } from '../../../native/rehearsal/cue-sheet.ts';
import { loadRehearsal } from '../../../native/rehearsal/rehearsal-plan.ts';
import { openRig, RESOURCES } from './gate-rig.ts';

it('OV107 day one shows its offer once, beside no official, with a text that passes the gate', () => {
  const plan = loadRehearsal('day-one', RESOURCES);
  if (!plan.ok) throw new Error(plan.refusal.code);
  const { offer } = plan.value.overlay;
  expect(openRig().rulesIn({ kind: 'offer', offer: { ...offer, state: 'announced' } })).toEqual([]);

  const cues = cueSheet(plan.value);
  const ofType = (type: CueAction['type']) => cues.filter((cue) => cue.type === type);
  expect(ofType('showOffer')).toMatchObject([{ offerId: offer.offerId }]);
  const [shown, cleared] = [ofType('showOffer')[0]!, ofType('clearOffer')[0]!];
  expect(cleared.atMs).toBeGreaterThan(shown.atMs);
  const takes = cues.filter((cue) => cue.type === 'takeSegment' && cue.atMs < cleared.atMs);
  const taken = plan.value.rundown.segments[takes.length - 1]!;
  expect(takes.at(-1)!.atMs).toBeLessThan(shown.atMs);
  expect(taken.guests.map(({ guestClass }) => guestClass)).not.toContain('official');
});
