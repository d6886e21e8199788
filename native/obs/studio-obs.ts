/** What the studio may ask of the OBS that counts; whoever needs OBS depends on this, never on one connection. */
import type { ObsState, SourcesState } from '../contract/obs.ts';
import type { Result } from '../contract/refusal.ts';
import type { Disposable, LiveState } from '../kernel/live-state.ts';
import type { ObsFact } from './facts.ts';
import type { ObsData, ObsRequest } from './link.ts';
import type { SideLinkWish } from './side-link.ts';

export interface StudioObs {
  /** Connection and mirror. `mirror` is null while OBS is not ready. */
  readonly state: LiveState<ObsState>;
  /** Scenes, inputs and filters; empty while OBS is not ready. */
  readonly sources: LiveState<SourcesState>;

  /**
   * Sends one request while ready, and settles within the limit (2 s when not said).
   * Refusals: `obs-not-connected` (not sent), `obs-request-failed` (OBS said no, or does not know the request),
   * `obs-timeout` and `obs-connection-lost` (OBS may or may not have acted).
   */
  request(requestType: string, requestData?: ObsData, options?: { timeoutMs?: number }): Promise<Result<ObsData>>;
  /** Several requests as one message, answered in their order. The first that OBS refuses stops the rest and refuses them all. */
  requestAll(requests: ObsRequest[], options?: { timeoutMs?: number }): Promise<Result<ObsData[]>>;

  /** Resolves when OBS has accepted the switch; the transition may still run. Refused with `obs-scene-missing` when it has no such scene. */
  setProgramScene(sceneName: string): Promise<Result<Record<string, never>>>;
  setPreviewScene(sceneName: string): Promise<Result<Record<string, never>>>;
  /** In studio mode: preview to program. Refused by OBS with 506 while studio mode is off. */
  runTransition(): Promise<Result<Record<string, never>>>;
  setStudioMode(enabled: boolean): Promise<Result<Record<string, never>>>;

  /** What happened in OBS, for the ledger. */
  onFact(listener: (fact: ObsFact) => void): Disposable;
  /** Every event of OBS while ready, after the mirror has it. */
  onEvent(listener: (eventType: string, data: ObsData) => void): Disposable;
  /**
   * A connection of its own for events of high volume, so that they never stand before the answer to a command.
   * It is open while OBS is ready, comes back with it, and ends when disposed of.
   */
  sideLink(wish: SideLinkWish): Disposable;
}
