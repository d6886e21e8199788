/** The log: structured lines to a file or standard error; fields that may hold secrets are cut out. */
import pino from 'pino';

export type Logger = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error'> & { child(bindings: Record<string, unknown>): Logger };

const SECRET_FIELDS = ['password', 'secret', 'token', 'authorization', 'cookie'].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** `destination` is a file path, or 2 for standard error. */
export function createLogger(destination: string | 2, level: 'debug' | 'info' | 'warn' | 'silent' = 'info'): Logger {
  return pino(
    { level, redact: { paths: SECRET_FIELDS, censor: '[secret]' }, base: null },
    pino.destination({ dest: destination, mkdir: true, sync: true }),
  );
}

/** A log that goes nowhere, for tests and tools. */
export const silentLogger: Logger = pino({ level: 'silent' });
