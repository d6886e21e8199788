/** Sends a paper to the studio, telling how much has gone; it can be broken off. */
import { z } from 'zod';
import { idSchema } from '../../../native/contract/ids.ts';
import { refusalSchema, refused, type Result } from '../../../native/contract/refusal.ts';
import { consoleHeaders } from '../../client/console-name.ts';

/** As the host allows. */
const LIMIT_BYTES = 10 * 1024 * 1024;
/** What the host keeps: the browser's file dialog offers only these. */
export const PAPER_KINDS = 'application/pdf,image/jpeg,image/png';

const answerSchema = z.union([
  z.object({ ok: z.literal(true), value: z.object({ evidenceId: idSchema }) }),
  z.object({ ok: z.literal(false), refusal: refusalSchema }),
]);

export interface SendingPaper {
  /** Null when it was broken off; rejects when the studio cannot be reached. */
  answer: Promise<Result<{ evidenceId: string }> | null>;
  cancel(): void;
}

/** By XMLHttpRequest, because `fetch` does not tell how much of a body has gone. */
export function sendEvidence(file: File, onProgress: (part: number) => void): SendingPaper {
  if (file.size > LIMIT_BYTES) {
    return { answer: Promise.resolve(refused('evidence-too-large', { limitMb: LIMIT_BYTES / 1024 / 1024 })), cancel() {} };
  }
  const request = new XMLHttpRequest();
  const answer = new Promise<Result<{ evidenceId: string }> | null>((resolve, reject) => {
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    request.addEventListener('abort', () => resolve(null));
    request.addEventListener('error', () => reject(new Error('not connected to the studio')));
    request.addEventListener('load', () => {
      try {
        resolve(answerSchema.parse(JSON.parse(request.responseText)));
      } catch (error) {
        reject(error);
      }
    });
  });
  request.open('POST', `/evidence?name=${encodeURIComponent(file.name)}`);
  request.setRequestHeader('content-type', 'application/octet-stream');
  for (const [name, value] of Object.entries(consoleHeaders())) request.setRequestHeader(name, value);
  request.send(file);
  return { answer, cancel: () => request.abort() };
}

export function paperAddress(evidenceId: string): string {
  return `/evidence/${encodeURIComponent(evidenceId)}`;
}
