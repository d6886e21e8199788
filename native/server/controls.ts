/** Keys and control surfaces as the studio keeps them: the key map, the action interface's switch and token, the consoles that are open. */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { CommandOutput } from '../contract/commands.ts';
import { type ControlsState, type KeyMap, keyMapSchema, noControls } from '../contract/controls.ts';
import { checkedKeyMap, withLaterActions } from '../contract/key-map.ts';
import { accepted, type Result } from '../contract/refusal.ts';
import type { Clock } from '../kernel/clock.ts';
import { type LiveState, MutableState } from '../kernel/live-state.ts';
import type { SecretStore } from '../kernel/secret-store.ts';
import { sameToken } from '../kernel/web-door.ts';

export interface ControlsPorts {
  settings: { load(): unknown; save(value: KeptControls): Promise<void> };
  secrets: SecretStore;
  clock: Clock;
  /** Told when surfaces that could act until now can do so no longer. */
  onSurfacesOut(): void;
}

const keptSchema = z.object({ keyMap: keyMapSchema.nullable().catch(null), apiEnabled: z.boolean().catch(false) });
type KeptControls = z.infer<typeof keptSchema>;

/** The store has the token's digest only: whoever reads it cannot act with it. */
const SECRET = 'action-api';
const TOKEN_BYTES = 32;
/** How exact the time of the last use is told, so that a busy button box does not wake every page. */
const USE_STEP_MS = 10_000;

type Done = Result<Record<string, never>>;

export class Controls {
  readonly #ports: ControlsPorts;
  readonly #state: MutableState<ControlsState>;
  readonly #consoles = new Set<{ name: string; openedAtMs: number }>();

  constructor(ports: ControlsPorts) {
    this.#ports = ports;
    const kept = keptSchema.safeParse(ports.settings.load() ?? {});
    // A map of another version that no longer holds must not take the keys away.
    const checked = checkedKeyMap(kept.success && kept.data.keyMap ? withLaterActions(kept.data.keyMap) : null);
    this.#state = new MutableState<ControlsState>({
      ...noControls,
      keyMap: checked.ok ? checked.value : null,
      api: { ...noControls.api, enabled: kept.success && kept.data.apiEnabled, hasToken: ports.secrets.get(SECRET) !== null },
    });
  }

  get state(): LiveState<ControlsState> {
    return this.#state;
  }

  async saveKeyMap(changes: KeyMap | null): Promise<Done> {
    const checked = checkedKeyMap(changes);
    if (!checked.ok) return checked;
    const keyMap = changes && Object.keys(changes).length > 0 ? changes : null;
    await this.#save({ keyMap });
    this.#state.patch({ keyMap });
    return accepted({});
  }

  async setApi(enabled: boolean): Promise<Done> {
    await this.#save({ apiEnabled: enabled });
    this.#patchApi({ enabled });
    if (!enabled) this.#ports.onSurfacesOut();
    return accepted({});
  }

  renewToken(): Result<CommandOutput<'renewActionToken'>> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    this.#ports.secrets.set(SECRET, digestOf(token));
    this.#patchApi({ hasToken: true });
    this.#ports.onSurfacesOut();
    return accepted({ token });
  }

  isToken(given: string): boolean {
    const kept = this.#ports.secrets.get(SECRET);
    return kept !== null && sameToken(digestOf(given), kept);
  }

  used(): void {
    const nowMs = this.#ports.clock.nowMs();
    const { lastUsedAtMs } = this.#state.get().api;
    if (lastUsedAtMs === null || nowMs >= lastUsedAtMs + USE_STEP_MS) this.#patchApi({ lastUsedAtMs: nowMs });
  }

  setAddress(address: string): void {
    this.#patchApi({ address });
  }

  /** A console is there until the returned function is called. */
  consoleOpened(name: string): () => void {
    const console = { name, openedAtMs: this.#ports.clock.nowMs() };
    this.#consoles.add(console);
    this.#tellConsoles();
    return () => {
      this.#consoles.delete(console);
      this.#tellConsoles();
    };
  }

  #tellConsoles(): void {
    this.#state.patch({ consoles: [...this.#consoles] });
  }

  #patchApi(fields: Partial<ControlsState['api']>): void {
    this.#state.patch({ api: { ...this.#state.get().api, ...fields } });
  }

  async #save(changes: Partial<KeptControls>): Promise<void> {
    const { keyMap, api } = this.#state.get();
    await this.#ports.settings.save({ keyMap, apiEnabled: api.enabled, ...changes });
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
