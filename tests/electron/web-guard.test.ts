/** What no page of the desktop app may do, tried on every way out that Electron offers. */
import { describe, expect, it } from 'vitest';
import { startShell } from '../../electron/desktop-shell.ts';
import { FakeContents, FakeElectron, PreventableEvent } from './fake-electron.ts';

const foreign = [
  'https://example.com/',
  'http://127.0.0.1:4578/',
  'http://localhost:4577/',
  'https://127.0.0.1:4577/',
  'http://127.0.0.1:4577@example.com/',
  'http://user@127.0.0.1.example.com:4577/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  'about:blank',
  'chrome://settings',
  'devtools://devtools/bundled/inspector.html',
  'smb://server/share',
  'ms-msdt:/id',
  '',
  'not an address',
];

async function running() {
  const electron = new FakeElectron();
  await startShell(electron.parts(), { paths: { host: 'host.js', preload: 'console.cjs' }, args: [], locale: 'en' });
  electron.host.tell({ type: 'ready', url: 'http://127.0.0.1:4577/?token=abc' });
  return electron;
}

const ways = ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const;

describe('pages of the desktop app', () => {
  for (const way of ways) {
    it(`EL10 ${way}: only the host's own pages`, async () => {
      const { window } = await running();
      const passed = foreign.filter((address) => {
        const event = new PreventableEvent(address);
        window.webContents.emit(way, event);
        return !event.prevented;
      });
      expect(passed).toEqual([]);
      const home = new PreventableEvent('http://127.0.0.1:4577/console/');
      window.webContents.emit(way, home);
      expect(home.prevented).toBe(false);
    });
  }

  it('EL11 no window is opened; an https link opens in the own browser of the person, nothing else does', async () => {
    const electron = await running();
    const actions = [...foreign, 'http://127.0.0.1:4577/console/'].map(
      (url) => electron.window.webContents.windowOpenHandler({ url }).action,
    );
    expect(new Set(actions)).toEqual(new Set(['deny']));
    expect(electron.openedOutside).toEqual(['https://example.com/', 'https://127.0.0.1:4577/']);
  });

  it('EL11 the guard covers every web contents, whoever makes it', async () => {
    const electron = await running();
    const other = new FakeContents();
    electron.app.emit('web-contents-created', {}, other);
    const away = new PreventableEvent('https://example.com/');
    other.emit('will-navigate', away);
    const webview = new PreventableEvent();
    other.emit('will-attach-webview', webview);
    expect([away.prevented, webview.prevented, other.windowOpenHandler({ url: 'about:blank' }).action]).toEqual([true, true, 'deny']);
  });

  it('EL12 no permission is given, asked or checked, but writing text to the clipboard from an own page', async () => {
    const { session } = await running();
    const permissions = [
      ...['media', 'geolocation', 'notifications', 'midi', 'pointerLock', 'fullscreen', 'openExternal', 'hid', 'serial', 'usb'],
      ...['clipboard-read', 'display-capture', 'fileSystem', 'storage-access', 'window-management', 'clipboard-sanitized-write'],
    ];
    const own = 'http://127.0.0.1:4577/console/';
    const granted = (address: string) =>
      permissions.filter((permission) => {
        let asked = false;
        session.permissionRequest(null, permission, (given) => (asked = given), { requestingUrl: address });
        expect(session.permissionCheck(null, permission, address)).toBe(asked);
        return asked;
      });
    expect(granted(own)).toEqual(['clipboard-sanitized-write']);
    expect(granted('https://example.com/')).toEqual([]);
    expect(session.devicePermission()).toBe(false);
  });
});
