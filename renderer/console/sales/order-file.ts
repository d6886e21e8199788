/** Sends a back office's export to the studio: first as a check, then to be taken in; either can be broken off. */
import { z } from 'zod';
import { idSchema } from '../../../native/contract/ids.ts';
import { importFaultSchema } from '../../../native/contract/product.ts';
import { accepted, refusalSchema, refused, type Result } from '../../../native/contract/refusal.ts';

const orderImportReportSchema = z.object({
  importId: idSchema.nullable(),
  content: z.enum(['orders', 'refunds', 'settlement']),
  rows: z.int(),
  /** New, newer than what was known, and known already. */
  accepted: z.int(),
  amended: z.int(),
  duplicate: z.int(),
  flagged: z.int(),
  ignoredColumns: z.array(z.string()),
  faults: z.array(importFaultSchema),
  /** False for a check that stored nothing. */
  applied: z.boolean(),
});
export type OrderImportReport = z.infer<typeof orderImportReportSchema>;

/** As the host allows. */
const FILE_LIMIT_MB = 100;

interface Sending {
  source: string;
  apply: boolean;
  signal: AbortSignal;
}

/** Rejects when the studio cannot be reached, answers something else than a result, or the sending was broken off. */
export async function sendOrderFile(file: File, { source, apply, signal }: Sending): Promise<Result<OrderImportReport>> {
  if (file.size > FILE_LIMIT_MB * 1024 * 1024) return refused('file-too-large', { limitMb: FILE_LIMIT_MB });
  const query = new URLSearchParams({ source, name: file.name, apply: apply ? '1' : '0' });
  const answer = await fetch(`/api/orders/import?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
    signal,
  });
  const body = (await answer.json()) as { ok?: unknown; value?: unknown; refusal?: unknown };
  return body.ok === true ? accepted(orderImportReportSchema.parse(body.value)) : { ok: false, refusal: refusalSchema.parse(body.refusal) };
}
