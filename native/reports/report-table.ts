/** Which function answers which report. */
import type { ReportName, ReportOutput, ReportParsedInput } from '../contract/reports.ts';
import { differencesReport, importsReport } from '../orders/files/differences.ts';
import type { Reader } from '../store/reader.ts';
import { completenessReport } from './completeness.ts';
import { digestSlice, digestTargets, ledgerBlock } from './ledger-digests.ts';
import { ordersReport } from './order-rows.ts';
import type { HostReportName, HostReports } from './report-protocol.ts';
import { parkedEntriesReport } from './parked-entries.ts';
import { broadcastsReport, salesByReport, salesCurveReport } from './sales-reports.ts';

type ReportTable = { [R in ReportName]: (reader: Reader, input: ReportParsedInput<R>) => ReportOutput<R> };
type HostReportTable = { [R in HostReportName]: (reader: Reader, input: HostReports[R]['input']) => HostReports[R]['output'] };

export const reportTable: ReportTable = {
  parkedEntries: parkedEntriesReport,
  broadcasts: broadcastsReport,
  salesCurve: salesCurveReport,
  salesBy: salesByReport,
  orders: ordersReport,
  completeness: completenessReport,
  imports: importsReport,
  differences: differencesReport,
};

export const hostReportTable: HostReportTable = { digestTargets, digestSlice, ledgerBlock };
