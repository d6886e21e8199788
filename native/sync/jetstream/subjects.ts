/** Names on the NATS server that studios and the district's office agree on. */
import { studioOfToken, tokenOf } from '../safe-token.ts';

export const ENTRIES_STREAM = 'STUDIO_ENTRIES';
export const SUMMARIES_STREAM = 'STUDIO_SUMMARIES';
/** What the office could not take, kept until it can. */
export const REFUSED_STREAM = 'STUDIO_REFUSED';

export type StreamedKind = 'entries' | 'summary';

export function subjectOf(studioId: string, kind: StreamedKind): string {
  return `studio.${tokenOf(studioId)}.${kind}`;
}

export function refusedSubject(studioId: string, kind: StreamedKind): string {
  return `refused.${tokenOf(studioId)}.${kind}`;
}

/** Answers come back on subjects below this one, so that a login can be kept from reading those of others. */
export function inboxPrefix(studioId: string): string {
  return `_INBOX.${tokenOf(studioId)}`;
}

/** Of a subject of a studio or of one refused; null for any other. */
export function partsOfSubject(subject: string): { studioId: string; kind: StreamedKind } | null {
  const [root, token, kind, ...rest] = subject.split('.');
  if ((root !== 'studio' && root !== 'refused') || !token || rest.length > 0) return null;
  const studioId = studioOfToken(token);
  return studioId !== null && (kind === 'entries' || kind === 'summary') ? { studioId, kind } : null;
}
