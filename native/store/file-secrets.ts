/** Secrets in a private file of the data folder, for a host without the operating system's secret store. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { accepted, refused, refusedInput, type Result } from '../contract/refusal.ts';
import type { SecretStore } from '../kernel/secret-store.ts';
import { replaceFile } from './whole-file.ts';

const secretsFileSchema = z.record(z.string(), z.string());
/** Readable by the studio's own user only. */
const MODE = 0o600;

/** Opens `secrets.json`, which need not exist yet; refuses with `config-invalid` when it cannot be understood. */
export function openFileSecrets(path: string): Result<SecretStore> {
  const read = readSecrets(path);
  if (!read.ok) return read;
  let secrets: ReadonlyMap<string, string> = new Map(Object.entries(read.value));
  const replace = (next: ReadonlyMap<string, string>) => {
    replaceFile(path, `${JSON.stringify(Object.fromEntries(next), null, 2)}\n`, MODE);
    secrets = next;
  };
  return accepted({
    get: (name) => secrets.get(name) ?? null,
    set: (name, value) => replace(new Map(secrets).set(name, value)),
    remove(name) {
      const next = new Map(secrets);
      if (next.delete(name)) replace(next);
    },
  });
}

function readSecrets(path: string): Result<Record<string, string>> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return accepted({});
    // The parser's message would quote the file, which holds secrets.
    return refused('config-invalid', { file: path, at: '', problem: code ?? 'not JSON' });
  }
  const secrets = secretsFileSchema.safeParse(json);
  if (secrets.success) return accepted(secrets.data);
  const { refusal } = refusedInput(secrets.error, 'config-invalid');
  return { ok: false, refusal: { ...refusal, context: { ...refusal.context, file: path } } };
}
