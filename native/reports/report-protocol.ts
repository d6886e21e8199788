/** What travels between the host and the thread that answers reports. */
import type { ReportName } from '../contract/reports.ts';
import type { DigestSlice, DigestTarget, LedgerBlockEntry } from './ledger-digests.ts';

/** What the host itself asks; no page can. */
export interface HostReports {
  digestTargets: { input: Record<string, never>; output: DigestTarget[] };
  digestSlice: { input: { studioId: string; broadcastIds: readonly string[]; fromSeq: number }; output: DigestSlice };
  ledgerBlock: { input: { studioId: string; broadcastId: string; block: number }; output: LedgerBlockEntry[] };
}
export type HostReportName = keyof HostReports;

export interface ReportCall {
  id: number;
  name: ReportName | HostReportName;
  /** A page's has passed the report's schema. */
  input: unknown;
}

export type ReportAnswer = { id: number; ok: true; output: unknown } | { id: number; ok: false; message: string };
