/** The desktop shell: one instance, one host, one console window; asks before it ends a broadcast on air. */
import type { BrowserWindow } from 'electron';
import { consoleWindowOptions, keepConsoleShown } from './console-window.ts';
import type { ElectronParts } from './electron-parts.ts';
import { HostSupervisor } from './host-supervisor.ts';
import { menuTemplate } from './menu.ts';
import { OffscreenRenderer } from './offscreen-renderer.ts';
import { localeOf, type ShellTexts, shellTexts } from './shell-texts.ts';
import { guardSession, guardWebContents } from './web-guard.ts';

export interface ShellPaths {
  host: string;
  preload: string;
}

export interface ShellStart {
  paths: ShellPaths;
  /** Handed on to the host. */
  args: string[];
  /** The language that was asked for, e.g. by `STUDIO_LANG`. */
  locale: string | undefined;
  nowMs?: () => number;
}

/** Starts the shell, or ends at once when another one runs already: that one comes to the front. */
export async function startShell(parts: ElectronParts, start: ShellStart): Promise<void> {
  if (!parts.app.requestSingleInstanceLock()) {
    parts.app.quit();
    return;
  }
  const shell = new DesktopShell(parts, start);
  await parts.app.whenReady();
  shell.open();
}

class DesktopShell {
  readonly #parts: ElectronParts;
  readonly #start: ShellStart;
  readonly #host: HostSupervisor;
  readonly #pictures: OffscreenRenderer;
  #text: ShellTexts = shellTexts('en');
  #window: BrowserWindow | null = null;
  #address: string | null = null;
  #blocker: number | null = null;
  /** `asking` while the question is open, `ending` while the host stops, `ended` when nothing may hold the app any more. */
  #end: 'no' | 'asking' | 'ending' | 'ended' = 'no';

  constructor(parts: ElectronParts, start: ShellStart) {
    this.#parts = parts;
    this.#start = start;
    this.#pictures = new OffscreenRenderer({
      createWindow: parts.createWindow,
      after(delayMs, callback) {
        const timer = setTimeout(callback, delayMs);
        return () => clearTimeout(timer);
      },
    });
    this.#host = new HostSupervisor(
      () => parts.forkHost(start.paths.host, start.args),
      {
        ready: (url) => this.#show(url),
        onAir: (onAir) => this.#keepAwake(onAir),
        draw: (order) => this.#pictures.answer(order),
        gone: () => this.#pictures.close(),
        failedToStart: (sentence, status) => this.#giveUp('hostFailedTitle', sentence ?? this.#text('hostFailedDetail', { status })),
        crashedTooOften: (times) => this.#giveUp('hostCrashedTitle', this.#text('hostCrashedDetail', { times })),
      },
      start.nowMs,
    );
    const { app } = parts;
    guardWebContents(
      app,
      () => this.#origin(),
      (address) => void parts.shell.openExternal(address),
    );
    app.on('second-instance', () => this.#focus());
    app.on('activate', () => this.#focus());
    app.on('window-all-closed', () => app.quit());
    app.on('before-quit', (event) => {
      if (this.#end === 'ended') return;
      event.preventDefault();
      void this.#quit();
    });
  }

  open(): void {
    const { app, defaultSession, setMenu } = this.#parts;
    this.#text = shellTexts(localeOf(this.#start.locale, ...app.getPreferredSystemLanguages(), app.getLocale()));
    guardSession(defaultSession(), () => this.#origin());
    setMenu(menuTemplate(this.#text, () => this.#window?.webContents.reload()));
    this.#host.start();
  }

  #origin(): string | null {
    return this.#address === null ? null : new URL(this.#address).origin;
  }

  /** A host that came back at the same address needs nothing: the page finds it by itself. */
  #show(address: string): void {
    const isSame = this.#window !== null && address === this.#address;
    this.#address = address;
    if (isSame) return;
    const window = this.#window ?? this.#createWindow();
    // A page that cannot be loaded now is loaded by the person's own reload.
    window.loadURL(address).catch(() => this.#focus());
  }

  #createWindow(): BrowserWindow {
    const { app, createWindow } = this.#parts;
    const window = createWindow(consoleWindowOptions(this.#start.paths.preload, app.getName()));
    this.#window = window;
    keepConsoleShown(window);
    window.on('close', (event) => {
      if (this.#end === 'ended') return;
      event.preventDefault();
      void this.#quit();
    });
    window.on('closed', () => (this.#window = null));
    return window;
  }

  #focus(): void {
    const window = this.#window;
    if (!window) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  #keepAwake(onAir: boolean): void {
    const { powerSaveBlocker } = this.#parts;
    if (onAir) this.#blocker ??= powerSaveBlocker.start('prevent-display-sleep');
    else if (this.#blocker !== null) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = null;
    }
  }

  async #quit(): Promise<void> {
    if (this.#end !== 'no') return;
    this.#end = 'asking';
    // While on air the display is kept awake, and the other way round.
    if (this.#blocker !== null && !(await this.#mayEndBroadcast())) {
      this.#end = 'no';
      return;
    }
    this.#end = 'ending';
    await this.#host.stop();
    this.#exit(0);
  }

  async #mayEndBroadcast(): Promise<boolean> {
    const options = {
      type: 'warning' as const,
      message: this.#text('closeOnAirTitle'),
      detail: this.#text('closeOnAirDetail'),
      buttons: [this.#text('closeOnAirStay'), this.#text('closeOnAirQuit')],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    };
    const { dialog } = this.#parts;
    const { response } = await (this.#window ? dialog.showMessageBox(this.#window, options) : dialog.showMessageBox(options));
    return response === 1;
  }

  #giveUp(title: 'hostFailedTitle' | 'hostCrashedTitle', detail: string): void {
    this.#parts.dialog.showErrorBox(this.#text(title), detail);
    this.#exit(1);
  }

  #exit(status: number): void {
    this.#end = 'ended';
    this.#keepAwake(false);
    this.#parts.app.exit(status);
  }
}
