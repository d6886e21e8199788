/** Preparing OBS as the studio does it, on whatever OBS a test has: the plan, the record and the ledger are the test's own. */
import type { PreparationConfig } from '../../../native/contract/preparation.ts';
import { systemClock } from '../../../native/kernel/clock.ts';
import { ObsPreparation } from '../../../native/obs/preparation/obs-preparation.ts';
import { PreparationMemory, type PreparationStore } from '../../../native/obs/preparation/memory.ts';
import type { PreparationNeeds } from '../../../native/obs/preparation/wanted.ts';
import type { StudioObs } from '../../../native/obs/studio-obs.ts';

export interface Kept {
  value: unknown;
}

export function storeIn(kept: Kept): PreparationStore {
  return {
    load: () => kept.value,
    save: async (value) => {
      kept.value = structuredClone(value);
    },
  };
}

export const planOf = (...sceneNames: string[]): PreparationNeeds['segments'] =>
  sceneNames.map((sceneName) => ({ sceneName, hasVideo: false }));

/** `kept` outlives the studio, as its database does. */
export function preparing(obs: StudioObs, kept: Kept = { value: null }, changes: Partial<Omit<PreparationNeeds, 'config'>> = {}) {
  const memory = new PreparationMemory(storeIn(kept));
  const facts: { kind: string; body: Record<string, unknown>; actor: string }[] = [];
  const plan: Omit<PreparationNeeds, 'config'> = {
    segments: planOf('A', 'Market', 'A'),
    slateSceneNames: { hold: 'Hold', 'back-soon': 'Back soon' },
    overlay: { browserUrl: 'http://127.0.0.1:4577/overlays/', picturePath: '/pictures/blank.png', route: null },
    slateFiles: null,
    ...changes,
  };
  const preparation = new ObsPreparation({
    obs,
    memory,
    needs: async () => ({ needs: { ...plan, config: memory.config }, limits: [] }),
    overlay: async () => plan.overlay,
    record: async (kind, body, actor) => facts.push({ kind, body, actor }),
    clock: systemClock,
  });
  return {
    preparation,
    memory,
    facts,
    kept,
    plan,
    configure: (config: Partial<PreparationConfig>) => memory.configure(config),
    async compare() {
      const compared = await preparation.compare();
      if (!compared.ok) throw new Error(JSON.stringify(compared.refusal));
      return compared.value;
    },
    async prepare() {
      const prepared = await preparation.prepare(undefined, 'operator:desk');
      if (!prepared.ok) throw new Error(JSON.stringify(prepared.refusal));
      return prepared.value;
    },
    async undo() {
      const undone = await preparation.undo('operator:desk');
      if (!undone.ok) throw new Error(JSON.stringify(undone.refusal));
      return undone.value;
    },
  };
}
