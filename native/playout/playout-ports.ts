/** What playout needs of the rest of the house. */
import type { EntryBody, EntryDraft } from '../contract/entry.ts';
import type { CardOnAir, LowerThird } from '../contract/overlay.ts';
import type { OnAirContent } from '../contract/on-air-content.ts';
import { accepted, type Result } from '../contract/refusal.ts';
import type { Segment } from '../contract/rundown.ts';
import type { Clock } from '../kernel/clock.ts';
import type { PlanPorts } from './plan-lookup.ts';
import type { SceneNames } from './scene-names.ts';

/** OBS as playout needs it. Each call resolves when OBS has accepted it, or with the reason why it did not happen. */
interface PlayoutObs {
  setProgramScene(sceneName: string): Promise<Result<unknown>>;
  setPreviewScene(sceneName: string): Promise<Result<unknown>>;
  /** What is known of OBS now; null while it is not ready. */
  mirror(): { sceneNames: readonly string[]; programSceneName: string | null; studioMode: boolean } | null;
}

/** The gate before air. Its verdicts are on record before it resolves; refused with `gate-blocked`, `gate-warned` or `gate-held-back`. */
export interface PlayoutGate {
  pass(contents: readonly OnAirContent[], actor: string): Promise<Result<unknown>>;
}

/** Lets everything through: there is no gate yet while the desk is opened. */
export const openGate: PlayoutGate = { pass: async () => accepted({}) };

export interface PlayoutPorts extends SceneNames, PlanPorts {
  clock: Clock;
  obs: PlayoutObs;
  append(drafts: EntryDraft[]): Promise<unknown>;
  /** Units left of a SKU's allocation. */
  remaining(sku: string, allocated: number): number;
  /** How the overlay is set up; the next broadcast takes it over. */
  overlayConfiguration(): EntryBody<'overlay.configured'>;
  /** Called when the preview picture should show something else. */
  onPrepared(prepared: { card: CardOnAir | null; lowerThird: LowerThird | null; segment: Segment | null }): void;
}
