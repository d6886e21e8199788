/** The desk of sound: mutes, faders, monitoring and tracks of OBS's inputs, talk-over, and the alarms on live microphones. */
import { type AudioConfig, audioConfigSchema, type AudioState, type Level, type MetersState, noAudio } from '../../contract/audio.ts';
import type { EntryBody } from '../../contract/entry.ts';
import { VOLUME_DB_MAX, VOLUME_DB_MIN, type InputAudio } from '../../contract/obs.ts';
import { accepted, refused, type Result } from '../../contract/refusal.ts';
import type { Clock, Timer } from '../../kernel/clock.ts';
import { type Disposable, type LiveState, MutableState } from '../../kernel/live-state.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { ObsData } from '../link.ts';
import type { StudioObs } from '../studio-obs.ts';
import { AlarmWatch, type Situation } from './alarm-watch.ts';
import { Loan } from './loan.ts';
import { Meters } from './meters.ts';
import { duckedBy, microphonesOf, mutedHosts } from './microphones.ts';
import { MuteRecord } from './mute-record.ts';
import { muteValue, volumeValue } from './sound-values.ts';

type AudioFactKind = 'audio.muted' | 'audio.alarmed';
/** Something that happened to the sound, with the body of the ledger entry it becomes. */
export type AudioFact = { [K in AudioFactKind]: { kind: K; body: EntryBody<K>; actor: string } }[AudioFactKind];
type Done = Result<Record<string, never>>;

export interface AudioPorts {
  clock: Clock;
  logger: Logger;
  obs: Omit<StudioObs, 'onFact'>;
  /** Small values that outlive the studio; `save` is durable when it resolves. */
  settings: { load(key: string): unknown; save(key: string, value: unknown): Promise<void> };
  /** What the desk has on program: each guest by the names they are written with. */
  onAir(): { onAir: boolean; slateHeld: boolean; guests: readonly (readonly string[])[] };
  onFact(fact: AudioFact): void;
}

const JUDGE_EVERY_MS = 500;
const NO_SUCH_SOURCE = 600;
const SPECIAL_MICROPHONES = ['mic1', 'mic2', 'mic3', 'mic4'];
const MONITOR_TYPES = {
  none: 'OBS_MONITORING_TYPE_NONE',
  monitorOnly: 'OBS_MONITORING_TYPE_MONITOR_ONLY',
  monitorAndOutput: 'OBS_MONITORING_TYPE_MONITOR_AND_OUTPUT',
} as const;

export class AudioDesk {
  readonly #ports: AudioPorts;
  readonly #state: MutableState<AudioState>;
  readonly #meters: Meters;
  readonly #alarms: AlarmWatch;
  readonly #mutes: MuteRecord;
  readonly #talkOver: Loan<number>;
  /** Microphones that a slate has closed. */
  readonly #slateMutes: Loan<boolean>;
  readonly #listening: Disposable[];
  /** OBS's own Mic/Aux devices. */
  #special: readonly string[] = [];
  /** Which OBS with which collection was met last, in which of its lives. */
  #met = { url: '', collection: '', sinceAtMs: -1 };
  #judging: Timer | null = null;
  /** As it was when it was judged last; twenty levels a second are held against it. */
  #situation: Situation = { live: false, microphones: [], silenceAfterMs: 0, isMuted: () => false, mutedHosts: [] };

  constructor(ports: AudioPorts) {
    const { clock, obs, settings } = ports;
    this.#ports = ports;
    const config = audioConfigSchema.safeParse(settings.load('audio'));
    this.#state = new MutableState<AudioState>(config.success ? { ...noAudio, config: config.data } : noAudio);
    this.#mutes = new MuteRecord(clock);
    this.#meters = new Meters({ clock, obs, onLevels: (levels) => this.#hear(levels) });
    this.#alarms = new AlarmWatch({
      clock,
      onRaised: ({ inputName, kind }) => this.#tellAlarm(inputName, kind, null),
      onEnded: ({ inputName, kind }, lengthMs) => this.#tellAlarm(inputName, kind, lengthMs),
    });
    const keeping = (key: string) => ({
      collection: () => obs.state.get().mirror?.sceneCollection ?? null,
      load: () => settings.load(key),
      save: (kept: unknown) => settings.save(key, kept),
    });
    // Nobody holds the talk-over key of a studio that has ended; a slate is still held after a restart.
    this.#talkOver = new Loan({ ...keeping('audio-talk-over'), value: volumeValue(obs) }, 'until-restart');
    const mute = (inputName: string, muted: boolean) => this.#mutes.wish(inputName, muted, 'studio');
    this.#slateMutes = new Loan({ ...keeping('audio-slate-mutes'), value: muteValue(obs, mute) }, 'until-returned');
    this.#listening = [
      obs.state.subscribe(() => this.#follow()),
      obs.sources.subscribe(({ inputs }) => inputs && this.#readInputs()),
      obs.onEvent((eventType, data) => this.#onEvent(eventType, data)),
    ];
    this.#follow();
  }

  get state(): LiveState<AudioState> {
    return this.#state;
  }

  get meters(): LiveState<MetersState> {
    return this.#meters.state;
  }

  /** To be called when what is on program has changed. */
  onAirChanged(): void {
    this.#judge();
  }

  /** To be called when the other OBS begins to count, with the collection of the one that did. */
  tookOver(formerCollection: string | null): void {
    const collection = this.#ports.obs.state.get().mirror?.sceneCollection;
    if (formerCollection === null || collection === undefined) return;
    this.#guarded(Promise.all([this.#talkOver, this.#slateMutes].map((loan) => loan.tookOver(formerCollection, collection))));
  }

  dispose(): void {
    this.#judging?.cancel();
    for (const listener of this.#listening) listener.dispose();
    this.#meters.dispose();
  }

  async setMute(inputName: string, inputMuted: boolean, actor: string): Promise<Done> {
    this.#mutes.wish(inputName, inputMuted, actor);
    const done = await this.#ask('SetInputMute', inputName, { inputMuted });
    if (done.ok) await this.#slateMutes.forget(inputName);
    return done;
  }

  /** A fader that is moved while talk-over holds it stays where it was put. */
  async setVolume(inputName: string, volumeDb: number): Promise<Done> {
    const inputVolumeDb = Math.min(VOLUME_DB_MAX, Math.max(VOLUME_DB_MIN, volumeDb));
    // OBS's own silence is a factor of 0; its -100 dB would leave a trace of sound.
    const volume = inputVolumeDb <= VOLUME_DB_MIN ? { inputVolumeMul: 0 } : { inputVolumeDb };
    const done = await this.#ask('SetInputVolume', inputName, volume);
    if (done.ok) await this.#talkOver.forget(inputName);
    return done;
  }

  setMonitoring(inputName: string, monitoring: InputAudio['monitoring']): Promise<Done> {
    return this.#ask('SetInputAudioMonitorType', inputName, { monitorType: MONITOR_TYPES[monitoring] });
  }

  setTracks(inputName: string, tracks: readonly boolean[]): Promise<Done> {
    const inputAudioTracks = Object.fromEntries(tracks.map((on, index) => [String(index + 1), on]));
    return this.#ask('SetInputAudioTracks', inputName, { inputAudioTracks });
  }

  async setTalkOver(active: boolean): Promise<Done> {
    const { config, microphones } = this.#state.get();
    if (active && this.#ports.obs.state.get().mirror === null) return refused('obs-not-connected');
    // Where nobody knows which inputs are voices, the voice itself would be lowered.
    if (active && config.duckInputs === null && microphones.length === 0) return refused('obs-no-microphones');
    const ducked = duckedBy(config, this.#ports.obs.sources.get().inputs, microphones);
    const factor = 10 ** (config.duckDb / 20);
    const done = await (active ? this.#talkOver.take(ducked, (mul) => mul * factor) : this.#talkOver.giveBack());
    this.#state.patch({ talkOver: this.#talkOver.active });
    return done;
  }

  async muteMicrophones(muted: boolean, actor: string): Promise<Done> {
    const { microphones } = this.#state.get();
    if (this.#ports.obs.state.get().mirror === null) return refused('obs-not-connected');
    if (microphones.length === 0) return refused('obs-no-microphones');
    const answers = await Promise.all(microphones.map((inputName) => this.setMute(inputName, muted, actor)));
    return answers.find((answer) => !answer.ok) ?? accepted({});
  }

  /** Closes the microphones that are open, for as long as a slate is held; no alarm is raised for them. */
  async closeForSlate(): Promise<Done> {
    const { microphones } = this.#state.get();
    return microphones.length === 0 ? accepted({}) : this.#slateMutes.take(microphones, () => true);
  }

  /** Opens exactly those that `closeForSlate` closed, and that nobody has touched since. */
  openAfterSlate(): Promise<Done> {
    return this.#slateMutes.giveBack();
  }

  async configure(changes: Partial<AudioConfig>): Promise<Done> {
    const config = { ...this.#state.get().config, ...changes };
    await this.#ports.settings.save('audio', config);
    this.#state.patch({ config });
    this.#readInputs();
    return accepted({});
  }

  async #ask(requestType: string, inputName: string, data: ObsData): Promise<Done> {
    const answer = await this.#ports.obs.request(requestType, { inputName, ...data });
    if (answer.ok) return accepted({});
    return answer.refusal.context.obsCode === NO_SUCH_SOURCE ? refused('obs-source-missing', { name: inputName }) : answer;
  }

  #onEvent(eventType: string, data: ObsData): void {
    if (eventType !== 'InputNameChanged') return;
    const names = [String(data.oldInputName), String(data.inputName)] as const;
    this.#guarded(Promise.all([this.#talkOver.rename(...names), this.#slateMutes.rename(...names)]));
  }

  /** OBS has come, gone, or opened another collection. */
  #follow(): void {
    const { connection, mirror } = this.#ports.obs.state.get();
    if (connection.state === 'ready' && mirror) {
      const met = { url: connection.url, collection: mirror.sceneCollection, sinceAtMs: connection.sinceAtMs };
      const before = this.#met;
      this.#met = met;
      if (met.url !== before.url || met.collection !== before.collection) this.#mutes.reset();
      if (met.sinceAtMs !== before.sinceAtMs || met.collection !== before.collection) this.#guarded(this.#meet(mirror.availableRequests));
      // The inputs of another collection are told after its name; those of an OBS that has come are there before it.
      if (met.sinceAtMs !== before.sinceAtMs) this.#readInputs();
    }
    this.#judge();
  }

  async #meet(availableRequests: readonly string[]): Promise<void> {
    if (availableRequests.includes('GetSpecialInputs')) {
      const special = await this.#ports.obs.request('GetSpecialInputs');
      if (special.ok) this.#special = SPECIAL_MICROPHONES.map((name) => special.value[name]).filter((name) => typeof name === 'string');
      this.#readInputs();
    }
    await this.#talkOver.settle();
    await this.#slateMutes.settle();
  }

  #readInputs(): void {
    const { inputs } = this.#ports.obs.sources.get();
    if (this.#ports.obs.state.get().connection.state === 'ready') {
      for (const { inputName, muted, actor } of this.#mutes.changes(inputs)) {
        if (actor === null) this.#guarded(this.#slateMutes.forget(inputName));
        this.#ports.onFact({ kind: 'audio.muted', body: { inputName, muted, byStudio: actor !== null }, actor: actor ?? 'obs' });
      }
    }
    const microphones = microphonesOf(this.#state.get().config, inputs, this.#special);
    if (microphones.join('\n') !== this.#state.get().microphones.join('\n')) this.#state.patch({ microphones });
    this.#judge();
  }

  #hear(levels: readonly Level[]): void {
    if (this.#situation.live) this.#alarms.hear(levels, this.#situation);
  }

  /** Runs about twice a second while live: a silence is made of nothing happening. */
  #judge(): void {
    this.#judging?.cancel();
    this.#judging = null;
    const situation = this.#situationNow();
    this.#situation = situation;
    if (this.#alarms.judge(situation)) this.#state.patch({ alarms: this.#alarms.alarms });
    this.#meters.need(situation.live && situation.microphones.length > 0);
    if (situation.live) this.#judging = this.#ports.clock.after(JUDGE_EVERY_MS, () => this.#judge());
  }

  #situationNow(): Situation {
    const { onAir, slateHeld, guests } = this.#ports.onAir();
    const { connection, mirror } = this.#ports.obs.state.get();
    const { config, microphones } = this.#state.get();
    const { inputs } = this.#ports.obs.sources.get();
    const muted = new Set(inputs.filter(({ audio }) => audio?.muted).map(({ inputName }) => inputName));
    const isMuted = (inputName: string) => muted.has(inputName);
    const live = connection.state === 'ready' && !slateHeld && (onAir || mirror?.stream.active === true);
    return {
      live,
      microphones,
      silenceAfterMs: config.silenceAfterMs,
      isMuted,
      mutedHosts: live && !this.#slateMutes.active ? mutedHosts(guests, microphones, isMuted) : [],
    };
  }

  #tellAlarm(inputName: string, alarm: EntryBody<'audio.alarmed'>['alarm'], endedAfterMs: number | null): void {
    this.#ports.onFact({ kind: 'audio.alarmed', body: { inputName, alarm, endedAfterMs }, actor: 'studio' });
  }

  #guarded(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#ports.logger.error({ err: error }, 'sound in OBS could not be put back in order'));
  }
}
