/** A recording stand-in for the parts of Electron that the shell uses: keeps what was asked for and lets tests play the system. */
import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions, MessageBoxOptions } from 'electron';
import type { ElectronParts } from '../../electron/electron-parts.ts';

/** An event that a listener may prevent, as Electron hands it out. */
export class PreventableEvent {
  readonly url: string;
  prevented = false;
  constructor(url = '') {
    this.url = url;
  }
  preventDefault(): void {
    this.prevented = true;
  }
}

type WindowOpenHandler = (details: { url: string }) => { action: string };

export class FakeContents extends EventEmitter {
  reloads = 0;
  windowOpenHandler: WindowOpenHandler = () => ({ action: 'allow' });
  /** What the page has painted; what waits for more stays pending. */
  paintedSeq = -1;
  readonly asked: string[] = [];
  picture: Buffer | null = Buffer.from('a picture');
  reload(): void {
    this.reloads += 1;
  }
  executeJavaScript(code: string): Promise<unknown> {
    this.asked.push(code);
    const wanted = Number(/>= (-?\d+)/u.exec(code)?.[1]);
    return this.paintedSeq >= wanted ? Promise.resolve(true) : new Promise(() => {});
  }
  async capturePage(): Promise<{ isEmpty(): boolean; toPNG(): Buffer }> {
    const { picture } = this;
    return { isEmpty: () => picture === null, toPNG: () => picture ?? Buffer.alloc(0) };
  }
  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.windowOpenHandler = handler;
  }
}

export class FakeWindow extends EventEmitter {
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents = new FakeContents();
  readonly loaded: string[] = [];
  shown = false;
  focused = 0;
  minimized = false;
  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
  }
  destroyed = false;
  /** Why the next address cannot be loaded. */
  loadFailure: string | null = null;
  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    if (this.loadFailure !== null) throw new Error(this.loadFailure);
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  destroy(): void {
    this.destroyed = true;
    this.emit('closed');
  }
  show(): void {
    this.shown = true;
  }
  focus(): void {
    this.focused += 1;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  restore(): void {
    this.minimized = false;
  }
}

export class FakeHost extends EventEmitter {
  readonly modulePath: string;
  readonly args: string[];
  readonly received: unknown[] = [];
  killed = false;
  /** False plays a host that hangs. */
  stopsWhenAsked = true;
  constructor(modulePath: string, args: string[]) {
    super();
    this.modulePath = modulePath;
    this.args = args;
  }
  postMessage(message: unknown): void {
    this.received.push(message);
    if (this.stopsWhenAsked) queueMicrotask(() => this.emit('exit', 0));
  }
  kill(): boolean {
    this.killed = true;
    queueMicrotask(() => this.emit('exit', 1));
    return true;
  }
  tell(message: unknown): void {
    this.emit('message', message);
  }
}

class FakeApp extends EventEmitter {
  isFirstInstance = true;
  quits = 0;
  exitStatus: number | null = null;
  requestSingleInstanceLock = (): boolean => this.isFirstInstance;
  whenReady = async (): Promise<void> => {};
  getName = (): string => 'Hetian Studio';
  getLocale = (): string => 'zh-CN';
  getPreferredSystemLanguages = (): string[] => ['zh-Hans-CN', 'en-US'];
  exit = (status: number): void => {
    this.exitStatus = status;
  };
  quit = (): void => {
    this.quits += 1;
    this.emit('before-quit', new PreventableEvent());
  };
}

type PermissionRequest = (
  contents: null,
  permission: string,
  callback: (granted: boolean) => void,
  details: { requestingUrl: string },
) => void;

class FakeSession extends EventEmitter {
  permissionRequest: PermissionRequest = (_contents, _permission, callback) => callback(true);
  permissionCheck: (contents: null, permission: string, origin: string) => boolean = () => true;
  devicePermission: () => boolean = () => true;
  setPermissionRequestHandler(handler: PermissionRequest): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: FakeSession['permissionCheck']): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.devicePermission = handler;
  }
}

export class FakeElectron {
  readonly app = new FakeApp();
  readonly session = new FakeSession();
  readonly windows: FakeWindow[] = [];
  readonly hosts: FakeHost[] = [];
  readonly openedOutside: string[] = [];
  readonly questions: MessageBoxOptions[] = [];
  readonly errors: { title: string; detail: string }[] = [];
  /** Ids of power-save blockers that are on. */
  readonly awake = new Set<number>();
  menu: MenuItemConstructorOptions[] = [];
  /** Index of the button that the person presses. */
  answer = 0;
  #blockers = 0;

  get window(): FakeWindow {
    const window = this.windows.at(-1);
    if (!window) throw new Error('no window was made');
    return window;
  }

  get host(): FakeHost {
    const host = this.hosts.at(-1);
    if (!host) throw new Error('no host was started');
    return host;
  }

  parts(): ElectronParts {
    const parts: Record<keyof ElectronParts, unknown> = {
      app: this.app,
      createWindow: (options: BrowserWindowConstructorOptions) => {
        const window = new FakeWindow(options);
        this.windows.push(window);
        this.app.emit('web-contents-created', {}, window.webContents);
        return window;
      },
      dialog: {
        showMessageBox: async (...given: unknown[]) => {
          this.questions.push(given.at(-1) as MessageBoxOptions);
          return { response: this.answer, checkboxChecked: false };
        },
        showErrorBox: (title: string, detail: string) => void this.errors.push({ title, detail }),
      },
      setMenu: (template: MenuItemConstructorOptions[]) => (this.menu = template),
      powerSaveBlocker: {
        start: () => {
          this.#blockers += 1;
          this.awake.add(this.#blockers);
          return this.#blockers;
        },
        stop: (id: number) => this.awake.delete(id),
      },
      shell: { openExternal: async (url: string) => void this.openedOutside.push(url) },
      defaultSession: () => this.session,
      forkHost: (modulePath: string, args: string[]) => {
        const host = new FakeHost(modulePath, args);
        this.hosts.push(host);
        return host;
      },
    };
    // The stand-in has the members that the shell uses; Electron's classes have hundreds more.
    return parts as unknown as ElectronParts;
  }
}
