/** The thread's side of reports: one read-only connection, one question after the other. */
import type { MessagePort } from 'node:worker_threads';
import { Reader } from '../store/reader.ts';
import type { ReportAnswer, ReportCall } from './report-protocol.ts';
import { hostReportTable, reportTable } from './report-table.ts';

export function serveReports(port: MessagePort, path: string): void {
  const reader = Reader.open(path);
  port.on('message', (call: ReportCall | 'close') => {
    if (call === 'close') {
      reader.close();
      port.close();
      return;
    }
    port.postMessage(answer(reader, call));
  });
}

function answer(reader: Reader, { id, name, input }: ReportCall): ReportAnswer {
  try {
    const report = { ...reportTable, ...hostReportTable }[name] as (from: Reader, given: unknown) => unknown;
    return { id, ok: true, output: report(reader, input) };
  } catch (error) {
    return { id, ok: false, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
