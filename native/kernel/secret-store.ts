/** The port to where secrets are kept: the operating system's store in the desktop app, a private file when headless. */

export interface SecretStore {
  /** The secret, or null when there is none under this name. */
  get(name: string): string | null;
  set(name: string, value: string): void;
  remove(name: string): void;
}
