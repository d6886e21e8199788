/** Listens to the live microphones for the operator: silence, clipping, and a muted host, each raised late enough and ended calmly enough not to flicker. */
import type { AudioAlarmKind, Level } from '../../contract/audio.ts';
import type { Clock } from '../../kernel/clock.ts';
import { SILENCE_DB } from './meters.ts';

/** Below this a microphone gives nothing that is speech. */
const QUIET_DB = -60;
/** From this on it is heard again: a door or a hum between the two does not end the alarm. */
const HEARD_DB = -50;
const CLIP_DB = -0.1;
/** So many meters within so long; one alone is a knock on the microphone. */
const CLIPS = 3;
const CLIPS_WITHIN_MS = 1_000;
const CALM_AFTER_CLIP_MS = 5_000;
/** A host who is opened and closed around a question is not forgotten. */
const MUTED_AFTER_MS = 3_000;
/** A microphone without a level for this long is not on program, or OBS is away: nothing is known of it. */
const UNHEARD_AFTER_MS = 1_000;

export interface Situation {
  /** On air or streaming, and no slate holds the picture. */
  live: boolean;
  microphones: readonly string[];
  silenceAfterMs: number;
  isMuted(inputName: string): boolean;
  /** Microphones of people on camera that are closed. */
  mutedHosts: readonly string[];
}

export interface Alarm {
  inputName: string;
  kind: AudioAlarmKind;
  sinceAtMs: number;
}

interface Ear {
  atMs: number;
  quietSinceMs: number | null;
  heardAtMs: number | null;
  /** Of the last meters that clipped, the newest last. */
  clipsAtMs: number[];
}

interface AlarmPorts {
  clock: Clock;
  onRaised(alarm: Alarm): void;
  onEnded(alarm: Alarm, lengthMs: number): void;
}

export class AlarmWatch {
  readonly #ports: AlarmPorts;
  readonly #ears = new Map<string, Ear>();
  readonly #mutedSinceMs = new Map<string, number>();
  #alarms: readonly (Alarm & { raisedAtMs: number })[] = [];

  constructor(ports: AlarmPorts) {
    this.#ports = ports;
  }

  get alarms(): Alarm[] {
    return this.#alarms.map(({ inputName, kind, sinceAtMs }) => ({ inputName, kind, sinceAtMs }));
  }

  hear(levels: readonly Level[], { microphones, isMuted }: Situation): void {
    const nowMs = this.#ports.clock.monotonicMs();
    for (const level of levels) {
      if (!microphones.includes(level.inputName)) continue;
      const ear = this.#ear(level.inputName, nowMs);
      ear.atMs = nowMs;
      if (isMuted(level.inputName)) {
        ear.quietSinceMs = null;
        continue;
      }
      const peakDb = loudest(level.peakDb);
      if (peakDb >= QUIET_DB) ear.quietSinceMs = null;
      else ear.quietSinceMs ??= nowMs;
      if (peakDb >= HEARD_DB) ear.heardAtMs = nowMs;
      // What is too loud before the fader stays broken after it.
      if (Math.max(peakDb, loudest(level.inputPeakDb)) >= CLIP_DB) ear.clipsAtMs = [...ear.clipsAtMs, nowMs].slice(-CLIPS);
    }
  }

  /** To be called about twice a second, and whenever the situation has changed. Returns whether the alarms are others than before. */
  judge(situation: Situation): boolean {
    const nowMs = this.#ports.clock.monotonicMs();
    if (!situation.live) this.#ears.clear();
    for (const [inputName, ear] of this.#ears) if (nowMs - ear.atMs > UNHEARD_AFTER_MS) this.#ears.delete(inputName);
    for (const inputName of this.#mutedSinceMs.keys()) if (!situation.mutedHosts.includes(inputName)) this.#mutedSinceMs.delete(inputName);
    for (const inputName of situation.mutedHosts) if (!this.#mutedSinceMs.has(inputName)) this.#mutedSinceMs.set(inputName, nowMs);

    const before = this.#alarms;
    const wanted = situation.live ? this.#wanted(situation, nowMs) : [];
    const stays = before.filter((alarm) => wanted.some((one) => isSame(one, alarm)));
    const raised = wanted
      .filter((one) => !before.some((alarm) => isSame(one, alarm)))
      .map((one) => ({ ...one, sinceAtMs: Math.round(this.#ports.clock.nowMs()), raisedAtMs: nowMs }));
    const ended = before.filter((alarm) => !stays.includes(alarm));
    if (raised.length === 0 && ended.length === 0) return false;
    this.#alarms = [...stays, ...raised];
    for (const alarm of ended) this.#ports.onEnded(alarm, Math.round(nowMs - alarm.raisedAtMs));
    for (const alarm of raised) this.#ports.onRaised(alarm);
    return true;
  }

  #wanted({ microphones, silenceAfterMs, isMuted }: Situation, nowMs: number): Pick<Alarm, 'inputName' | 'kind'>[] {
    const wanted: Pick<Alarm, 'inputName' | 'kind'>[] = [];
    for (const inputName of microphones) {
      const ear = this.#ears.get(inputName);
      if (ear && !isMuted(inputName)) {
        if (silenceAfterMs > 0 && this.#isSilent(inputName, ear, nowMs, silenceAfterMs)) wanted.push({ inputName, kind: 'silent' });
        if (this.#isClipping(inputName, ear, nowMs)) wanted.push({ inputName, kind: 'clipping' });
      }
      const mutedSinceMs = this.#mutedSinceMs.get(inputName);
      if (mutedSinceMs !== undefined && nowMs - mutedSinceMs >= MUTED_AFTER_MS) wanted.push({ inputName, kind: 'muted' });
    }
    return wanted;
  }

  #isSilent(inputName: string, ear: Ear, nowMs: number, silenceAfterMs: number): boolean {
    const raised = this.#raised(inputName, 'silent');
    if (raised) return ear.heardAtMs === null || ear.heardAtMs < raised.raisedAtMs;
    return ear.quietSinceMs !== null && nowMs - ear.quietSinceMs >= silenceAfterMs;
  }

  #isClipping(inputName: string, ear: Ear, nowMs: number): boolean {
    const newest = ear.clipsAtMs.at(-1);
    if (newest === undefined) return false;
    if (this.#raised(inputName, 'clipping')) return nowMs - newest < CALM_AFTER_CLIP_MS;
    return ear.clipsAtMs.length === CLIPS && nowMs - ear.clipsAtMs[0]! <= CLIPS_WITHIN_MS;
  }

  #raised(inputName: string, kind: AudioAlarmKind) {
    return this.#alarms.find((alarm) => isSame(alarm, { inputName, kind }));
  }

  #ear(inputName: string, nowMs: number): Ear {
    let ear = this.#ears.get(inputName);
    if (!ear) {
      ear = { atMs: nowMs, quietSinceMs: null, heardAtMs: null, clipsAtMs: [] };
      this.#ears.set(inputName, ear);
    }
    return ear;
  }
}

function loudest(channels: readonly number[]): number {
  return channels.reduce((most, level) => Math.max(most, level), SILENCE_DB);
}

function isSame(one: Pick<Alarm, 'inputName' | 'kind'>, other: Pick<Alarm, 'inputName' | 'kind'>): boolean {
  return one.inputName === other.inputName && one.kind === other.kind;
}
