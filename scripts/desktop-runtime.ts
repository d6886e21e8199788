/** Where Electron's runtime is, fetched once if need be, or why the desktop app cannot run on this machine. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type RuntimeReason =
  | 'reasonNoDisplay'
  | 'reasonRoot'
  | 'reasonNotInstalled'
  | 'reasonFetchFailed'
  | 'reasonFetchSlow'
  | 'reasonBroken';
export type DesktopRuntime = { path: string } | { reason: RuntimeReason };

/** A thin line needs minutes for some 110 MB; a blocked one must not keep the desk waiting for longer. */
export const FETCH_LIMIT_MINUTES = 4;
const PROGRESS_EVERY_MS = 15_000;
const START_LIMIT_MS = 30_000;

export interface RuntimeMachine {
  platform: NodeJS.Platform;
  environment: Record<string, string | undefined>;
  root: boolean;
  /** Folder of the electron package. */
  packageFolder: string;
  /** Runs the package's own installer. */
  fetch(): Promise<'done' | 'failed' | 'too-slow'>;
  /** Whether the program starts at all: a library may be missing. */
  starts(path: string): boolean;
}

/** A Linux machine without a desktop is told by its environment; it neither fetches nor starts anything. */
export async function findDesktopRuntime(machine: RuntimeMachine): Promise<DesktopRuntime> {
  if (machine.platform === 'linux' && !hasDisplay(machine.environment)) return { reason: 'reasonNoDisplay' };
  // Chromium refuses to run as root with its sandbox on, and the sandbox stays on.
  if (machine.platform === 'linux' && machine.root) return { reason: 'reasonRoot' };
  if (!existsSync(machine.packageFolder)) return { reason: 'reasonNotInstalled' };
  if (!installedPath(machine)) {
    const fetched = await machine.fetch();
    if (fetched !== 'done') return { reason: fetched === 'failed' ? 'reasonFetchFailed' : 'reasonFetchSlow' };
  }
  const path = installedPath(machine);
  if (!path) return { reason: 'reasonFetchFailed' };
  return machine.starts(path) ? { path } : { reason: 'reasonBroken' };
}

export function hasDisplay(environment: RuntimeMachine['environment']): boolean {
  return Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY']);
}

/** The package is never imported: its main file downloads by itself and without an end. */
function installedPath({ packageFolder, environment }: RuntimeMachine): string | null {
  const pathFile = join(packageFolder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const path = join(environment['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(packageFolder, 'dist'), readFileSync(pathFile, 'utf8').trim());
  return existsSync(path) ? path : null;
}

export function thisRuntimeMachine(root: string, onProgress: (elapsedSeconds: number) => void): RuntimeMachine {
  const packageFolder = join(root, 'node_modules', 'electron');
  return {
    platform: process.platform,
    environment: process.env,
    root: process.getuid?.() === 0,
    packageFolder,
    fetch: () => runInstaller(join(packageFolder, 'install.js'), onProgress),
    starts(path) {
      const environment = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
      return spawnSync(path, ['-e', ''], { env: environment, timeout: START_LIMIT_MS, stdio: 'ignore' }).status === 0;
    },
  };
}

function runInstaller(script: string, onProgress: (elapsedSeconds: number) => void): Promise<'done' | 'failed' | 'too-slow'> {
  onProgress(0);
  const beganAtMs = performance.now();
  const child = spawn(process.execPath, [script], { stdio: 'ignore' });
  return new Promise((resolve) => {
    const ticking = setInterval(() => onProgress(Math.round((performance.now() - beganAtMs) / 1000)), PROGRESS_EVERY_MS);
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      settle('too-slow');
    }, FETCH_LIMIT_MINUTES * 60_000);
    const settle = (outcome: 'done' | 'failed' | 'too-slow') => {
      clearInterval(ticking);
      clearTimeout(deadline);
      resolve(outcome);
    };
    child.on('error', () => settle('failed'));
    child.on('exit', (code) => settle(code === 0 ? 'done' : 'failed'));
  });
}
