/** The two values of an input that can be lent: its volume and its mute, as OBS reads and writes them. */
import { z } from 'zod';
import { accepted, type Result } from '../../contract/refusal.ts';
import type { StudioObs } from '../studio-obs.ts';
import type { LoanValue } from './loan.ts';

type Asks = Pick<StudioObs, 'request'>;

/** OBS keeps factors in 32 bits, and a fader's least step is far larger. */
const LIKENESS = 1e-4;

/** As a factor: decibels end at -100, and silence would not come back from there. */
export function volumeValue(obs: Asks): LoanValue<number> {
  return {
    schema: z.number().min(0),
    read: async (inputName) => mapped(await obs.request('GetInputVolume', { inputName }), ({ inputVolumeMul }) => Number(inputVolumeMul)),
    write: (inputName, inputVolumeMul) => obs.request('SetInputVolume', { inputName, inputVolumeMul }),
    same: (one, other) => Math.abs(one - other) <= LIKENESS * Math.max(one, other),
  };
}

/** `beforeWrite` learns of each mute, so that it is not taken for a hand's. */
export function muteValue(obs: Asks, beforeWrite: (inputName: string, muted: boolean) => void): LoanValue<boolean> {
  return {
    schema: z.boolean(),
    read: async (inputName) => mapped(await obs.request('GetInputMute', { inputName }), ({ inputMuted }) => inputMuted === true),
    write: (inputName, inputMuted) => {
      beforeWrite(inputName, inputMuted);
      return obs.request('SetInputMute', { inputName, inputMuted });
    },
    same: (one, other) => one === other,
  };
}

function mapped<T>(answer: Result<Record<string, unknown>>, read: (data: Record<string, unknown>) => T): Result<T> {
  return answer.ok ? accepted(read(answer.value)) : answer;
}
