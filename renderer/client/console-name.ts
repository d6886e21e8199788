/** The name of this console, by which its actions are signed; kept in the browser. */
import { CONSOLE_HEADER, consoleNameSchema } from '../../native/contract/controls.ts';

const KEY = 'studio.console';

/** Null until it was named. */
export function consoleName(): string | null {
  const kept = consoleNameSchema.safeParse(localStorage.getItem(KEY));
  return kept.success ? kept.data : null;
}

export function nameConsole(name: string): void {
  localStorage.setItem(KEY, consoleNameSchema.parse(name));
}

/** For requests beside the socket. Header values are bytes, so the name travels percent-encoded. */
export function consoleHeaders(): Record<string, string> {
  const name = consoleName();
  return name === null ? {} : { [CONSOLE_HEADER]: encodeURIComponent(name) };
}
