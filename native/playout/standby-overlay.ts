/** The overlay on the standby OBS: the same picture, or the same page, as on the one that counts. */
import type { OverlayRoute } from '../contract/overlay.ts';
import type { Result } from '../contract/refusal.ts';
import { isLoopback } from '../kernel/bounded-fetch.ts';
import type { Disposable } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import { isOnThisComputer } from '../obs/connection-problem.ts';
import { setOverlayPicture } from '../obs/overlay-picture.ts';
import { pageInput } from '../obs/overlay-switch.ts';
import { isOverlayName, OVERLAY_INPUT_NAME } from '../obs/preparation/studio-inputs.ts';
import type { StudioObs } from '../obs/studio-obs.ts';
import type { StandbyDifference } from './standby-differences.ts';

interface StandbyOverlayPorts {
  overlayRoute(): OverlayRoute;
  overlayAddress(): string;
  onChange(): void;
  logger: Logger;
}

const DIFFERENT: StandbyDifference = { what: 'picture', name: OVERLAY_INPUT_NAME };

export class StandbyOverlay {
  readonly #ports: StandbyOverlayPorts;
  #obs: StudioObs | null = null;
  #watches: Disposable[] = [];
  #path: string | null = null;
  #difference: StandbyDifference | null = null;
  #wasReady = false;
  #work: Promise<void> = Promise.resolve();

  constructor(ports: StandbyOverlayPorts) {
    this.#ports = ports;
  }

  /** That the overlay does not reach the standby; null when it does, or while nothing can be told. */
  get difference(): StandbyDifference | null {
    return this.#difference;
  }

  follow(obs: StudioObs): void {
    this.stop();
    this.#obs = obs;
    const sources = () => obs.sources.get().inputs.filter(({ inputName }) => isOverlayName(inputName)).length;
    let had = sources();
    this.#watches = [
      obs.state.subscribe(() => {
        const ready = obs.state.get().mirror !== null;
        if (ready && !this.#wasReady) this.look();
        this.#wasReady = ready;
      }),
      // A person may add what was missing, or remove what was there.
      obs.sources.subscribe(() => {
        if (had === sources()) return;
        had = sources();
        this.look();
      }),
    ];
    this.#wasReady = obs.state.get().mirror !== null;
    if (this.#wasReady) this.look();
  }

  stop(): void {
    for (const watch of this.#watches.splice(0)) watch.dispose();
    this.#obs = null;
    this.#difference = null;
  }

  showPicture(path: string): void {
    this.#path = path;
    this.look();
  }

  /** One after the other, so that an older picture never comes after a newer one. */
  look(): void {
    this.#work = this.#work
      .then(() => this.#bring())
      .catch((error: unknown) => this.#ports.logger.error({ err: error }, 'the overlay could not be brought to the standby OBS'));
  }

  async #bring(): Promise<void> {
    const obs = this.#obs;
    const mirror = obs?.state.get().mirror;
    if (!obs || !mirror) return;
    const route = this.#ports.overlayRoute();
    const path = this.#path;
    let reached = true;
    // A picture is a file on this computer; an OBS on another needs the page, at an address that it can reach.
    if (route === 'picture') reached = isNear(obs) && path !== null && (await setOverlayPicture(obs, path)).ok;
    if (route === 'browser') reached = await this.#hasPage(obs);
    if (this.#obs !== obs || path !== this.#path) return;
    this.#difference = reached ? null : DIFFERENT;
    this.#ports.onChange();
  }

  async #hasPage(obs: StudioObs): Promise<boolean> {
    const inputName = pageInput(obs.sources.get().inputs)?.inputName;
    if (inputName === undefined) return false;
    const answer: Result<Record<string, unknown>> = await obs.request('GetInputSettings', { inputName });
    if (!answer.ok) return false;
    const settings = answer.value['inputSettings'] as { url?: unknown } | undefined;
    const url = typeof settings?.url === 'string' ? settings.url : '';
    const wanted = this.#ports.overlayAddress();
    if (!isNear(obs)) return URL.canParse(url) && !isLoopback(new URL(url).hostname);
    if (url === wanted) return true;
    const set = await obs.request('SetInputSettings', { inputName, inputSettings: { url: wanted }, overlay: true });
    return set.ok;
  }
}

function isNear(obs: StudioObs): boolean {
  return isOnThisComputer(obs.state.get().connection.url);
}
