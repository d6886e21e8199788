/** Hands the drawn overlay to OBS, where an image source shows it. */
import { accepted, refused, type Result } from '../contract/refusal.ts';
import { ownOverlayInput } from './preparation/studio-inputs.ts';
import type { StudioObs } from './studio-obs.ts';

/** Shows another picture. The path must be new each time: OBS compares an overwritten file's time in whole seconds and misses changes. */
export async function setOverlayPicture(obs: StudioObs, path: string): Promise<Result<Record<string, never>>> {
  const inputs = await inputList(obs);
  if (!inputs.ok) return inputs;
  const input = ownOverlayInput(inputs.value, 'picture');
  if (!input) return refused('obs-no-overlay-path');
  const set = await obs.request('SetInputSettings', { inputName: input.name, inputSettings: { file: path }, overlay: true });
  return set.ok ? accepted({}) : set;
}

/** True when OBS holds the source that `setOverlayPicture` sets. */
export async function hasOverlayPicture(obs: StudioObs): Promise<boolean> {
  const inputs = await inputList(obs);
  return inputs.ok && ownOverlayInput(inputs.value, 'picture') !== undefined;
}

async function inputList(obs: StudioObs): Promise<Result<{ name: string; kind: string }[]>> {
  const answer = await obs.request('GetInputList');
  if (!answer.ok) return answer;
  const rows: unknown[] = Array.isArray(answer.value.inputs) ? answer.value.inputs : [];
  return accepted(rows.map((row) => ({ name: String(Object(row).inputName), kind: String(Object(row).inputKind) })));
}
