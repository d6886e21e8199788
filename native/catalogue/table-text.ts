/** Reads delimited text as Chinese desks produce it: UTF-8 with or without a mark, UTF-16, GBK; commas, tabs or semicolons. */
import { CsvError, parse } from 'csv-parse/sync';
import { accepted, refused, type Result } from '../contract/refusal.ts';

/** Control characters that no text file has; their presence means that the bytes are something else. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const BINARY = /[\u0000-\u0008\u000e-\u001f]/u;

/** Refused with `file-kind-unknown` when the bytes are not text, `file-unreadable` (context: line) when quotes do not close. */
export function readTextTable(bytes: Uint8Array): Result<string[][]> {
  const text = decoded(bytes);
  if (text === null || BINARY.test(text)) return refused('file-kind-unknown');
  try {
    const rows: string[][] = parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      max_record_size: 100_000,
    });
    return accepted(rows);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line: unknown = error['lines'];
    return refused('file-unreadable', { line: typeof line === 'number' ? line : null });
  }
}

function decoded(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodedAs('utf-16le', bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodedAs('utf-16be', bytes);
  // GB 18030 holds GBK; nearly any bytes pass for it, so it comes last.
  return decodedAs('utf-8', bytes) ?? decodedAs('gb18030', bytes);
}

function decodedAs(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function delimiterOf(text: string): string {
  const head =
    text
      .slice(0, 4_000)
      .split(/\r?\n/u)
      .find((line) => line.trim() !== '') ?? '';
  const counts = [',', '\t', ';'].map((mark) => ({ mark, count: head.split(mark).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).mark;
}
