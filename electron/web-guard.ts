/** What no page of the shell may ever do: leave the host's origin, open windows, embed webviews, use devices. */
import type { App, Session, WebContents } from 'electron';

/** True for an address of the host itself. `origin` is null while no host is ready. */
export function isOwnPage(address: string, origin: string | null): boolean {
  return origin !== null && URL.canParse(address) && new URL(address).origin === origin;
}

/** A web page that may be shown in the person's own browser. */
function isWebAddress(address: string): boolean {
  return URL.canParse(address) && new URL(address).protocol === 'https:';
}

/** Covers every web contents there will ever be, whoever creates it. `openOutside` gets https links only. */
export function guardWebContents(app: App, currentOrigin: () => string | null, openOutside: (address: string) => void): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.on('will-navigate', (event) => {
      if (!isOwnPage(event.url, currentOrigin())) event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!isOwnPage(event.url, currentOrigin())) event.preventDefault();
    });
    contents.on('will-redirect', (event) => {
      if (!isOwnPage(event.url, currentOrigin())) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (!isOwnPage(url, currentOrigin()) && isWebAddress(url)) openOutside(url);
      return { action: 'deny' };
    });
  });
}

/** Nothing is permitted but writing to the clipboard, which the console's copy buttons need. */
export function guardSession(session: Session, currentOrigin: () => string | null): void {
  const permitted = (permission: string, address: string) =>
    permission === 'clipboard-sanitized-write' && isOwnPage(address, currentOrigin());
  session.setPermissionRequestHandler((_contents, permission, callback, details) => callback(permitted(permission, details.requestingUrl)));
  session.setPermissionCheckHandler((_contents, permission, origin) => permitted(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.on('select-hid-device', (_event, _details, callback) => callback(null));
  session.on('select-serial-port', (_event, _ports, _contents, callback) => callback(''));
  session.on('select-usb-device', (_event, _details, callback) => callback());
}
