/** Settings, secrets and whole-file replacement. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openFileSecrets } from '../../../native/store/file-secrets.ts';
import { Settings } from '../../../native/store/settings.ts';
import { openTestStorage, temporaryFolder } from './test-storage.ts';

function secretsIn(path: string) {
  const secrets = openFileSecrets(path);
  if (!secrets.ok) throw new Error(secrets.refusal.code);
  return secrets.value;
}

describe('secrets in a file', () => {
  it('ST15 are kept for the own user only and read back after a restart', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'secrets.json');
    const secrets = secretsIn(path);
    expect(secrets.get('obs')).toBeNull();
    secrets.set('obs', 'pass');
    secrets.remove('nothing');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    const again = secretsIn(path);
    expect(again.get('obs')).toBe('pass');
    expect(again.get('toString')).toBeNull();
    again.remove('obs');
    expect(secretsIn(path).get('obs')).toBeNull();
    expect(readdirSync(folder)).toEqual(['secrets.json']);
  });

  it('a file that cannot be understood is told without quoting it', () => {
    const path = join(temporaryFolder(), 'secrets.json');
    for (const text of ['{"obs": "hunter2', '["hunter2"]', '{"obs": {"hunter2": 1}}']) {
      writeFileSync(path, text);
      const secrets = openFileSecrets(path);
      expect(secrets).toMatchObject({ ok: false, refusal: { code: 'config-invalid', context: { file: path } } });
      expect(JSON.stringify(secrets)).not.toContain('"hunter2"');
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
  });
});

describe('settings', () => {
  it('are durable, and one that no longer fits its schema reads as none', async () => {
    const { reader, writer } = await openTestStorage();
    const settings = new Settings(reader, writer);
    expect(settings.get('studio', z.object({ locale: z.string() }))).toBeNull();
    await settings.set('studio', { locale: 'zh-CN' });
    await settings.set('studio', { locale: 'ug' });
    expect(settings.get('studio', z.object({ locale: z.string() }))).toEqual({ locale: 'ug' });
    expect(settings.get('studio', z.object({ locale: z.number() }))).toBeNull();
  });
});
