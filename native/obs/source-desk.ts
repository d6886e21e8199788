/** What the operator does with scenes, items, filters, transitions, profiles, collections and media of OBS, said no to with a reason. */
import type { CommandParsedInput } from '../contract/commands.ts';
import type { ObsMirror } from '../contract/obs.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { ObsRequest } from './link.ts';
import { filtersAt } from './source-inputs.ts';
import type { StudioObs } from './studio-obs.ts';

interface SourceDeskPorts {
  obs: StudioObs;
  /** A broadcast is on air. */
  isOnAir: () => boolean;
}

type Done = Result<Record<string, never>>;
const done: Done = accepted({});

const NOT_FOUND = 600;
const STUDIO_MODE_OFF = 506;
/** OBS answers when the new scenes are loaded, which takes it seconds where they hold cameras and videos. */
const LOAD_LIMIT_MS = 15_000;
const MEDIA_ACTION = 'OBS_WEBSOCKET_MEDIA_INPUT_ACTION_';

export class SourceDesk {
  readonly #ports: SourceDeskPorts;

  constructor(ports: SourceDeskPorts) {
    this.#ports = ports;
  }

  async setSceneItem({ sceneName, sceneItemId, enabled, locked }: CommandParsedInput<'setSceneItem'>): Promise<Done> {
    const item = { sceneName, sceneItemId };
    const scene = this.#ports.obs.sources.get().scenes.find((candidate) => candidate.sceneName === sceneName);
    if (this.#mirror && !scene?.items.some((candidate) => candidate.sceneItemId === sceneItemId)) return refused('obs-item-missing', item);
    const requests: ObsRequest[] = [];
    if (enabled !== undefined) requests.push({ requestType: 'SetSceneItemEnabled', requestData: { ...item, sceneItemEnabled: enabled } });
    if (locked !== undefined) requests.push({ requestType: 'SetSceneItemLocked', requestData: { ...item, sceneItemLocked: locked } });
    return this.#send(requests, (obsCode) => (obsCode === NOT_FOUND ? refused('obs-item-missing', item) : null));
  }

  async setSourceFilter({ sourceName, filterName, enabled }: CommandParsedInput<'setSourceFilter'>): Promise<Done> {
    const requestData = { sourceName, filterName, filterEnabled: enabled };
    return this.#send([{ requestType: 'SetSourceFilterEnabled', requestData }], (obsCode) => {
      if (obsCode !== NOT_FOUND) return null;
      const { filters, inputs, scenes } = this.#ports.obs.sources.get();
      const known =
        filtersAt(filters, sourceName).length > 0 ||
        inputs.some(({ inputName }) => inputName === sourceName) ||
        scenes.some(({ sceneName }) => sceneName === sourceName);
      return known ? refused('obs-filter-missing', { sourceName, name: filterName }) : refused('obs-source-missing', { name: sourceName });
    });
  }

  async setTransition({ name, durationMs }: CommandParsedInput<'setTransition'>): Promise<Done> {
    const requests: ObsRequest[] = [];
    if (name !== undefined) requests.push({ requestType: 'SetCurrentSceneTransition', requestData: { transitionName: name } });
    if (durationMs !== undefined) {
      requests.push({ requestType: 'SetCurrentSceneTransitionDuration', requestData: { transitionDuration: durationMs } });
    }
    return this.#send(requests, (obsCode) => (obsCode === NOT_FOUND ? refused('obs-transition-missing', { name: name ?? '' }) : null));
  }

  async runTransition(): Promise<Done> {
    if (this.#mirror?.studioMode === false) return refused('obs-not-studio-mode');
    const answer = await this.#ports.obs.runTransition();
    return !answer.ok && answer.refusal.context.obsCode === STUDIO_MODE_OFF ? refused('obs-not-studio-mode') : answer;
  }

  /** OBS breaks off what runs: its outputs belong to the profile. */
  async setProfile({ profile }: CommandParsedInput<'setProfile'>): Promise<Done> {
    const mirror = this.#mirror;
    if (mirror?.profile === profile) return done;
    if (mirror && !mirror.profiles.includes(profile)) return refused('obs-profile-missing', { name: profile });
    if (mirror && runningOutput(mirror)) return refused('obs-output-running');
    return this.#load('SetCurrentProfile', { profileName: profile }, () => refused('obs-profile-missing', { name: profile }));
  }

  async setSceneCollection({ sceneCollection, confirmed }: CommandParsedInput<'setSceneCollection'>): Promise<Done> {
    const mirror = this.#mirror;
    if (mirror?.sceneCollection === sceneCollection) return done;
    const missing = () => refused('obs-collection-missing', { name: sceneCollection });
    if (mirror && !mirror.sceneCollections.includes(sceneCollection)) return missing();
    if (!confirmed && (this.#ports.isOnAir() || mirror?.stream.active)) return refused('obs-collection-on-air');
    return this.#load('SetCurrentSceneCollection', { sceneCollectionName: sceneCollection }, missing);
  }

  /** OBS takes a position of what plays or pauses only, so that the action comes first. */
  async controlMediaInput({ inputName, action, cursorMs }: CommandParsedInput<'controlMediaInput'>): Promise<Done> {
    const requests: ObsRequest[] = [];
    if (action !== undefined) {
      const requestData = { inputName, mediaAction: MEDIA_ACTION + action.toUpperCase() };
      requests.push({ requestType: 'TriggerMediaInputAction', requestData });
    }
    if (cursorMs !== undefined) requests.push({ requestType: 'SetMediaInputCursor', requestData: { inputName, mediaCursor: cursorMs } });
    return this.#send(requests, (obsCode) => (obsCode === NOT_FOUND ? refused('obs-source-missing', { name: inputName }) : null));
  }

  get #mirror(): ObsMirror | null {
    return this.#ports.obs.state.get().mirror;
  }

  async #load(requestType: string, requestData: Record<string, string>, missing: () => Done): Promise<Done> {
    const answer = await this.#ports.obs.request(requestType, requestData, { timeoutMs: LOAD_LIMIT_MS });
    if (answer.ok) return done;
    return answer.refusal.context.obsCode === NOT_FOUND ? missing() : answer;
  }

  /** `reason` says in the operator's words what a code of OBS means here, or null where OBS's own words must do. */
  async #send(requests: ObsRequest[], reason: (obsCode: unknown) => Done | null): Promise<Done> {
    if (requests.length === 0) return done;
    const answer = await this.#ports.obs.requestAll(requests);
    if (answer.ok) return done;
    return (answer.refusal.code === 'obs-request-failed' ? reason(answer.refusal.context.obsCode) : null) ?? answer;
  }
}

function runningOutput({ stream, record, replayBuffer, virtualCamera }: ObsMirror): boolean {
  return stream.active || record.active || replayBuffer.active || virtualCamera.active;
}
