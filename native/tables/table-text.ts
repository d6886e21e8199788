/** Reads delimited text as Chinese desks produce it: UTF-8 with or without a mark, UTF-16, GBK; commas, tabs or semicolons. */
import { isUtf8 } from 'node:buffer';
import { CsvError, type Options, parse } from 'csv-parse';
import { parse as parseWhole } from 'csv-parse/sync';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import { TableUnreadable } from './table-limits.ts';

/** Control characters that no text file has; their presence means that the bytes are something else. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const BINARY = /[\u0000-\u0008\u000e-\u001f]/u;
const HEAD_BYTES = 16 * 1024;
const CHUNK_BYTES = 256 * 1024;

/**
 * The rows one after the other, without ever holding them all. Refused with `file-kind-unknown` when the bytes are not text;
 * the rows throw `TableUnreadable` (cause: line) when quotes do not close or the text turns out to be none.
 */
export function rowsOfText(bytes: Uint8Array): Result<AsyncIterable<string[]>> {
  const encoding = encodingOf(bytes);
  const head = encoding === null ? null : decodedHead(bytes, encoding);
  if (encoding === null || head === null || BINARY.test(head)) return refused('file-kind-unknown');
  return accepted(parsedRows(bytes, encoding, optionsFor(head)));
}

/** All rows of a small text at once. Refused with `file-kind-unknown`, or `file-unreadable` (context: line). */
export function readTextTable(bytes: Uint8Array): Result<string[][]> {
  const encoding = encodingOf(bytes);
  const text = encoding === null ? null : decodedAs(encoding, bytes);
  if (text === null || BINARY.test(text)) return refused('file-kind-unknown');
  try {
    return accepted(parseWhole(text, optionsFor(text.slice(0, HEAD_BYTES))));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return refused('file-unreadable', { line: lineOf(error) });
  }
}

function optionsFor(head: string) {
  return {
    delimiter: delimiterOf(head),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: 100_000,
  } satisfies Options;
}

async function* parsedRows(bytes: Uint8Array, encoding: string, options: Options): AsyncGenerator<string[]> {
  const parser = parse(options);
  const decoder = new TextDecoder(encoding, { fatal: true });
  let at = 0;
  const feed = () => {
    while (at < bytes.length) {
      const chunk = bytes.subarray(at, at + CHUNK_BYTES);
      at += chunk.length;
      const text = decoder.decode(chunk, { stream: at < bytes.length });
      if (BINARY.test(text)) throw new TableUnreadable('control characters');
      if (!parser.write(text)) return;
    }
    parser.end();
  };
  const feedOrFail = () => {
    try {
      feed();
    } catch (error) {
      parser.destroy(error as Error);
    }
  };
  parser.on('drain', feedOrFail);
  feedOrFail();
  try {
    for await (const row of parser) yield row as string[];
  } catch (error) {
    if (error instanceof CsvError) throw new TableUnreadable('quotes', { cause: lineOf(error) });
    throw error;
  }
}

function lineOf(error: CsvError): number | null {
  const line: unknown = error['lines'];
  return typeof line === 'number' ? line : null;
}

/** GB 18030 holds GBK; nearly any bytes pass for it, so it comes last. */
function encodingOf(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return isUtf8(bytes) ? 'utf-8' : 'gb18030';
}

/** The last character of the head may be cut in two. */
function decodedHead(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(0, HEAD_BYTES), { stream: true });
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
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
