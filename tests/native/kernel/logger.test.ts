/** The log: secrets are cut out, and a disk without room ends nothing. */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../../native/kernel/logger.ts';

const full = existsSync('/dev/full');

describe('the log', () => {
  it('KE1 cuts secrets out of what is logged', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'hetian-log-')), 'studio.log');
    createLogger(path).info({ url: 'ws://127.0.0.1:4455', password: 'walnut-1', feed: { secret: 'walnut-2' } }, 'connecting');
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('connecting');
    expect(text).not.toMatch(/walnut-\d/u);
  });

  it.skipIf(!full)(`KE2 a disk without room ends nothing${full ? '' : ' (needs /dev/full)'}`, async () => {
    const log = createLogger('/dev/full');
    expect(() => log.info('no room for this')).not.toThrow();
    await new Promise((resolve) => setImmediate(resolve));
    expect(() => log.info('nor for this')).not.toThrow();
  });
});
