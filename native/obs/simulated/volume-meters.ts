/** Tells the levels of all inputs on program about twenty times a second, as OBS does, to those who asked for it. */
import type { Clock, Timer } from '../../kernel/clock.ts';
import type { Data } from './protocol.ts';
import { hasSound } from './sources.ts';
import type { Input, World } from './world.ts';

const EVERY_MS = 50;

interface MeterPorts {
  clock: Clock;
  world: World;
  /** Whether any client asked for levels. */
  heard(): boolean;
}

export class VolumeMeters {
  readonly #ports: MeterPorts;
  #timer: Timer | null = null;

  constructor(ports: MeterPorts) {
    this.#ports = ports;
  }

  /** Somebody asks for other events than before. Nothing runs while nobody asks for levels. */
  follow(): void {
    if (!this.#timer && this.#ports.heard()) this.#wait();
  }

  dispose(): void {
    this.#timer?.cancel();
  }

  #wait(): void {
    this.#timer = this.#ports.clock.after(EVERY_MS, () => this.#tick());
  }

  #tick(): void {
    this.#timer = null;
    const { world, heard } = this.#ports;
    if (!heard()) return;
    this.#wait();
    const { inputs, programSceneName } = world.collection;
    const active = inputs.filter((input) => hasSound(input.kind) && programSceneName !== null && world.shows(programSceneName, input.name));
    world.emit('InputVolumeMeters', { inputs: active.map(levelsOf) });
  }
}

/** A muted input is silent after its fader and still heard before it. */
function levelsOf({ name, sound, muted, volumeMul }: Input): Data {
  const factor = muted ? 0 : volumeMul;
  return { inputName: name, inputLevelsMul: sound.map(([mean, peak]) => [mean * factor, peak * factor, peak]) };
}
