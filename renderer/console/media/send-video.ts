/** Sends video files to the studio, one after the other; how far each is comes back in the topic. */
import { z } from 'zod';
import { refusalSchema, type Result } from '../../../native/contract/refusal.ts';
import { consoleHeaders } from '../../client/console-name.ts';

const answerSchema = z.union([z.object({ ok: z.literal(true) }), z.object({ ok: z.literal(false), refusal: refusalSchema })]);

/** Rejects when the studio cannot be reached, or stopped listening because the file was cancelled. */
export async function sendVideo(file: File): Promise<Result<object>> {
  const answer = await fetch(`/media?name=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', ...consoleHeaders() },
    body: file,
  });
  const result = answerSchema.parse(await answer.json());
  return result.ok ? { ok: true, value: {} } : result;
}

export function thumbnailAddress(mediaId: string, playablePath: string): string {
  // A new conversion has a new picture at the same address.
  return `/media/${encodeURIComponent(mediaId)}/thumbnail.jpg?of=${encodeURIComponent(playablePath.slice(-24))}`;
}

export function playAddress(mediaId: string): string {
  return `/media/${encodeURIComponent(mediaId)}/play.mp4`;
}
