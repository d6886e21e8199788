/** Where an installed browser is looked for on each system. */
import { describe, expect, it } from 'vitest';
import { findBrowser } from '../../../native/overlays/browser-location.ts';

const machine = (platform: NodeJS.Platform, environment: Record<string, string>, ...installed: string[]) => ({
  platform,
  environment,
  exists: (path: string) => installed.includes(path),
});

describe('finding a browser', () => {
  it('OV20 takes the one that STUDIO_CHROMIUM names, and no other when that one is missing', () => {
    expect(findBrowser(machine('linux', { STUDIO_CHROMIUM: '/my/chromium', PATH: '/usr/bin' }, '/my/chromium', '/usr/bin/chromium'))).toBe(
      '/my/chromium',
    );
    expect(findBrowser(machine('linux', { STUDIO_CHROMIUM: '/gone', PATH: '/usr/bin' }, '/usr/bin/chromium'))).toBeNull();
  });

  it('OV20 knows the places of Linux, Windows and macOS', () => {
    expect(findBrowser(machine('linux', { PATH: '/usr/local/bin:/usr/bin' }, '/usr/bin/google-chrome'))).toBe('/usr/bin/google-chrome');
    expect(findBrowser(machine('linux', {}, '/opt/microsoft/msedge/msedge'))).toBe('/opt/microsoft/msedge/msedge');
    const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
    expect(findBrowser(machine('win32', { 'ProgramFiles(x86)': 'C:\\Program Files (x86)' }, edge))).toBe(edge);
    const chrome = '/Users/aygul/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(findBrowser(machine('darwin', { HOME: '/Users/aygul' }, chrome))).toBe(chrome);
    expect(findBrowser(machine('darwin', {}))).toBeNull();
  });
});
