/** The small language between the shell and its host process: what the host tells and what the shell asks. */

/** Sent by the host over `process.parentPort`. */
export type HostMessage =
  | { type: 'ready'; url: string }
  | { type: 'onAir'; onAir: boolean }
  /** The start cannot succeed; the sentence says what to do. */
  | { type: 'refused'; sentence: string };

/** Sent by the shell. A signal would not do: Windows has none that lets a process end cleanly. */
export type ShellMessage = { type: 'stop' };

export function isHostMessage(value: unknown): value is HostMessage {
  if (typeof value !== 'object' || value === null) return false;
  const message = value as Record<string, unknown>;
  if (message['type'] === 'ready') return typeof message['url'] === 'string' && URL.canParse(message['url']);
  if (message['type'] === 'onAir') return typeof message['onAir'] === 'boolean';
  return message['type'] === 'refused' && typeof message['sentence'] === 'string';
}

export function isStop(value: unknown): value is ShellMessage {
  return typeof value === 'object' && value !== null && (value as { type?: unknown }).type === 'stop';
}
