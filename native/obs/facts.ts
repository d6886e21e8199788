/** Turns changes of the mirror and of the connection into facts for the ledger; changes made during an outage are told after it. */
import type { EntryBody } from '../contract/entry.ts';
import type { ObsConnection, ObsMirror } from '../contract/obs.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import type { SceneWishes } from './scene-wishes.ts';

type FactKind = 'scene.changed' | 'obs.ready' | 'obs.lost' | 'standby.ready' | 'standby.lost' | 'standby.switched';
/** Something that happened in OBS, with the body of the ledger entry it becomes; `actor` where it was not OBS itself. */
export type ObsFact = { [K in FactKind]: { kind: K; body: EntryBody<K>; actor?: string } }[FactKind];

/** Leaving studio mode makes OBS name the preview's scene as program for a moment; a change undone within this time is none. */
const SETTLE_MS = 150;

export class ObsFacts {
  readonly #clock: Clock;
  readonly #wishes: SceneWishes;
  readonly #tell: (fact: ObsFact) => void;
  /** What was last told. The first mirror of an OBS is where telling begins, and no fact. */
  #told: Pick<ObsMirror, 'programSceneName' | 'studioMode'> | null = null;
  #settling: Timer | null = null;
  #lostAtMs: number | null = null;

  constructor(clock: Clock, wishes: SceneWishes, tell: (fact: ObsFact) => void) {
    this.#clock = clock;
    this.#wishes = wishes;
    this.#tell = tell;
  }

  ready(connection: ObsConnection, mirror: ObsMirror): void {
    const outageMs = this.#lostAtMs === null ? null : Math.round(this.#clock.monotonicMs() - this.#lostAtMs);
    this.#lostAtMs = null;
    this.#tell({ kind: 'obs.ready', body: { url: connection.url, obsVersion: connection.obsVersion ?? '', outageMs } });
    this.mirrored(mirror);
  }

  lost(url: string, reason: string): void {
    this.#cancelSettling();
    this.#lostAtMs = this.#clock.monotonicMs();
    this.#tell({ kind: 'obs.lost', body: { url, reason } });
  }

  /** Another OBS than before: nothing told so far holds. */
  reset(): void {
    this.#cancelSettling();
    this.#wishes.clear();
    this.#told = null;
    this.#lostAtMs = null;
  }

  mirrored(mirror: ObsMirror): void {
    const told = this.#told;
    const { programSceneName, studioMode } = mirror;
    this.#told = { programSceneName: told ? told.programSceneName : programSceneName, studioMode };
    if (!told) return;
    if (programSceneName === told.programSceneName) this.#cancelSettling();
    else if (programSceneName !== null && this.#wishes.fulfil(programSceneName)) this.#tellScene(programSceneName, true);
    else if (told.studioMode) this.#settle(programSceneName);
    else this.#tellScene(programSceneName, false);
  }

  #settle(sceneName: string | null): void {
    this.#settling?.cancel();
    this.#settling = this.#clock.after(SETTLE_MS, () => this.#tellScene(sceneName, false));
  }

  #tellScene(sceneName: string | null, byStudio: boolean): void {
    this.#cancelSettling();
    if (this.#told) this.#told = { ...this.#told, programSceneName: sceneName };
    if (sceneName !== null) this.#tell({ kind: 'scene.changed', body: { sceneName, byStudio } });
  }

  #cancelSettling(): void {
    this.#settling?.cancel();
    this.#settling = null;
  }
}
