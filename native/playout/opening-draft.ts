/** The entry that opens a broadcast, named after its rundown. */
import type { EntryDraft } from '../contract/entry.ts';
import type { Rundown } from '../contract/rundown.ts';
import { newId } from '../kernel/new-id.ts';

export function openingDraft(nowMs: number, rehearsal: boolean, rundown: Rundown): EntryDraft {
  return {
    kind: 'broadcast.opened',
    broadcastId: newId('bc', nowMs),
    atMs: nowMs,
    actor: 'studio',
    body: { title: rundown.title, rehearsal },
  };
}
