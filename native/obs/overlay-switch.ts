/** Which of the overlay's two sources OBS shows: how they stand, changing from one to the other in one message, and the page loaded anew. */
import type { ObsInput, SourcesState } from '../contract/obs.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { ObsRequest } from './link.ts';
import { isOverlayName, OVERLAY_KINDS, type OverlaySourceRoute, ownOverlayInput } from './preparation/studio-inputs.ts';
import type { StudioObs } from './studio-obs.ts';

/** What the button *Refresh cache of current page* is called in OBS's browser source. */
const REFRESH_BUTTON = 'refreshnocache';

/** The overlay's browser source in OBS: `broken` is listed and never gets a size, because its plugin is missing or does not start. */
export type PageStanding = 'none' | 'works' | 'broken';

export function pageStanding({ scenes, inputs }: SourcesState, inputKinds: readonly string[]): PageStanding {
  const page = pageInput(inputs);
  const items = scenes.flatMap((scene) => scene.items).filter(({ sourceName }) => sourceName === page?.inputName);
  if (!page || items.length === 0) return 'none';
  const works = inputKinds.includes(OVERLAY_KINDS.browser) && items.some(({ transform }) => transform.sourceWidth > 0);
  return works ? 'works' : 'broken';
}

/**
 * Shows the overlay by this way wherever it is shown by the other: one message, so that no picture lies between. A scene in which a person has
 * switched the overlay off stays without. `lacking` are scenes that do not have this way.
 */
export async function switchOverlay(obs: StudioObs, route: OverlaySourceRoute): Promise<Result<{ lacking: string[] }>> {
  const kind = OVERLAY_KINDS[route];
  const shows: ObsRequest[] = [];
  const hides: ObsRequest[] = [];
  const lacking: string[] = [];
  for (const { sceneName, isGroup, items } of obs.sources.get().scenes) {
    const own = items.filter(({ sourceName }) => isOverlayName(sourceName));
    if (isGroup || !own.some(({ enabled }) => enabled)) continue;
    const wanted = own.find(({ inputKind }) => inputKind === kind);
    if (!wanted) {
      lacking.push(sceneName);
      continue;
    }
    const request = (sceneItemId: number, sceneItemEnabled: boolean) => ({
      requestType: 'SetSceneItemEnabled',
      requestData: { sceneName, sceneItemId, sceneItemEnabled },
    });
    if (!wanted.enabled) shows.push(request(wanted.sceneItemId, true));
    hides.push(...own.filter((item) => item !== wanted && item.enabled).map(({ sceneItemId }) => request(sceneItemId, false)));
  }
  // The new one first: for one frame both are better than none.
  const requests = [...shows, ...hides];
  const switched = requests.length === 0 ? accepted([]) : await obs.requestAll(requests);
  return switched.ok ? accepted({ lacking }) : switched;
}

/** Loads the overlay's page in OBS anew, past its cache. */
export async function refreshOverlayPage(obs: StudioObs): Promise<Result<unknown>> {
  const page = pageInput(obs.sources.get().inputs);
  if (!page) return refused('overlay-not-in-browser');
  return obs.request('PressInputPropertiesButton', { inputName: page.inputName, propertyName: REFRESH_BUTTON });
}

export function pageInput(inputs: readonly ObsInput[]): ObsInput | undefined {
  const named = inputs.map((input) => ({ name: input.inputName, kind: input.inputKind, input }));
  return ownOverlayInput(named, 'browser')?.input;
}
