/** Keeps the mirror: reads it after each connect and each change of collection or profile, and applies events in between. */
import type { ObsMirror, SourcesState } from '../contract/obs.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import { backOff } from '../kernel/back-off.ts';
import { type Clock, delay, type Timer } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { ObsTiming, ObsVersions } from './connection.ts';
import { isNotReady, type ObsData, type ObsLink } from './link.ts';
import { mirrorAfter, withFields } from './mirror.ts';
import { type MirrorReading, readMirror, readSettings } from './mirror-reading.ts';
import { SourceKeeper } from './source-keeper.ts';
import { SourceReader } from './source-reading.ts';

interface KeeperPorts {
  clock: Clock;
  logger: Logger;
  random: () => number;
  timing: ObsTiming;
  onMirror(mirror: ObsMirror): void;
  onSources(changed: Partial<SourcesState>): void;
}

interface Reading extends MirrorReading {
  reader: SourceReader;
  sources: SourcesState;
}

const NOT_READY_WAIT_LIMIT_MS = 2_000;

export class MirrorKeeper {
  readonly #ports: KeeperPorts;
  readonly #sources: SourceKeeper;
  #mirror: ObsMirror | null = null;
  #settings: Timer | null = null;
  /** The link that is being read, and its events since: applied after the read in their order, so that the newest value wins. */
  #reading: { link: ObsLink; events: { eventType: string; data: ObsData }[] } | null = null;
  /** Between the two events of a change of scene collection nothing that OBS says about scenes lasts. */
  #collectionChanging = false;
  /** A recording that was seen running, and when last: GetRecordStatus does not name the file. */
  #recording: { path: string | null; seenAtMs: number } | null = null;

  constructor(ports: KeeperPorts) {
    this.#ports = ports;
    this.#sources = new SourceKeeper({ clock: ports.clock, onSources: (changed) => ports.onSources(changed) });
  }

  get sources(): SourcesState {
    return this.#sources.sources;
  }

  get mirror(): ObsMirror | null {
    return this.#mirror;
  }

  /** The link is gone: nothing is known any more but the file that was being recorded. */
  forget(): void {
    this.#rememberRecording();
    this.#mirror = null;
    this.#sources.forget();
    this.#settings?.cancel();
    this.#settings = null;
    this.#reading = null;
    this.#collectionChanging = false;
  }

  /** Another OBS than before. */
  reset(): void {
    this.forget();
    this.#recording = null;
  }

  /** Reads everything from this link; an older read that is still under way is thrown away. */
  async read(link: ObsLink): Promise<Result<ObsVersions>> {
    const reading = { link, events: [] as { eventType: string; data: ObsData }[] };
    this.#rememberRecording();
    this.#reading = reading;
    const answer = await this.#readPatiently(link);
    if (this.#reading !== reading || !link.isOpen) return refused('obs-connection-lost');
    this.#reading = null;
    if (!answer.ok) return answer;
    const { mirror, sources, reader, obsVersion, websocketVersion } = answer.value;
    this.#collectionChanging = false;
    this.#mirror = { ...mirror, record: { ...mirror.record, path: this.#pathOf(mirror.record) } };
    this.#sources.begin(reader, sources);
    for (const { eventType, data } of reading.events) this.hear(link, eventType, data);
    this.#watchSettings(link);
    return accepted({ obsVersion, websocketVersion });
  }

  hear(link: ObsLink, eventType: string, data: ObsData): void {
    if (this.#reading) {
      if (this.#reading.link === link) this.#reading.events.push({ eventType, data });
      return;
    }
    if (!this.#mirror) return;
    if (eventType === 'CurrentSceneCollectionChanging') this.#collectionChanging = true;
    if (this.#collectionChanging && eventType !== 'CurrentSceneCollectionChanged') return;
    this.#sources.hear(eventType, data);
    const next = mirrorAfter(this.#mirror, eventType, data, Math.round(this.#ports.clock.nowMs()));
    if (next === 'reread') void this.#reread(link);
    else this.#change(next);
    if (eventType === 'CurrentSceneTransitionChanged') void this.#readSettings(link);
  }

  #change(mirror: ObsMirror): void {
    if (mirror === this.#mirror) return;
    this.#mirror = mirror;
    this.#ports.onMirror(mirror);
  }

  #watchSettings(link: ObsLink): void {
    this.#settings?.cancel();
    this.#settings = this.#ports.clock.after(this.#ports.timing.settingsEveryMs, () => {
      void this.#readSettings(link).then(() => {
        if (this.#mirror && link.isOpen) this.#watchSettings(link);
      });
    });
  }

  /** A change of these that is told by an event meanwhile is not overwritten: it is read again. */
  async #readSettings(link: ObsLink): Promise<void> {
    const before = this.#mirror;
    if (!before || this.#reading) return;
    const settings = await readSettings(link, before.availableRequests, this.#ports.timing.requestMs);
    if (!settings || !link.isOpen || !this.#mirror || this.#reading || this.#collectionChanging) return;
    if (this.#mirror === before) this.#change(withFields(before, settings));
    else void this.#readSettings(link);
  }

  async #reread(link: ObsLink): Promise<void> {
    const answer = await this.read(link);
    if (answer.ok && this.#mirror && !this.#reading) {
      this.#ports.onMirror(this.#mirror);
      this.#ports.onSources(this.sources);
    }
    if (answer.ok || !link.isOpen) return;
    this.#ports.logger.warn({ code: answer.refusal.code }, 'OBS could not be read again; connecting anew');
    link.end({ code: 'obs-unresponsive', context: {} });
  }

  /** An OBS that has just opened its port may answer "not ready" for a while; hammering it then has crashed OBS 30.0.0. */
  async #readPatiently(link: ObsLink): Promise<Result<Reading>> {
    const { clock, random, timing } = this.#ports;
    const pause = backOff(timing.retryFirstMs, NOT_READY_WAIT_LIMIT_MS, random);
    const giveUpAtMs = clock.monotonicMs() + timing.notReadyLimitMs;
    const gone = new AbortController();
    void link.ended.then(() => gone.abort());
    for (;;) {
      const answer = await this.#readAll(link);
      if (answer.ok || !isNotReady(answer.refusal) || clock.monotonicMs() > giveUpAtMs) return answer;
      await delay(clock, pause.nextMs(), gone.signal);
    }
  }

  async #readAll(link: ObsLink): Promise<Result<Reading>> {
    const { clock, timing } = this.#ports;
    const nowMs = () => clock.nowMs();
    const mirror = await readMirror(link, nowMs, timing.requestMs);
    if (!mirror.ok) return mirror;
    const { availableRequests } = mirror.value.mirror;
    // An OBS at the limits of its computer must not be taken for a hung one because it has many sources.
    const limitMs = Math.max(timing.requestMs, timing.connectMs);
    const reader = new SourceReader({ link, availableRequests, nowMs, limitMs });
    const sources = await reader.all(mirror.value.names);
    return sources.ok ? accepted({ ...mirror.value, reader, sources: sources.value }) : sources;
  }

  #rememberRecording(): void {
    if (!this.#mirror) return;
    const { active, path } = this.#mirror.record;
    this.#recording = active ? { path, seenAtMs: this.#ports.clock.nowMs() } : null;
  }

  #pathOf(record: ObsMirror['record']): string | null {
    const known = this.#recording;
    if (!known || !record.active || record.startedAtMs === null) return null;
    return record.startedAtMs <= known.seenAtMs ? known.path : null;
  }
}
