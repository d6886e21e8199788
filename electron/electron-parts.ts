/** The parts of Electron that the shell uses, handed in from `main.ts`, so that everything else can run without Electron. */
import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  Dialog,
  MenuItemConstructorOptions,
  PowerSaveBlocker,
  Session,
  Shell,
  UtilityProcess,
} from 'electron';

export interface ElectronParts {
  app: App;
  createWindow: (options: BrowserWindowConstructorOptions) => BrowserWindow;
  dialog: Pick<Dialog, 'showMessageBox' | 'showErrorBox'>;
  setMenu: (template: MenuItemConstructorOptions[]) => void;
  powerSaveBlocker: Pick<PowerSaveBlocker, 'start' | 'stop'>;
  shell: Pick<Shell, 'openExternal'>;
  defaultSession: () => Session;
  forkHost: (modulePath: string, args: string[]) => UtilityProcess;
}
