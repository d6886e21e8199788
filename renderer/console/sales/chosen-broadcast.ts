/** The broadcast that the page shows. */
import type { ReportOutput } from '../../../native/contract/reports.ts';

export type BroadcastRecord = ReportOutput<'broadcasts'>['broadcasts'][number];

export interface ChosenBroadcast {
  broadcastId: string;
  /** True for the one that the desk prepares or has on air; its figures come by themselves. */
  isCurrent: boolean;
  onAir: boolean;
  /** Null until the list of broadcasts is known. */
  record: BroadcastRecord | null;
}
