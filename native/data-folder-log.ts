/** The log of a data folder: the first file that is written there shows whether the folder can be used at all. */
import { join } from 'node:path';
import { accepted, refused, type Result } from './contract/refusal.ts';
import { createLogger, type Logger } from './kernel/logger.ts';
import { storageFailureOf } from './store/storage-failure.ts';

/** Writes to `<dataFolder>/logs/<program>.log`; a folder that cannot be used is refused as its database would be. */
export function openLog(dataFolder: string, program: 'studio' | 'district'): Result<Logger> {
  try {
    return accepted(createLogger(join(dataFolder, 'logs', `${program}.log`)));
  } catch (error) {
    const failure = storageFailureOf(error, join(dataFolder, `${program}.db`));
    if (!failure) throw error;
    return refused(failure.code, failure.context);
  }
}
