/** Audio: what the operator hears and sees of it, and the alarms that hear for him. */
import { z } from 'zod';
import { atMsSchema, durationMsSchema } from './time.ts';

/** `silent`: a live microphone gave nothing for too long. `clipping`: it is too loud. `muted`: a host is muted in a segment that has one. */
export const audioAlarmKinds = ['silent', 'clipping', 'muted'] as const;
export const audioAlarmKindSchema = z.enum(audioAlarmKinds);
export type AudioAlarmKind = z.infer<typeof audioAlarmKindSchema>;

export const audioConfigSchema = z.object({
  /** Inputs that are microphones of people on camera; null takes every capture device that OBS has. */
  microphones: z.array(z.string()).max(40).nullable(),
  /** A live microphone that stays below -60 dB for this long raises an alarm; 0 switches it off. */
  silenceAfterMs: durationMsSchema.max(600_000),
  /** How far talk-over lowers the others, in dB. */
  duckDb: z.number().min(-60).max(0),
  /** Inputs that talk-over lowers; null takes all with sound that are no microphones. */
  duckInputs: z.array(z.string()).max(40).nullable(),
});
export type AudioConfig = z.infer<typeof audioConfigSchema>;
export const audioConfigAtFirst: AudioConfig = { microphones: null, silenceAfterMs: 10_000, duckDb: -18, duckInputs: null };

export const audioStateSchema = z.object({
  config: audioConfigSchema,
  /** Microphones as they are in this OBS: configured, or found. */
  microphones: z.array(z.string()),
  talkOver: z.boolean(),
  alarms: z.array(z.object({ inputName: z.string(), kind: audioAlarmKindSchema, sinceAtMs: atMsSchema })),
});
export type AudioState = z.infer<typeof audioStateSchema>;
export const noAudio: AudioState = { config: audioConfigAtFirst, microphones: [], talkOver: false, alarms: [] };

/** Levels of one input by channel, in dB full scale, -100 for silence: the peak after the fader, its mean, and the peak before the fader. */
export const levelSchema = z.object({
  inputName: z.string(),
  peakDb: z.array(z.number()),
  meanDb: z.array(z.number()),
  inputPeakDb: z.array(z.number()),
});
export type Level = z.infer<typeof levelSchema>;

/** Told about twenty times a second, and only while a page watches. */
export const metersStateSchema = z.object({ atMs: atMsSchema, levels: z.array(levelSchema) });
export type MetersState = z.infer<typeof metersStateSchema>;
export const noMeters: MetersState = { atMs: 0, levels: [] };
