/** An entry as a line of text outside this computer: the same bytes wherever and whenever it is written. */
import { bodyForOutside } from '../contract/entry.ts';
import type { EntryRow } from './entry-row.ts';

/** A line of `upstreamEntrySchema` with its \n, straight from the row: bodies were written by JSON.stringify and stay as they are. */
export function outsideLine(studioId: string, row: EntryRow): string {
  const body = row.body.includes('"private"') ? JSON.stringify(bodyForOutside(JSON.parse(row.body) as Record<string, unknown>)) : row.body;
  const { seq, broadcast_id: broadcastId, kind, at_ms: atMs, actor } = row;
  const frame = JSON.stringify({ studioId, seq, broadcastId, kind, atMs, actor });
  return `${frame.slice(0, -1)},"body":${body}}\n`;
}
