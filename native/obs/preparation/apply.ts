/** Does the steps of a preparation or of its undoing in OBS, one after the other, and stops where OBS refuses. */
import { accepted, refused, type Result } from '../../contract/refusal.ts';
import { type Clock, delay } from '../../kernel/clock.ts';
import type { ObsData, ObsRequest } from '../link.ts';
import type { StudioObs } from '../studio-obs.ts';
import type { Step } from './differences.ts';
import type { MadeRecord } from './made-record.ts';
import { type Reading, TAG } from './reading.ts';
import type { UndoPlan } from './undo-plan.ts';

/** A step with what it is about to make; the record of it is durable before the step begins. */
export interface PreparedStep {
  step: Step;
  scene: MadeRecord | null;
  input: MadeRecord | null;
  item: MadeRecord | null;
}

export interface ApplyPorts {
  obs: StudioObs;
  clock: Clock;
  reading: Pick<Reading, 'obsUrl' | 'sceneCollection' | 'keepsTags'>;
}

const NO_SUCH_SOURCE = 600;
const NAME_TAKEN = 601;
/** OBS lets go of a removed source's name up to 70 ms later. */
const NAME_WAIT_MS = 50;
const NAME_TRIES = 6;
const GONE_TRIES = 60;

/** `onMade` is told the id of each item that was made. */
export async function applyStep(ports: ApplyPorts, prepared: PreparedStep, onMade: (made: MadeRecord) => void): Promise<Result<unknown>> {
  const { obs, reading } = ports;
  if (!isStill(obs, reading)) return refused('comparison-outdated');
  const { step } = prepared;
  switch (step.act) {
    case 'createScene': {
      const create = { requestType: 'CreateScene', requestData: { sceneName: step.sceneName } };
      const tag = {
        requestType: 'SetSourcePrivateSettings',
        requestData: { sourceName: step.sceneName, sourceSettings: tagOf(prepared.scene) },
      };
      return made(ports, reading.keepsTags ? [create, tag] : [create]);
    }
    case 'createInput': {
      const { name: inputName, kind: inputKind, settings } = step.input;
      const inputSettings = { ...settings, ...tagOf(prepared.input) };
      const requestData = { sceneName: step.sceneName, inputName, inputKind, inputSettings, sceneItemEnabled: step.enabled };
      const answer = await made(ports, [{ requestType: 'CreateInput', requestData }]);
      return answer.ok ? settle(ports, step, prepared.item, answer.value[0], onMade) : answer;
    }
    case 'addItem': {
      const requestData = { sceneName: step.sceneName, sourceName: step.input.name, sceneItemEnabled: step.enabled };
      const answer = await made(ports, [{ requestType: 'CreateSceneItem', requestData }]);
      return answer.ok ? settle(ports, step, prepared.item, answer.value[0], onMade) : answer;
    }
    case 'placeItem':
      return obs.requestAll(placingRequests(step.sceneName, step.sceneItemId, step.placing));
    case 'showItem':
    case 'hideItem':
      return obs.request('SetSceneItemEnabled', {
        sceneName: step.sceneName,
        sceneItemId: step.sceneItemId,
        sceneItemEnabled: step.act === 'showItem',
      });
    case 'changeSettings':
      return obs.request('SetInputSettings', { inputName: step.sourceName, inputSettings: step.settings, overlay: true });
  }
}

/** Another OBS, or another collection, holds other scenes and items under the same names and ids. */
function isStill(obs: StudioObs, { obsUrl, sceneCollection }: Pick<Reading, 'obsUrl' | 'sceneCollection'>): boolean {
  const { connection, mirror } = obs.state.get();
  return connection.url === obsUrl && (mirror === null || mirror.sceneCollection === sceneCollection);
}

/**
 * Takes away what the plan says; `onRemoved` is told after each, so that what is gone is known wherever it stops. It stops when the
 * director switches meanwhile: what was safe to take away may be on program now.
 */
export async function applyUndo(
  { obs, clock, reading }: ApplyPorts & { reading: Pick<Reading, 'programSceneName'> },
  plan: UndoPlan,
  mirrored: string | null,
  onRemoved: () => void,
): Promise<Result<unknown>> {
  const requests: ObsRequest[] = [
    ...plan.items.map(({ scene, item }) => ({
      requestType: 'RemoveSceneItem',
      requestData: { sceneName: scene.name, sceneItemId: item.id },
    })),
    ...plan.inputs.map(({ name }) => ({ requestType: 'RemoveInput', requestData: { inputName: name } })),
    ...plan.scenes.map(({ name }) => ({ requestType: 'RemoveScene', requestData: { sceneName: name } })),
  ];
  for (const { requestType, requestData } of requests) {
    const { mirror } = obs.state.get();
    // OBS names the new scene at once, and the mirror only when the transition has ended.
    const isKnown = !mirror || [mirrored, reading.programSceneName].includes(mirror.programSceneName);
    if (!isStill(obs, reading) || !isKnown) return refused('comparison-outdated');
    const removed = await obs.request(requestType, requestData);
    // An input goes by itself with its last item.
    if (!removed.ok && !(requestType === 'RemoveInput' && removed.refusal.context.obsCode === NO_SUCH_SOURCE)) return removed;
    onRemoved();
  }
  return untilGone({ obs, clock }, plan);
}

/** OBS goes on naming what it has removed for a moment, up to seconds when it is busy; who asks then would take it for there. */
async function untilGone({ obs, clock }: Pick<ApplyPorts, 'obs' | 'clock'>, plan: UndoPlan): Promise<Result<unknown>> {
  const removed = new Set([...plan.scenes, ...plan.inputs].map(({ name }) => name));
  for (let tries = 1; ; tries += 1) {
    const lists = await obs.requestAll([{ requestType: 'GetSceneList' }, { requestType: 'GetInputList' }]);
    if (!lists.ok) return lists;
    const [{ scenes = [] } = {}, { inputs = [] } = {}] = lists.value as { scenes?: ObsData[]; inputs?: ObsData[] }[];
    const named = [...scenes.map(({ sceneName }) => sceneName), ...inputs.map(({ inputName }) => inputName)];
    if (!named.some((name) => removed.has(String(name))) || tries === GONE_TRIES) return accepted({});
    await delay(clock, NAME_WAIT_MS);
  }
}

/** Creates, and tries again for a moment while the name of something just removed is still taken. */
async function made({ obs, clock, reading }: ApplyPorts, requests: ObsRequest[]): Promise<Result<ObsData[]>> {
  for (let tries = 1; ; tries += 1) {
    if (!isStill(obs, reading)) return refused('comparison-outdated');
    const answer = await obs.requestAll(requests);
    if (answer.ok || answer.refusal.context.obsCode !== NAME_TAKEN || tries === NAME_TRIES) return answer;
    await delay(clock, NAME_WAIT_MS);
  }
}

/** Marks the new item as the studio's, locks it so that nobody drags it when reaching for a source below, and puts it in its place. */
async function settle(
  { obs, reading }: ApplyPorts,
  step: Extract<Step, { placing: unknown; input: unknown }>,
  record: MadeRecord | null,
  answer: ObsData | undefined,
  onMade: (made: MadeRecord) => void,
): Promise<Result<unknown>> {
  const sceneItemId = Number(answer?.sceneItemId);
  if (record) onMade({ ...record, sceneItemId });
  const which = { sceneName: step.sceneName, sceneItemId };
  const requests: ObsRequest[] = [{ requestType: 'SetSceneItemLocked', requestData: { ...which, sceneItemLocked: true } }];
  if (reading.keepsTags) {
    requests.unshift({ requestType: 'SetSceneItemPrivateSettings', requestData: { ...which, sceneItemSettings: tagOf(record) } });
  }
  requests.push(...placingRequests(step.sceneName, sceneItemId, step.placing));
  const silent = step.purpose === 'sound-bed' && obs.state.get().mirror?.availableRequests.includes('SetInputAudioMonitorType');
  if (silent) {
    const requestData = { inputName: step.input.name, monitorType: 'OBS_MONITORING_TYPE_NONE' };
    requests.push({ requestType: 'SetInputAudioMonitorType', requestData });
  }
  return obs.requestAll(requests);
}

function placingRequests(
  sceneName: string,
  sceneItemId: number,
  { index, transform }: Extract<Step, { placing: unknown }>['placing'],
): ObsRequest[] {
  const which = { sceneName, sceneItemId };
  return [
    ...(index === null ? [] : [{ requestType: 'SetSceneItemIndex', requestData: { ...which, sceneItemIndex: index } }]),
    ...(transform === null ? [] : [{ requestType: 'SetSceneItemTransform', requestData: { ...which, sceneItemTransform: transform } }]),
  ];
}

function tagOf(record: MadeRecord | null): ObsData {
  return record ? { [TAG]: record.madeId } : {};
}
