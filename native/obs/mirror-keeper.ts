/** Keeps the mirror: reads it after each connect and each change of collection or profile, and applies events in between. */
import type { ObsMirror } from '../contract/obs.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import { backOff } from '../kernel/back-off.ts';
import { type Clock, delay } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { ObsTiming, ObsVersions } from './connection.ts';
import { isNotReady, type ObsData, type ObsLink } from './link.ts';
import { mirrorAfter, type MirrorReading, readMirror } from './mirror.ts';

interface KeeperPorts {
  clock: Clock;
  logger: Logger;
  random: () => number;
  timing: ObsTiming;
  onMirror(mirror: ObsMirror): void;
}

const NOT_READY_WAIT_LIMIT_MS = 2_000;

export class MirrorKeeper {
  readonly #ports: KeeperPorts;
  #mirror: ObsMirror | null = null;
  /** The link that is being read, and its events since: applied after the read in their order, so that the newest value wins. */
  #reading: { link: ObsLink; events: { eventType: string; data: ObsData }[] } | null = null;
  /** Between the two events of a change of scene collection nothing that OBS says about scenes lasts. */
  #collectionChanging = false;
  /** A recording that was seen running, and when last: GetRecordStatus does not name the file. */
  #recording: { path: string | null; seenAtMs: number } | null = null;

  constructor(ports: KeeperPorts) {
    this.#ports = ports;
  }

  get mirror(): ObsMirror | null {
    return this.#mirror;
  }

  /** The link is gone: nothing is known any more but the file that was being recorded. */
  forget(): void {
    this.#rememberRecording();
    this.#mirror = null;
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
    const { mirror, obsVersion, websocketVersion } = answer.value;
    this.#collectionChanging = false;
    this.#mirror = { ...mirror, record: { ...mirror.record, path: this.#pathOf(mirror.record) } };
    for (const { eventType, data } of reading.events) this.hear(link, eventType, data);
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
    const next = mirrorAfter(this.#mirror, eventType, data, Math.round(this.#ports.clock.nowMs()));
    if (next === 'reread') void this.#reread(link);
    else if (next !== this.#mirror) {
      this.#mirror = next;
      this.#ports.onMirror(next);
    }
  }

  async #reread(link: ObsLink): Promise<void> {
    const answer = await this.read(link);
    if (answer.ok && this.#mirror && !this.#reading) this.#ports.onMirror(this.#mirror);
    if (answer.ok || !link.isOpen) return;
    this.#ports.logger.warn({ code: answer.refusal.code }, 'OBS could not be read again; connecting anew');
    link.end({ code: 'obs-unresponsive', context: {} });
  }

  /** An OBS that has just opened its port may answer "not ready" for a while; hammering it then has crashed OBS 30.0.0. */
  async #readPatiently(link: ObsLink): Promise<Result<MirrorReading>> {
    const { clock, random, timing } = this.#ports;
    const pause = backOff(timing.retryFirstMs, NOT_READY_WAIT_LIMIT_MS, random);
    const giveUpAtMs = clock.monotonicMs() + timing.notReadyLimitMs;
    const gone = new AbortController();
    void link.ended.then(() => gone.abort());
    for (;;) {
      const answer = await readMirror(link, () => clock.nowMs(), timing.requestMs);
      if (answer.ok || !isNotReady(answer.refusal) || clock.monotonicMs() > giveUpAtMs) return answer;
      await delay(clock, pause.nextMs(), gone.signal);
    }
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
