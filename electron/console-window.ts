/** The console's window: how it is made and how it comes back when its page crashes. */
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';

/** The console's own dark ground, so that nothing flashes before the first frame. */
const GROUND = '#101418';
const MOST_RELOADS = 5;

export function consoleWindowOptions(preloadPath: string, title: string): BrowserWindowConstructorOptions {
  return {
    title,
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    backgroundColor: GROUND,
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      // A hidden console must go on counting and warn in time.
      backgroundThrottling: false,
      spellcheck: false,
    },
  };
}

/** Shows the window with its first frame, and loads the page again when its process dies; not for ever. */
export function keepConsoleShown(window: BrowserWindow): void {
  let reloads = 0;
  window.once('ready-to-show', () => window.show());
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || reloads >= MOST_RELOADS) return;
    reloads += 1;
    window.webContents.reload();
  });
}
