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
  // No prototype: a secret may be asked for under any name.
  let secrets: Record<string, string> = Object.assign(Object.create(null) as Record<string, string>, read.value);
  const replace = (next: Record<string, string>) => {
    replaceFile(path, `${JSON.stringify(next, null, 2)}\n`, MODE);
    secrets = Object.assign(Object.create(null) as Record<string, string>, next);
  };
  return accepted({
    get: (name) => secrets[name] ?? null,
    set: (name, value) => replace({ ...secrets, [name]: value }),
    remove(name) {
      if (!(name in secrets)) return;
      const { [name]: _, ...rest } = secrets;
      replace(rest);
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
