/** The studio's door for a back office's exports: sends one, asks how far it is, and stops it. */
import {
  type ImportProgress,
  importProgressSchema,
  type OrderFileReport,
  orderFileReportSchema,
} from '../../../native/contract/order-file.ts';
import { accepted, refusalSchema, refused, type Result } from '../../../native/contract/refusal.ts';
import { consoleHeaders } from '../../client/console-name.ts';

const DOOR = '/api/orders/import';
/** As the host allows. */
const FILE_LIMIT_MB = 100;

export interface Sending {
  source: string;
  /** False only compares the file with the ledger. */
  apply: boolean;
  /** True takes in a file that was taken in before. */
  again: boolean;
  signal: AbortSignal;
}

/** Rejects when the studio cannot be reached or answers something else than a result. */
export async function sendOrderFile(file: File, { source, apply, again, signal }: Sending): Promise<Result<OrderFileReport>> {
  if (file.size > FILE_LIMIT_MB * 1024 * 1024) return refused('file-too-large', { limitMb: FILE_LIMIT_MB });
  const query = new URLSearchParams({ source, name: file.name, apply: apply ? '1' : '0', ...(again && { again: '1' }) });
  const answer = await fetch(`${DOOR}?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', ...consoleHeaders() },
    body: file,
    signal,
  });
  const body = (await answer.json()) as { ok?: unknown; value?: unknown; refusal?: unknown };
  return body.ok === true ? accepted(orderFileReportSchema.parse(body.value)) : { ok: false, refusal: refusalSchema.parse(body.refusal) };
}

/** How far the studio is with the file; rejects when it cannot be reached. */
export async function importProgress(): Promise<ImportProgress> {
  const answer = await fetch(DOOR);
  return importProgressSchema.parse(await answer.json());
}

/** Stops what is running; what was taken in stays. Rejects when the studio cannot be reached. */
export async function stopImport(): Promise<void> {
  const answer = await fetch(DOOR, { method: 'DELETE' });
  if (!answer.ok) throw new Error(`stopping the import was answered with ${answer.status}`);
}
