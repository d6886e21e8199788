/** What travels between the host and the thread that answers reports. */
import type { ReportName } from '../contract/reports.ts';

export interface ReportCall {
  id: number;
  name: ReportName;
  /** Has passed the report's schema. */
  input: unknown;
}

export type ReportAnswer = { id: number; ok: true; output: unknown } | { id: number; ok: false; message: string };
