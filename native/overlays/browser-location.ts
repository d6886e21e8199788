/** Finds an installed Chromium, Chrome or Edge to draw pictures with. */
import { existsSync } from 'node:fs';
import { posix, win32 } from 'node:path';

export interface BrowserSearch {
  platform: NodeJS.Platform;
  environment: Readonly<Record<string, string | undefined>>;
  exists(path: string): boolean;
}

export const thisMachine: BrowserSearch = { platform: process.platform, environment: process.env, exists: existsSync };

const linuxNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'microsoft-edge-stable'];
const linuxPaths = ['/snap/bin/chromium', '/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge'];
const macPaths = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'Chromium.app/Contents/MacOS/Chromium',
];
const windowsPaths = [
  'Microsoft\\Edge\\Application\\msedge.exe',
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
];

/** Path of the executable, or null. `STUDIO_CHROMIUM` decides alone when it is set: a wrong one is not replaced in silence. */
export function findBrowser(search: BrowserSearch = thisMachine): string | null {
  const chosen = search.environment['STUDIO_CHROMIUM'];
  if (chosen) return search.exists(chosen) ? chosen : null;
  return candidates(search).find((path) => search.exists(path)) ?? null;
}

function candidates({ platform, environment }: BrowserSearch): string[] {
  if (platform === 'win32') {
    const roots = ['ProgramFiles(x86)', 'ProgramFiles', 'LOCALAPPDATA'].flatMap((name) => environment[name] ?? []);
    return windowsPaths.flatMap((path) => roots.map((root) => win32.join(root, path)));
  }
  if (platform === 'darwin') {
    const roots = ['/Applications', ...(environment['HOME'] ? [posix.join(environment['HOME'], 'Applications')] : [])];
    return macPaths.flatMap((path) => roots.map((root) => posix.join(root, path)));
  }
  const folders = (environment['PATH'] ?? '/usr/bin:/usr/local/bin').split(':').filter((folder) => folder.startsWith('/'));
  return [...linuxNames.flatMap((name) => folders.map((folder) => posix.join(folder, name))), ...linuxPaths];
}
