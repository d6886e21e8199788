/** The shell in a real Electron, where its runtime and a display are at hand. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ensurePagesBuilt, ensureShellBuilt } from '../../scripts/build.ts';
import { findDesktopRuntime, thisRuntimeMachine } from '../../scripts/desktop-runtime.ts';

const ROOT = join(import.meta.dirname, '../..');

it('EL13 the desktop app starts its host and ends cleanly on SIGTERM', { timeout: 120_000 }, async ({ skip }) => {
  const machine = thisRuntimeMachine(ROOT, () => {});
  const runtime = await findDesktopRuntime({ ...machine, fetch: async () => 'failed' });
  if ('reason' in runtime) return skip(`Electron cannot run here: ${runtime.reason}`);
  await ensurePagesBuilt(() => {});
  await ensureShellBuilt(() => {});
  const data = mkdtempSync(join(tmpdir(), 'shell-'));
  const child = spawn(runtime.path, [ROOT, '--simulated-obs', '--port', '0', '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const ready = new Promise<string>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => /^studio ready (\S+)/mu.test(text) && resolve(text));
    });
    expect(await ready).toContain('http://127.0.0.1:');
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  } finally {
    child.kill('SIGKILL');
    rmSync(data, { recursive: true, force: true });
  }
});
