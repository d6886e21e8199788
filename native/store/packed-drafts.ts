/** Drafts on their way to the writing thread: one text, because that is cheaper than a structured copy. */
import type { EntryDraft } from '../contract/entry.ts';

/** A draft whose body stays the text that goes into its row; only who needs its fields parses it. */
export interface PackedDraft {
  broadcastId: string;
  kind: EntryDraft['kind'];
  atMs: number;
  actor: string;
  bodyText: string;
}

type Frame = [broadcastId: string, kind: EntryDraft['kind'], atMs: number, actor: string];

/** A line with the frame and a line with the body for each draft; JSON text has no line breaks of its own. */
export function packDrafts(drafts: readonly EntryDraft[]): string {
  const lines: string[] = [];
  for (const { broadcastId, kind, atMs, actor, body } of drafts) {
    lines.push(JSON.stringify([broadcastId, kind, atMs, actor] satisfies Frame), JSON.stringify(body));
  }
  return lines.join('\n');
}

export function unpackDrafts(text: string): PackedDraft[] {
  const lines = text.split('\n');
  const drafts: PackedDraft[] = [];
  let frameText = '';
  let frame: Frame = ['', 'note.added', 0, ''];
  for (let at = 0; at + 1 < lines.length; at += 2) {
    // Orders that arrived together mostly have one frame.
    if (lines[at] !== frameText) {
      frameText = lines[at]!;
      frame = JSON.parse(frameText) as Frame;
    }
    const [broadcastId, kind, atMs, actor] = frame;
    drafts.push({ broadcastId, kind, atMs, actor, bodyText: lines[at + 1]! });
  }
  return drafts;
}
