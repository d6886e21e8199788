/** The small language between the shell and its host process: what the host tells and what the shell asks. */

import { type DrawingAnswer, type DrawingOrder, drawingOrderSchema } from '../native/contract/drawing.ts';

/** Sent by the host over `process.parentPort`. */
export type HostMessage =
  | { type: 'ready'; url: string }
  | { type: 'onAir'; onAir: boolean }
  /** The start cannot succeed; the sentence says what to do. */
  | { type: 'refused'; sentence: string }
  | DrawingOrder;

/** Sent by the shell. A signal would not do: Windows has none that lets a process end cleanly. */
export type ShellMessage = { type: 'stop' } | DrawingAnswer;

export function isHostMessage(value: unknown): value is HostMessage {
  if (typeof value !== 'object' || value === null) return false;
  const message = value as Record<string, unknown>;
  if (message['type'] === 'ready') return typeof message['url'] === 'string' && URL.canParse(message['url']);
  if (message['type'] === 'onAir') return typeof message['onAir'] === 'boolean';
  if (message['type'] === 'refused') return typeof message['sentence'] === 'string';
  return drawingOrderSchema.safeParse(value).success;
}

export function isStop(value: unknown): value is { type: 'stop' } {
  return typeof value === 'object' && value !== null && (value as { type?: unknown }).type === 'stop';
}
