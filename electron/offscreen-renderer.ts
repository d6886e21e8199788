/** Draws the overlay page in a hidden off-screen window and takes transparent pictures of it, for the host. */
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import { type DrawingAnswer, type DrawingOrder, paintedUpTo } from '../native/contract/drawing.ts';

const DRAW_LIMIT_MS = 4_000;
/** After so many failures in a row the page is taken for broken and opened anew. */
const FAILURES_BEFORE_REOPENING = 2;

/** Sealed as a page from anywhere would be, without a bridge: it draws and speaks with the host by its own socket. */
export function offscreenWindowOptions(width: number, height: number): BrowserWindowConstructorOptions {
  return {
    width,
    height,
    useContentSize: true,
    show: false,
    frame: false,
    transparent: true,
    backgroundColor: '#00000000',
    skipTaskbar: true,
    focusable: false,
    // A portrait overlay is taller than most screens.
    enableLargerThanScreen: true,
    webPreferences: {
      offscreen: true,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      // It is never shown, and must go on painting.
      backgroundThrottling: false,
      spellcheck: false,
    },
  };
}

interface OffscreenPorts {
  createWindow(options: BrowserWindowConstructorOptions): BrowserWindow;
  after(delayMs: number, callback: () => void): () => void;
}

export class OffscreenRenderer {
  readonly #ports: OffscreenPorts;
  #wanted: { url: string; width: number; height: number } | null = null;
  #window: BrowserWindow | null = null;
  #failures = 0;

  constructor(ports: OffscreenPorts) {
    this.#ports = ports;
  }

  /** Never rejects: what went wrong is the answer. */
  async answer(order: DrawingOrder): Promise<DrawingAnswer> {
    const { orderId } = order;
    try {
      return { type: 'drawn', orderId, picture: await this.#do(order), problem: null };
    } catch (error) {
      // The address carries the overlay's token, which belongs in no log.
      const problem = (error instanceof Error ? error.message : String(error)).replace(/token=[^&\s"']+/gu, 'token=…');
      return { type: 'drawn', orderId, picture: null, problem };
    }
  }

  close(): void {
    this.#wanted = null;
    this.#closeWindow();
  }

  async #do(order: DrawingOrder): Promise<DrawingAnswer['picture']> {
    if (order.type === 'drawStop') {
      this.close();
      return null;
    }
    if (order.type === 'drawCapture') return this.#capture(order.ledgerSeq);
    const { url, width, height } = order;
    this.#closeWindow();
    this.#wanted = { url, width, height };
    await this.#open();
    return null;
  }

  async #open(): Promise<BrowserWindow> {
    if (this.#window) return this.#window;
    if (!this.#wanted) throw new Error('not started');
    const { url, width, height } = this.#wanted;
    const window = this.#ports.createWindow(offscreenWindowOptions(width, height));
    this.#window = window;
    const forget = () => {
      if (this.#window === window) this.#closeWindow();
    };
    window.webContents.on('render-process-gone', forget);
    window.on('closed', () => {
      if (this.#window === window) this.#window = null;
    });
    try {
      await window.loadURL(url);
    } catch (error) {
      forget();
      throw error;
    }
    return window;
  }

  async #capture(ledgerSeq: number): Promise<Uint8Array<ArrayBuffer>> {
    const window = await this.#open();
    try {
      await this.#inTime(window.webContents.executeJavaScript(paintedUpTo(ledgerSeq)));
      const image = await this.#inTime(window.webContents.capturePage());
      if (image.isEmpty()) throw new Error('an empty picture');
      this.#failures = 0;
      return new Uint8Array(image.toPNG());
    } catch (error) {
      this.#failures += 1;
      if (this.#failures >= FAILURES_BEFORE_REOPENING) this.#closeWindow();
      throw error;
    }
  }

  #closeWindow(): void {
    const window = this.#window;
    this.#window = null;
    this.#failures = 0;
    // A page that hangs would hold back a mere close.
    if (window && !window.isDestroyed()) window.destroy();
  }

  /** A page whose process hangs leaves what was asked of it pending for ever. */
  async #inTime<T>(work: Promise<T>): Promise<T> {
    let cancel = () => {};
    const late = new Promise<never>((_resolve, reject) => {
      cancel = this.#ports.after(DRAW_LIMIT_MS, () => reject(new Error('the page did not paint in time')));
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      cancel();
    }
  }
}
