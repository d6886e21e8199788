/** Real storage in a folder of its own, for tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { EntryBody, EntryDraft } from '../../../native/contract/entry.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { Ledger } from '../../../native/ledger/ledger.ts';
import { Reader } from '../../../native/store/reader.ts';
import { Writer } from '../../../native/store/writer.ts';

const workerUrl = new URL('../../../native/writer-worker.ts', import.meta.url);

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'studio-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface TestStorage {
  path: string;
  writer: Writer;
  reader: Reader;
  ledger: Ledger;
  close(): Promise<void>;
}

/** Opens `studio.db` in the folder; closed at the test's end at the latest. */
export async function openTestStorage(folder = temporaryFolder()): Promise<TestStorage> {
  const path = join(folder, 'studio.db');
  const writer = await Writer.start({ path, workerUrl, logger: silentLogger });
  const reader = Reader.open(path);
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    reader.close();
    await writer.close();
  };
  onTestFinished(close);
  return { path, writer, reader, ledger: new Ledger(writer, reader), close };
}

export function note(text: string, broadcastId = 'bc-1'): EntryDraft {
  return { kind: 'note.added', broadcastId, atMs: 1_700_000_000_000, actor: 'operator:desk', body: { text } };
}

export function paid(orderId: string, body: Partial<EntryBody<'order.paid'>> = {}, broadcastId = 'bc-1'): EntryDraft {
  const lines = body.lines ?? [{ sku: 'HT-001', title: '核桃', quantity: 1, amountFen: 3990 }];
  return {
    kind: 'order.paid',
    broadcastId,
    atMs: 1_700_000_000_000,
    actor: 'feed:shop',
    body: {
      source: 'shop',
      orderId,
      eventId: `event-${orderId}`,
      occurredAtMs: 1_700_000_000_000,
      buyer: null,
      region: null,
      amountFen: lines.reduce((sum, line) => sum + line.amountFen, 0),
      lines,
      ...body,
    },
  };
}

export function refund(
  refundId: string,
  orderId: string,
  body: Partial<EntryBody<'refund.succeeded'>> = {},
  broadcastId = 'bc-1',
): EntryDraft {
  return {
    kind: 'refund.succeeded',
    broadcastId,
    atMs: 1_700_000_000_000,
    actor: 'feed:shop',
    body: {
      source: 'shop',
      orderId,
      refundId,
      eventId: `event-${refundId}`,
      occurredAtMs: 1_700_000_000_000,
      amountFen: 3990,
      lines: null,
      restock: false,
      ...body,
    },
  };
}
