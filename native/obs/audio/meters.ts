/** Levels of what is heard: read from OBS on a connection of their own, and only while a page shows them or an alarm needs them. */
import { EventSubscription } from 'obs-websocket-js/json';
import { type Level, type MetersState, noMeters } from '../../contract/audio.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type Disposable, type LiveState, WatchedState } from '../../kernel/live-state.ts';
import type { ObsData } from '../link.ts';
import type { StudioObs } from '../studio-obs.ts';

interface MeterPorts {
  clock: Clock;
  obs: Pick<StudioObs, 'state' | 'sideLink'>;
  /** About twenty times a second while levels are read. */
  onLevels(levels: readonly Level[]): void;
}

/** Below this factor of full scale OBS's own meters show nothing. */
const SILENCE_MUL = 1e-5;
export const SILENCE_DB = -100;

export class Meters {
  readonly #ports: MeterPorts;
  readonly #state: WatchedState<MetersState>;
  readonly #following: Disposable;
  #watched = false;
  #needed = false;
  #link: Disposable | null = null;

  constructor(ports: MeterPorts) {
    this.#ports = ports;
    this.#state = new WatchedState(noMeters, (count) => {
      this.#watched = count > 0;
      this.#follow();
    });
    this.#following = ports.obs.state.subscribe(() => {
      if (ports.obs.state.get().connection.state !== 'ready') this.#state.patch({ levels: noMeters.levels });
    });
  }

  get state(): LiveState<MetersState> {
    return this.#state;
  }

  /** Whether alarms need levels although nobody looks at them. */
  need(needed: boolean): void {
    this.#needed = needed;
    this.#follow();
  }

  dispose(): void {
    this.#following.dispose();
    this.#watched = false;
    this.#needed = false;
    this.#follow();
  }

  #follow(): void {
    const wanted = this.#watched || this.#needed;
    if (wanted === (this.#link !== null)) return;
    this.#link?.dispose();
    this.#link = wanted
      ? this.#ports.obs.sideLink({ subscriptions: EventSubscription.InputVolumeMeters, onEvent: (_type, data) => this.#hear(data) })
      : null;
    // Levels of an hour ago are worse than none.
    if (!wanted) this.#state.patch({ levels: noMeters.levels });
  }

  #hear(data: ObsData): void {
    const levels = Array.isArray(data.inputs) ? data.inputs.map(levelOf) : [];
    this.#ports.onLevels(levels);
    if (this.#watched) this.#state.patch({ atMs: Math.round(this.#ports.clock.nowMs()), levels });
  }
}

/** OBS gives mean, peak and peak before the fader for each channel. */
function levelOf({ inputName, inputLevelsMul }: { inputName: string; inputLevelsMul: [number, number, number][] }): Level {
  const level: Level = { inputName, peakDb: [], meanDb: [], inputPeakDb: [] };
  for (const [mean, peak, inputPeak] of inputLevelsMul) {
    level.meanDb.push(decibels(mean));
    level.peakDb.push(decibels(peak));
    level.inputPeakDb.push(decibels(inputPeak));
  }
  return level;
}

/** To a tenth of a decibel, finer than any meter shows. */
function decibels(mul: number): number {
  return mul <= SILENCE_MUL ? SILENCE_DB : Math.round(200 * Math.log10(mul)) / 10;
}
