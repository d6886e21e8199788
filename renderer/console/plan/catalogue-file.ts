/** Sends a catalogue file to the studio: first as a check, then to be stored. */
import { importReportSchema, type ImportReport } from '../../../native/contract/product.ts';
import { accepted, refusalSchema, refused, type Result } from '../../../native/contract/refusal.ts';
import { consoleHeaders } from '../../client/console-name.ts';

/** As the host allows. */
const FILE_LIMIT_BYTES = 10 * 1024 * 1024;
export const TEMPLATE_ADDRESS = '/api/catalogue/template.csv';

/**
 * Rejects when the studio cannot be reached or answers something else than a result.
 * The bytes are read here once more, so that a file changed since the check is what is imported.
 */
export async function sendCatalogueFile(file: File, apply: boolean): Promise<Result<ImportReport>> {
  if (file.size > FILE_LIMIT_BYTES) return refused('file-too-large', { limitMb: FILE_LIMIT_BYTES / 1024 / 1024 });
  const bytes = await readBytes(file);
  if (!bytes) return refused('file-unreadable');
  const answer = await fetch(`/api/catalogue/import?apply=${apply ? 1 : 0}&name=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', ...consoleHeaders() },
    body: bytes,
  });
  const body = (await answer.json()) as { ok?: unknown; value?: unknown; refusal?: unknown };
  return body.ok === true ? accepted(importReportSchema.parse(body.value)) : { ok: false, refusal: refusalSchema.parse(body.refusal) };
}

/** Null when the file was moved, locked or changed since it was chosen. */
async function readBytes(file: File): Promise<ArrayBuffer | null> {
  try {
    return await file.arrayBuffer();
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
