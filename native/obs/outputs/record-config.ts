/** How OBS is set up to record: into which container, whether that survives a crash, and about how much it will write. */
import type { Result } from '../../contract/refusal.ts';
import type { ObsData } from '../link.ts';

export interface RecordConfig {
  format: string | null;
  crashSafe: boolean | null;
  /** Of picture and sound together; null where the quality, not the rate, is set, or the encoder keeps it for itself. */
  kbps: number | null;
  /** What the replay buffer keeps. */
  seconds: number | null;
}

export const unknownConfig: RecordConfig = { format: null, crashSafe: null, kbps: null, seconds: null };

/** Containers whose index is written at the end, so that a file without an end cannot be read. OBS's `hybrid_mp4` is not one of them. */
const LOST_WITHOUT_END = ['mp4', 'mov'];

type Ask = (requestType: string, requestData: ObsData) => Promise<Result<ObsData>>;

/** Asks for single parameters, so that nothing secret comes along. */
export async function readRecordConfig(ask: Ask): Promise<RecordConfig> {
  const parameter = async (parameterCategory: string, parameterName: string): Promise<string | null> => {
    const answer = await ask('GetProfileParameter', { parameterCategory, parameterName });
    if (!answer.ok) return null;
    const { parameterValue, defaultParameterValue } = answer.value;
    const value = parameterValue ?? defaultParameterValue;
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const isAdvanced = (await parameter('Output', 'Mode')) === 'Advanced';
  const category = isAdvanced ? 'AdvOut' : 'SimpleOutput';
  // OBS 30 and later keep the container under a second name, because it has more of them.
  const format = (await parameter(category, 'RecFormat2')) ?? (await parameter(category, 'RecFormat'));
  const crashSafe = format === null ? null : !LOST_WITHOUT_END.includes(format);
  const kept = Number(await parameter(category, 'RecRBTime'));
  const seconds = Number.isInteger(kept) && kept > 0 ? kept : null;
  if (isAdvanced) return { format, crashSafe, kbps: null, seconds };
  const picture = Number(await parameter('SimpleOutput', 'VBitrate'));
  const sound = Number(await parameter('SimpleOutput', 'ABitrate'));
  return { format, crashSafe, kbps: picture > 0 ? picture + (sound > 0 ? sound : 0) : null, seconds };
}
