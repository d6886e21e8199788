/** The bridge to the console page: only the mark that it runs in the desktop app. Everything else goes over the host's socket. */
import { contextBridge } from 'electron';

contextBridge.exposeInMainWorld('hetianDesktop', Object.freeze({ platform: process.platform }));
