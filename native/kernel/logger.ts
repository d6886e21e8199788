/** The log: structured lines to a file or standard error; fields that may hold secrets are cut out. */
import pino from 'pino';

export type Logger = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error'> & { child(bindings: Record<string, unknown>): Logger };

const SECRET_FIELDS = ['password', 'secret', 'token', 'authorization', 'cookie'].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** `destination` is a file path, or 2 for standard error. Throws when the file cannot be opened. */
export function createLogger(destination: string | 2, level: 'debug' | 'info' | 'warn' | 'silent' = 'info'): Logger {
  const stream = pino.destination({ dest: destination, mkdir: true, sync: true });
  // A disk that is full must not end the broadcast for want of a log line; the ledger tells of the disk.
  stream.on('error', () => undefined);
  return pino({ level, redact: { paths: SECRET_FIELDS, censor: '[secret]' }, base: null }, stream);
}

/** A log that goes nowhere, for tests and tools. */
export const silentLogger: Logger = pino({ level: 'silent' });
