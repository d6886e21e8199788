/** Which function answers which report. */
import type { ReportName, ReportOutput, ReportParsedInput } from '../contract/reports.ts';
import { differencesReport, importsReport } from '../orders/files/differences.ts';
import type { Reader } from '../store/reader.ts';
import { completenessReport } from './completeness.ts';
import { ordersReport } from './order-rows.ts';
import { broadcastsReport, salesByReport, salesCurveReport } from './sales-reports.ts';

type ReportTable = { [R in ReportName]: (reader: Reader, input: ReportParsedInput<R>) => ReportOutput<R> };

export const reportTable: ReportTable = {
  broadcasts: broadcastsReport,
  salesCurve: salesCurveReport,
  salesBy: salesByReport,
  orders: ordersReport,
  completeness: completenessReport,
  imports: importsReport,
  differences: differencesReport,
};
