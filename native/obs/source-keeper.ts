/** Keeps the sources of OBS by its events: applies what they tell, and reads soon, in one go, what they do not. */
import { isDeepStrictEqual } from 'node:util';
import { type InputMedia, noSources, type SourcesState } from '../contract/obs.ts';
import { accepted, type Result } from '../contract/refusal.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import type { ObsData } from './link.ts';
import { livingItems, withItems } from './scene-items.ts';
import { withFilters, withInput } from './source-inputs.ts';
import { sourcesAfter, type StaleSource } from './source-mirror.ts';
import type { SourceReader } from './source-reading.ts';

interface SourceKeeperPorts {
  clock: Clock;
  /** Told only of what changed. */
  onSources(changed: Partial<SourcesState>): void;
}

/** One action of a person is often many events, and a source may not be whole yet at its first. */
const SETTLE_MS = 60;
/** After a read that failed; the heartbeat decides whether OBS hangs. */
const AGAIN_MS = 1_000;
/** A moved item tells its place with every frame. */
const TRANSFORMS_EVERY_MS = 200;
/** OBS tells no seek and no wrap of a loop; between two looks the position is counted on. */
const MEDIA_EVERY_MS = 2_000;
/** What pauses may be moved by hand. */
const MOVING: readonly InputMedia['turn'][] = ['opening', 'playing', 'paused'];

interface HeardEvent {
  eventType: string;
  data: ObsData;
}

/** One time from a full read to the next, or to the end of the link. */
interface Life {
  reader: SourceReader;
  stale: Map<string, StaleSource>;
  /** The newest place of each item that moves. */
  moved: Map<string, HeardEvent>;
  /** What was heard while something is being read, to be applied again over what was read. */
  since: HeardEvent[] | null;
  reading: Timer | null;
  moving: Timer | null;
  media: Timer | null;
}

export class SourceKeeper {
  readonly #ports: SourceKeeperPorts;
  #sources: SourcesState = noSources;
  #life: Life | null = null;

  constructor(ports: SourceKeeperPorts) {
    this.#ports = ports;
  }

  get sources(): SourcesState {
    return this.#sources;
  }

  /** From here on these are the sources; whatever is still being read of those before is thrown away. */
  begin(reader: SourceReader, sources: SourcesState): void {
    const before = this.#sources;
    this.forget();
    this.#sources = {
      scenes: kept(before.scenes, sources.scenes),
      inputs: kept(before.inputs, sources.inputs),
      filters: kept(before.filters, sources.filters),
    };
    this.#life = { reader, stale: new Map(), moved: new Map(), since: null, reading: null, moving: null, media: null };
    this.#watchMedia();
  }

  forget(): void {
    for (const timer of [this.#life?.reading, this.#life?.moving, this.#life?.media]) timer?.cancel();
    this.#life = null;
    this.#sources = noSources;
  }

  hear(eventType: string, data: ObsData): void {
    const life = this.#life;
    if (!life) return;
    if (eventType === 'SceneItemTransformChanged') return this.#move(life, { eventType, data });
    const { changed, stale } = sourcesAfter(this.#sources, eventType, data);
    life.since?.push({ eventType, data });
    this.#change(changed);
    this.#readSoon(life, stale);
  }

  /** The newest place at once, then not faster than a page can use. */
  #move(life: Life, event: HeardEvent): void {
    life.moved.set(`${String(event.data.sceneName)}\n${String(event.data.sceneItemId)}`, event);
    life.moving ??= this.#ports.clock.after(TRANSFORMS_EVERY_MS, () => {
      life.moving = null;
      const moved = [...life.moved.values()];
      life.moved.clear();
      life.since?.push(...moved);
      this.#change(after(this.#sources, moved));
    });
  }

  #readSoon(life: Life, stale: readonly StaleSource[], delayMs = SETTLE_MS): void {
    for (const source of stale) life.stale.set(`${source.kind}\n${source.name}`, source);
    if (life.stale.size === 0 || life.since) return;
    life.reading ??= this.#ports.clock.after(delayMs, () => {
      life.reading = null;
      void this.#read(life);
    });
  }

  async #read(life: Life): Promise<void> {
    const stale = [...life.stale.values()];
    life.stale.clear();
    life.since = [];
    const answer = await this.#readParts(life.reader, stale);
    if (this.#life !== life) return;
    const since = life.since ?? [];
    life.since = null;
    if (answer.ok) {
      this.#change(after(answer.value(this.#sources), since));
      this.#watchMedia();
    }
    this.#readSoon(life, answer.ok ? [] : stale, answer.ok ? SETTLE_MS : AGAIN_MS);
  }

  /** How the sources are to be changed, because they may be others by the time that all was read. */
  async #readParts(reader: SourceReader, stale: readonly StaleSource[]): Promise<Result<(sources: SourcesState) => SourcesState>> {
    const named = (...kinds: StaleSource['kind'][]) => new Set(stale.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name));
    const { scenes, inputs } = this.#sources;
    const [scenesNamed, inputsNamed, mediaNamed] = [named('scene'), named('input'), named('media')];
    const items = await reader.items(scenes.filter(({ sceneName }) => scenesNamed.has(sceneName)));
    if (!items.ok) return items;
    const whole = await reader.inputs(inputs.filter(({ inputName }) => inputsNamed.has(inputName)));
    if (!whole.ok) return whole;
    const media = await reader.media(inputs.filter(({ inputName }) => mediaNamed.has(inputName) && !inputsNamed.has(inputName)));
    if (!media.ok) return media;
    const filters = await reader.filters([...named('filters', 'input')]);
    if (!filters.ok) return filters;
    return accepted((sources) => {
      const next = { ...sources };
      for (const [name, list] of items.value) next.scenes = withItems(next.scenes, name, () => livingItems(list, sources));
      for (const [name, input] of whole.value) next.inputs = withInput(next.inputs, name, () => input);
      for (const [name, state] of media.value) {
        next.inputs = withInput(next.inputs, name, (input) => (input.media === state ? input : { ...input, media: state }));
      }
      for (const [name, list] of filters.value) next.filters = withFilters(next.filters, name, () => list);
      return next;
    });
  }

  /** One message for all that play, and none while nothing plays. */
  #watchMedia(): void {
    const life = this.#life;
    const playing = this.#sources.inputs.filter(({ media }) => media !== null && MOVING.includes(media.turn));
    if (!life || life.media || playing.length === 0) return;
    life.media = this.#ports.clock.after(MEDIA_EVERY_MS, () => {
      life.media = null;
      this.#readSoon(
        life,
        playing.map(({ inputName }) => ({ kind: 'media', name: inputName })),
        0,
      );
    });
  }

  #change(fields: Partial<SourcesState>): void {
    const before = this.#sources;
    this.#sources = { ...before, ...fields };
    const changed = Object.fromEntries(
      Object.entries(this.#sources).filter(([field, value]) => value !== before[field as keyof SourcesState]),
    ) as Partial<SourcesState>;
    if (Object.keys(changed).length > 0) this.#ports.onSources(changed);
  }
}

/** The very same value when nothing in it changed, so that nobody is told. */
function kept<T>(before: T, now: T): T {
  return isDeepStrictEqual(before, now) ? before : now;
}

/** The sources after these events; what they make stale was noted when they were heard. */
function after(sources: SourcesState, events: readonly HeardEvent[]): SourcesState {
  return events.reduce((known, { eventType, data }) => ({ ...known, ...sourcesAfter(known, eventType, data).changed }), sources);
}
