/** Whether the desktop app can run is found out without starting it, and without fetching anything where it could not run. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findDesktopRuntime, type RuntimeMachine } from '../../scripts/desktop-runtime.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function machine(changes: Partial<RuntimeMachine> = {}): RuntimeMachine & { fetches: number } {
  const packageFolder = mkdtempSync(join(tmpdir(), 'runtime-'));
  folders.push(packageFolder);
  const made = {
    platform: 'linux' as const,
    environment: { DISPLAY: ':0' },
    root: false,
    packageFolder,
    starts: () => true,
    fetches: 0,
    async fetch(): Promise<'done' | 'failed' | 'too-slow'> {
      made.fetches += 1;
      install(packageFolder);
      return 'done';
    },
    ...changes,
  };
  return made;
}

function install(packageFolder: string): void {
  mkdirSync(join(packageFolder, 'dist'), { recursive: true });
  writeFileSync(join(packageFolder, 'dist', 'electron'), '');
  writeFileSync(join(packageFolder, 'path.txt'), 'electron');
}

describe('the desktop runtime', () => {
  it('ST1 on Linux without a desktop nothing is fetched', async () => {
    const without = machine({ environment: {} });
    expect(await findDesktopRuntime(without)).toEqual({ reason: 'reasonNoDisplay' });
    expect(without.fetches).toBe(0);
  });

  it('ST1 root on Linux is told so, because the sandbox stays on', async () => {
    expect(await findDesktopRuntime(machine({ root: true }))).toEqual({ reason: 'reasonRoot' });
  });

  it('ST1 an absent runtime is fetched once; a present one is not', async () => {
    const fresh = machine();
    const path = join(fresh.packageFolder, 'dist', 'electron');
    expect(await findDesktopRuntime(fresh)).toEqual({ path });
    expect(await findDesktopRuntime(fresh)).toEqual({ path });
    expect(fresh.fetches).toBe(1);
  });

  it('ST1 a download that fails, is too slow or leaves nothing, and a runtime that does not start, each have their reason', async () => {
    expect(await findDesktopRuntime(machine({ fetch: async () => 'failed' }))).toEqual({ reason: 'reasonFetchFailed' });
    expect(await findDesktopRuntime(machine({ fetch: async () => 'too-slow' }))).toEqual({ reason: 'reasonFetchSlow' });
    expect(await findDesktopRuntime(machine({ fetch: async () => 'done' }))).toEqual({ reason: 'reasonFetchFailed' });
    expect(await findDesktopRuntime(machine({ starts: () => false }))).toEqual({ reason: 'reasonBroken' });
    expect(await findDesktopRuntime(machine({ packageFolder: '/nowhere' }))).toEqual({ reason: 'reasonNotInstalled' });
  });

  it('ST1 on Windows and macOS no display is looked for', async () => {
    expect(await findDesktopRuntime(machine({ platform: 'win32', environment: {} }))).toHaveProperty('path');
    expect(await findDesktopRuntime(machine({ platform: 'darwin', environment: {} }))).toHaveProperty('path');
  });
});
