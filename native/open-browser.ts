/** Opens an address in the default browser of this desk; a desk without one is no fault. */
import { spawn } from 'node:child_process';

export function openBrowser(url: string): void {
  const [command, args] =
    process.platform === 'win32'
      ? (['rundll32', ['url.dll,FileProtocolHandler', url]] as const)
      : process.platform === 'darwin'
        ? (['open', [url]] as const)
        : (['xdg-open', [url]] as const);
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  // The address has been printed already; who has no browser command copies it.
  child.on('error', () => child.unref());
  child.unref();
}
