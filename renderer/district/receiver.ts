/** Asks the receiver that served this page, and takes nothing for an answer that is not of the contract. */
import { z } from 'zod';
import {
  type BoardExport,
  type BoardPeriod,
  boardSchema,
  districtBroadcastSchema,
  districtRefusalSchema,
  entriesAnswerSchema,
  importAnswerSchema,
  studioKeySchema,
  studioSecretSchema,
} from '../../native/contract/district.ts';
import type { Locale } from '../../native/contract/text.ts';

export type DistrictRefusal = z.infer<typeof districtRefusalSchema>;
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: DistrictRefusal };

/** A board that has not come by then would be shown older than it says. */
const ANSWER_WITHIN_MS = 8000;

type Query = Record<string, string | number | undefined>;

function pathOf(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return given.length > 0 ? `/api/${path}?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}` : `/api/${path}`;
}

/** Rejects where no receiver has answered: a line that is down, a login page in between, an answer of another program. */
async function ask<T>(schema: z.ZodType<T>, path: string, init: RequestInit = {}): Promise<Answer<T>> {
  const response = await fetch(path, { ...init, redirect: 'error', cache: 'no-store', signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  return answerOf(schema, response.status, await response.json());
}

function answerOf<T>(schema: z.ZodType<T>, status: number, body: unknown): Answer<T> {
  if (status >= 200 && status < 300) return { ok: true, value: schema.parse(body) };
  return { ok: false, refusal: districtRefusalSchema.parse(body) };
}

const post = (body?: unknown): RequestInit => ({
  method: 'POST',
  ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
});

/** What pages ask again and again; each by its name, so that a question can be told from another. */
export const questions = {
  board: (input: { period: BoardPeriod }) => ask(boardSchema, pathOf('board', input)),
  broadcasts: (input: { studio: string }) => ask(z.array(districtBroadcastSchema), pathOf('broadcasts', input)),
  studios: (_input: Record<string, never>) => ask(z.array(studioKeySchema), pathOf('studios')),
};
export type QuestionName = keyof typeof questions;
export type QuestionInput<Q extends QuestionName> = Parameters<(typeof questions)[Q]>[0];
export type QuestionValue<Q extends QuestionName> = Extract<Awaited<ReturnType<(typeof questions)[Q]>>, { ok: true }>['value'];

export interface EntriesAsked {
  studio: string;
  broadcast?: string | undefined;
  kind?: string | undefined;
  sku?: string | undefined;
}
export const askEntries = (asked: EntriesAsked, before: number | null) =>
  ask(entriesAnswerSchema, pathOf('entries', { ...asked, before: before ?? undefined }));

export const addStudio = (studio: { studioId: string; name: string }) => ask(studioSecretSchema, pathOf('studios'), post(studio));
export const newKey = (studioId: string) => ask(studioSecretSchema, pathOf(`studios/${encodeURIComponent(studioId)}/key`), post());
export const revokeStudio = (studioId: string) => ask(studioKeySchema, pathOf(`studios/${encodeURIComponent(studioId)}/revoke`), post());

/** Sends a file of a stick. Not by `fetch`: that does not tell how much of a body has gone. */
export function importFile(file: File, onPart: (part: number) => void): Promise<Answer<z.infer<typeof importAnswerSchema>>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', pathOf('import', { file: file.name }));
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded, total }) => onPart(total > 0 ? loaded / total : 0));
    for (const lost of ['error', 'abort', 'timeout']) request.addEventListener(lost, () => reject(new TypeError('no answer')));
    request.addEventListener('load', () => {
      try {
        resolve(answerOf(importAnswerSchema, request.status, JSON.parse(request.responseText)));
      } catch (error) {
        reject(error);
      }
    });
    request.send(file);
  });
}

interface Exported {
  what: BoardExport;
  period: BoardPeriod;
  studio?: string | undefined;
  lang: Locale;
}
export const exportAddress = ({ what, period, studio, lang }: Exported) => pathOf('export.csv', { what, period, studio, lang });
