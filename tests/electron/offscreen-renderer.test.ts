/**
 * Pictures drawn by the desktop shell, on a recording stand-in for Electron. What it cannot tell: whether a real off-screen window paints,
 * keeps transparency, and has the size that was asked for; the real runtime is tested where it can be had (`real-runtime.test.ts`).
 */
import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { OffscreenRenderer } from '../../electron/offscreen-renderer.ts';
import { startShell } from '../../electron/desktop-shell.ts';
import { type DrawingOrder, drawingAnswerSchema } from '../../native/contract/drawing.ts';
import { ShellRenderer } from '../../native/overlays/shell-renderer.ts';
import { manualClock } from '../native/manual-clock.ts';
import { FakeElectron } from './fake-electron.ts';

const URL_OF_PAGE = 'http://127.0.0.1:4577/overlays/?still=1&token=secret';
const size = { width: 1080, height: 1920 };

function drawing() {
  const electron = new FakeElectron();
  const limits: (() => void)[] = [];
  const renderer = new OffscreenRenderer({
    createWindow: electron.parts().createWindow,
    after(_delayMs, callback) {
      limits.push(callback);
      return () => limits.splice(limits.indexOf(callback), 1);
    },
  });
  const start = () => renderer.answer({ type: 'drawStart', orderId: 1, url: URL_OF_PAGE, ...size });
  const capture = (ledgerSeq: number) => renderer.answer({ type: 'drawCapture', orderId: 2, ledgerSeq });
  return { electron, renderer, start, capture, limits };
}

describe('pictures drawn by the desktop shell', () => {
  it('EL20 draws in a hidden, transparent, sealed window without a bridge, in the size that was asked for', async () => {
    const { electron, start } = drawing();
    expect(await start()).toEqual({ type: 'drawn', orderId: 1, picture: null, problem: null });
    const { options, loaded, shown } = electron.window;
    expect({ loaded, shown }).toEqual({ loaded: [URL_OF_PAGE], shown: false });
    expect(options).toMatchObject({ ...size, useContentSize: true, show: false, transparent: true, frame: false });
    expect(options.webPreferences).toMatchObject({
      offscreen: true,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      backgroundThrottling: false,
    });
    expect(options.webPreferences).not.toHaveProperty('preload');
  });

  it('EL21 takes the picture once the page has painted so far, and gives up on one that does not', async () => {
    const { electron, start, capture, limits } = drawing();
    await start();
    electron.window.webContents.paintedSeq = 7;
    const drawn = await capture(7);
    expect(drawingAnswerSchema.parse(drawn)).toMatchObject({ orderId: 2, problem: null });
    expect(Buffer.from(drawn.picture!).toString()).toBe('a picture');
    expect(limits).toHaveLength(0);
    const late = capture(8);
    await new Promise(setImmediate);
    limits[0]!();
    expect(await late).toMatchObject({ picture: null, problem: 'the page did not paint in time' });
    expect(electron.windows).toHaveLength(1);
    const again = capture(8);
    await new Promise(setImmediate);
    limits[0]!();
    await again;
    expect(electron.window.destroyed).toBe(true);
    const fresh = capture(-1);
    await fresh;
    expect(electron.windows).toHaveLength(2);
    expect(electron.window.loaded).toEqual([URL_OF_PAGE]);
  });

  it('EL22 a page whose process dies is opened again by the next picture, and stopping ends it', async () => {
    const { electron, start, capture, renderer } = drawing();
    await start();
    electron.window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(electron.window.destroyed).toBe(true);
    expect(await capture(-1)).toMatchObject({ problem: null });
    expect(electron.windows).toHaveLength(2);
    await renderer.answer({ type: 'drawStop', orderId: 3 });
    expect(electron.window.destroyed).toBe(true);
    expect(await capture(-1)).toMatchObject({ problem: 'not started' });
  });

  it('EL23 says what went wrong without the overlay’s token', async () => {
    const electron = new FakeElectron();
    const renderer = new OffscreenRenderer({
      createWindow(options) {
        const window = electron.parts().createWindow(options);
        electron.window.loadFailure = `ERR_CONNECTION_REFUSED (-102) loading '${URL_OF_PAGE}'`;
        return window;
      },
      after: () => () => {},
    });
    const answer = await renderer.answer({ type: 'drawStart', orderId: 1, url: URL_OF_PAGE, ...size });
    expect(answer.problem).toContain('ERR_CONNECTION_REFUSED');
    expect(answer.problem).not.toContain('secret');
    expect(electron.window.destroyed).toBe(true);
  });

  it('EL24 the host orders pictures over its own line, and a host that ends takes the window with it', async () => {
    const electron = new FakeElectron();
    await startShell(electron.parts(), { paths: { host: 'host.js', preload: 'preload.cjs' }, args: [], locale: undefined });
    electron.host.stopsWhenAsked = false;
    electron.host.tell({ type: 'drawStart', orderId: 1, url: 'not an address', ...size });
    expect(electron.windows).toHaveLength(0);
    electron.host.tell({ type: 'drawStart', orderId: 1, url: URL_OF_PAGE, ...size });
    await expect.poll(() => electron.host.received).toEqual([{ type: 'drawn', orderId: 1, picture: null, problem: null }]);
    const { window } = electron;
    electron.host.tell({ type: 'ready', url: 'http://127.0.0.1:4577/?token=abc' });
    electron.host.emit('exit', 139);
    expect(window.destroyed).toBe(true);
  });

  it('EL25 the host’s side takes pictures as any renderer, and refuses where the shell does not answer', async () => {
    const clock = manualClock();
    const line = new EventEmitter();
    const orders: DrawingOrder[] = [];
    const { renderer: shell, electron } = drawing();
    let answers = true;
    const renderer = new ShellRenderer(
      {
        post(order) {
          orders.push(order);
          if (answers) void shell.answer(order).then((answer) => line.emit('message', structuredClone(answer)));
        },
        onMessage: (listener) => void line.on('message', listener),
      },
      clock,
    );
    expect(await renderer.start(URL_OF_PAGE, size)).toEqual({ ok: true, value: undefined });
    electron.window.webContents.paintedSeq = 3;
    expect(await renderer.capture(3)).toEqual({ ok: true, value: Buffer.from('a picture') });
    line.emit('message', { type: 'drawn', orderId: 'x' });
    answers = false;
    const unanswered = renderer.capture(4);
    await clock.advance(10_000);
    expect(await unanswered).toMatchObject({ ok: false, refusal: { code: 'picture-failed' } });
    answers = true;
    await renderer.stop();
    expect(electron.window.destroyed).toBe(true);
    expect(orders.map(({ type, orderId }) => `${orderId} ${type}`)).toEqual([
      '1 drawStart',
      '2 drawCapture',
      '3 drawCapture',
      '4 drawStop',
    ]);
  });
});
