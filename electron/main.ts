/** Electron's entry: hands the real Electron to the shell. */
import { join } from 'node:path';
import { app, BrowserWindow, dialog, Menu, powerSaveBlocker, session, shell, utilityProcess } from 'electron';
import { startShell } from './desktop-shell.ts';

// Packaged, the arguments begin after the program; unpackaged, after the folder of the app.
const args = process.argv.slice(app.isPackaged ? 1 : 2);
app.enableSandbox();
// Not awaited: Electron becomes ready only after this file has been read to its end.
startShell(
  {
    app,
    createWindow: (options) => new BrowserWindow(options),
    dialog,
    setMenu: (template) => Menu.setApplicationMenu(Menu.buildFromTemplate(template)),
    powerSaveBlocker,
    shell,
    defaultSession: () => session.defaultSession,
    forkHost: (modulePath, hostArgs) => utilityProcess.fork(modulePath, hostArgs, { serviceName: 'studio host', stdio: 'inherit' }),
  },
  {
    paths: { host: join(import.meta.dirname, 'host.js'), preload: join(import.meta.dirname, '../preload/console.cjs') },
    args,
    locale: process.env['STUDIO_LANG'],
  },
).catch((error: unknown) => {
  dialog.showErrorBox(app.getName(), String(error));
  app.exit(1);
});
