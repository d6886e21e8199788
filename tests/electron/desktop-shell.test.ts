/** The desktop shell against a recording Electron: window, instance, host, closing, keeping awake. */
import { describe, expect, it } from 'vitest';
import { startShell } from '../../electron/desktop-shell.ts';
import { CRASH_WINDOW_MS, MOST_CRASHES } from '../../electron/host-supervisor.ts';
import { FakeElectron, PreventableEvent } from './fake-electron.ts';

const URL_OF_HOST = 'http://127.0.0.1:4577/?token=abc';
const paths = { host: '/app/out/main/host.js', preload: '/app/out/preload/console.cjs' };

async function started(electron = new FakeElectron(), nowMs: () => number = () => 0) {
  await startShell(electron.parts(), { paths, args: ['--rehearse', 'day-one'], locale: undefined, nowMs });
  return electron;
}

async function running(nowMs?: () => number) {
  const electron = await started(undefined, nowMs);
  electron.host.tell({ type: 'ready', url: URL_OF_HOST });
  return electron;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the desktop shell', () => {
  it('EL1 makes one sealed window, for the host that said it is ready', async () => {
    const electron = await started();
    expect(electron.hosts.map(({ modulePath, args }) => ({ modulePath, args }))).toEqual([
      { modulePath: paths.host, args: ['--rehearse', 'day-one'] },
    ]);
    expect(electron.windows).toEqual([]);
    electron.host.tell({ type: 'ready', url: URL_OF_HOST });
    expect(electron.windows.map(({ loaded }) => loaded)).toEqual([[URL_OF_HOST]]);
    expect(electron.window.options.webPreferences).toEqual({
      preload: paths.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      backgroundThrottling: false,
      spellcheck: false,
    });
  });

  it('EL2 shows the window with its first frame, on a dark ground', async () => {
    const { window } = await running();
    expect(window.options).toMatchObject({ show: false, backgroundColor: '#101418' });
    expect(window.shown).toBe(false);
    window.emit('ready-to-show');
    expect(window.shown).toBe(true);
  });

  it('EL3 a second start quits and brings the first to the front', async () => {
    const second = new FakeElectron();
    second.app.isFirstInstance = false;
    await started(second);
    expect(second.app.quits).toBe(1);
    expect(second.hosts).toEqual([]);

    const first = await running();
    first.window.minimized = true;
    first.app.emit('second-instance');
    expect(first.window).toMatchObject({ minimized: false, shown: true, focused: 1 });
  });

  it('EL4 closing off air asks nothing, stops the host cleanly and ends with status 0', async () => {
    const electron = await running();
    const close = new PreventableEvent();
    electron.window.emit('close', close);
    expect(close.prevented).toBe(true);
    await settled();
    expect(electron.questions).toEqual([]);
    expect(electron.host.received).toEqual([{ type: 'stop' }]);
    expect(electron.app.exitStatus).toBe(0);
  });

  it('EL4 closing while on air asks; to stay is the default, and then nothing ends', async () => {
    const electron = await running();
    electron.host.tell({ type: 'onAir', onAir: true });
    electron.window.emit('close', new PreventableEvent());
    electron.app.emit('before-quit', new PreventableEvent());
    await settled();
    expect(electron.questions).toHaveLength(1);
    expect(electron.questions[0]).toMatchObject({ defaultId: 0, cancelId: 0, buttons: ['继续直播', '仍要退出'] });
    expect(electron.host.received).toEqual([]);
    expect(electron.app.exitStatus).toBeNull();

    electron.answer = 1;
    electron.app.quit();
    await settled();
    expect(electron.questions).toHaveLength(2);
    expect(electron.app.exitStatus).toBe(0);
    expect(electron.awake.size).toBe(0);
  });

  it('EL5 keeps the computer awake while on air, and only then', async () => {
    const electron = await running();
    expect(electron.awake.size).toBe(0);
    electron.host.tell({ type: 'onAir', onAir: true });
    electron.host.tell({ type: 'onAir', onAir: true });
    expect(electron.awake.size).toBe(1);
    electron.host.tell({ type: 'onAir', onAir: false });
    expect(electron.awake.size).toBe(0);
  });

  it('EL6 a host that crashes is started again; the page at the same address is left alone', async () => {
    const electron = await running();
    electron.host.emit('exit', 139);
    expect(electron.hosts).toHaveLength(2);
    electron.host.tell({ type: 'ready', url: URL_OF_HOST });
    expect(electron.window.loaded).toEqual([URL_OF_HOST]);
    electron.host.emit('exit', 139);
    electron.host.tell({ type: 'ready', url: 'http://127.0.0.1:4577/?token=new' });
    expect(electron.window.loaded).toEqual([URL_OF_HOST, 'http://127.0.0.1:4577/?token=new']);
    expect(electron.windows).toHaveLength(1);
  });

  it('EL6 a host that crashes again and again is given up with one sentence', async () => {
    const electron = await running();
    for (let crash = 0; crash <= MOST_CRASHES; crash += 1) electron.host.emit('exit', 139);
    expect(electron.hosts).toHaveLength(MOST_CRASHES + 1);
    expect(electron.errors).toHaveLength(1);
    expect(electron.errors[0]!.detail).toContain(String(MOST_CRASHES + 1));
    expect(electron.app.exitStatus).toBe(1);
  });

  it('EL6 crashes far apart are not counted together', async () => {
    let nowMs = 0;
    const electron = await running(() => nowMs);
    for (let crash = 0; crash < 10; crash += 1) {
      electron.host.emit('exit', 1);
      nowMs += CRASH_WINDOW_MS;
    }
    expect(electron.hosts).toHaveLength(11);
    expect(electron.errors).toEqual([]);
  });

  it('EL7 a host that cannot start is not tried again; its own sentence is shown', async () => {
    const electron = await started();
    electron.host.tell({ type: 'refused', sentence: '端口 4577 已被占用。' });
    electron.host.emit('exit', 1);
    expect(electron.hosts).toHaveLength(1);
    expect(electron.errors).toEqual([{ title: '直播间无法启动', detail: '端口 4577 已被占用。' }]);
    expect(electron.app.exitStatus).toBe(1);
  });

  it('EL7 a message that is none of the protocol is nothing', async () => {
    const electron = await started();
    for (const message of [
      null,
      'ready',
      { type: 'ready' },
      { type: 'ready', url: 'nowhere' },
      { type: 'onAir', onAir: 'yes' },
      { type: 'x' },
    ])
      electron.host.tell(message);
    expect(electron.windows).toEqual([]);
    expect(electron.awake.size).toBe(0);
  });

  it('EL8 a console page that dies is loaded again, but not for ever', async () => {
    const { window } = await running();
    window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit' });
    expect(window.webContents.reloads).toBe(0);
    for (let death = 0; death < 20; death += 1) window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(window.webContents.reloads).toBe(5);
  });

  it('EL9 every menu label is a text of the interface language', async () => {
    const { menu } = await running();
    expect(menu.map(({ label }) => label)).toEqual(['直播间', '编辑', '显示']);
    const items = menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : [])).filter(({ type }) => type !== 'separator');
    expect(items.filter(({ label }) => !label)).toEqual([]);
    expect(items.map(({ role }) => role)).not.toContain('toggleDevTools');
  });
});
