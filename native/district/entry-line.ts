/** One line of a delivery: checked, and taken apart so that the same bytes can be written again. */
import { bodyForOutside, entryBodies, type EntryKind } from '../contract/entry.ts';
import { refused, refusedInput, type Result } from '../contract/refusal.ts';
import { type UpstreamEntry, upstreamEntrySchema } from '../contract/upstream.ts';
import type { EntryRow } from '../ledger/entry-row.ts';
import { outsideLine } from '../ledger/outside-line.ts';

/** A row of the table `entry`, before it is there. */
export interface ReceivedEntry extends EntryRow {
  /** The line as it came, where `outsideLine` would write it otherwise; else null. */
  line: string | null;
  parsedBody: Record<string, unknown>;
}

/** A frame as `outsideLine` writes it. Anything else is read the slower way. */
const FRAME = /^\{"studioId":"[^"\\]+","seq":\d+,"broadcastId":"[^"\\]+","kind":"[^"\\]+","atMs":\d+,"actor":"(?:[^"\\]|\\.)*","body":/u;

/** Kinds that the figures, the broadcasts and the products are made of: their bodies must be right. */
const FOLDED = [
  'broadcast.opened',
  'broadcast.started',
  'broadcast.ended',
  'order.paid',
  'order.amended',
  'order.assigned',
  'refund.succeeded',
  'catalogue.described',
] as const satisfies readonly EntryKind[];
export type FoldedKind = (typeof FOLDED)[number];
const foldedKinds: ReadonlySet<string> = new Set(FOLDED);
export function isFolded(kind: string): kind is FoldedKind {
  return foldedKinds.has(kind);
}

/** No order has a billion of anything; sums of such lines would leave the range of whole numbers. */
const UNITS_LIMIT = 1_000_000_000;
/** Studios take 64. PostgreSQL has no index of texts without end. */
const SKU_LIMIT = 200;

/**
 * Refuses with `studio-not-yours` a line of another studio and with `event-invalid` one that is no entry at all. `text` has no
 * line break.
 */
export function parseEntryLine(studioId: string, text: string): Result<ReceivedEntry> {
  const parsed = parsedLine(text);
  if (!parsed) return refused('body-not-json');
  const checked = upstreamEntrySchema.safeParse(parsed.value);
  if (!checked.success) return refusedInput(checked.error, 'event-invalid');
  const entry = checked.data;
  if (entry.studioId !== studioId) return refused('studio-not-yours', { studioId: entry.studioId });
  for (const field of ['kind', 'actor'] as const) {
    // PostgreSQL stores no NUL, and no UTF-8 has half of a surrogate pair.
    if (entry[field].includes('\0') || !entry[field].isWellFormed()) return refused('event-invalid', { at: field, problem: 'text' });
  }
  return { ok: true, value: received(text, entry, parsed.bodyText) };
}

function received(text: string, { seq, broadcastId, kind, atMs, actor, body }: UpstreamEntry, bodyText: string | null): ReceivedEntry {
  const kept = 'private' in body ? bodyForOutside(body) : body;
  const row: EntryRow = {
    seq,
    broadcast_id: broadcastId,
    kind,
    at_ms: atMs,
    actor,
    body: bodyText === null || kept !== body ? JSON.stringify(kept) : bodyText,
  };
  return { ...row, line: bodyText === null && kept === body ? text : null, parsedBody: kept };
}

/** With the body's own text, where the line is written as `outsideLine` does it. */
function parsedLine(text: string): { value: unknown; bodyText: string | null } | null {
  const frame = FRAME.exec(text)?.[0];
  const bodyText = frame === undefined || !text.endsWith('}') ? null : text.slice(frame.length, -1);
  const body = bodyText === null || bodyText.trim() !== bodyText ? undefined : jsonOf(bodyText);
  const value = body === undefined ? undefined : (jsonOf(`${frame}0}`) as UpstreamEntry | undefined);
  if (value !== undefined) {
    const { studioId, seq, broadcastId, kind, atMs, actor } = value;
    if (`${JSON.stringify({ studioId, seq, broadcastId, kind, atMs, actor }).slice(0, -1)},"body":` === frame) {
      return { value: { ...value, body }, bodyText };
    }
  }
  const whole = jsonOf(text);
  return whole === undefined ? null : { value: whole, bodyText: null };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The line as it came, with its line break. */
export function lineOf(studioId: string, row: EntryRow & { line: string | null }): string {
  return row.line === null ? outsideLine(studioId, row) : `${row.line}\n`;
}

/** Why an entry can never be counted, or null: its kind is one of those that figures are made of, but its body is not right. */
export function faultOf({ kind, body, parsedBody }: ReceivedEntry): string | null {
  if (!isFolded(kind)) return null;
  const checked = entryBodies[kind].safeParse(parsedBody);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
  }
  if (body.includes(String.raw`\u0000`)) return 'text';
  const { lines } = parsedBody as { lines?: readonly { sku: string; quantity: number }[] | null };
  // Halves of surrogate pairs all become the same character when they are stored.
  if (lines?.some(({ sku }) => sku.length > SKU_LIMIT || !sku.isWellFormed())) return 'lines: sku';
  return lines?.some(({ quantity }) => Math.abs(quantity) > UNITS_LIMIT) ? 'lines: quantity' : null;
}
