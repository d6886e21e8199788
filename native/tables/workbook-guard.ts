/** Opens an XLSX container within limits and hands on only its plain parts, so that a bomb ends before it is parsed. */
import { crc32, inflateRawSync } from 'node:zlib';
import { type TableLimits, TableTooComplex, TableUnreadable } from './table-limits.ts';

const MOST_PARTS = 500;

interface Part {
  name: string;
  content: Buffer;
}

/** Field offsets below are those of the ZIP application note, parts 4.3.7, 4.3.12 and 4.3.16. */
export function guardedWorkbook(bytes: Buffer, limits: TableLimits): Buffer {
  const parts = unpackedParts(bytes, limits.unpackedBytes);
  if (!parts.some((part) => part.name === 'xl/workbook.xml')) throw new TableUnreadable('no workbook');
  for (const part of parts) checkPart(part, limits);
  return packed(parts);
}

function unpackedParts(bytes: Buffer, mostUnpacked: number): Part[] {
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  if (end === -1 || end + 22 > bytes.length) throw new TableUnreadable('no central directory');
  const count = bytes.readUInt16LE(end + 10);
  if (count > MOST_PARTS) throw new TableTooComplex('parts');
  const parts: Part[] = [];
  let left = mostUnpacked;
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw new TableUnreadable('central directory');
    const flags = bytes.readUInt16LE(at + 8);
    const method = bytes.readUInt16LE(at + 10);
    const packedSize = bytes.readUInt32LE(at + 20);
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const localAt = bytes.readUInt32LE(at + 42);
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    // Pictures, macros and printer settings are never opened.
    if (!/\.(?:xml|rels)$/iu.test(name)) continue;
    if ((flags & 1) === 1) throw new TableUnreadable('encrypted');
    const content = unpacked(bytes, localAt, packedSize, method, left);
    left -= content.length;
    parts.push({ name, content });
  }
  return parts;
}

function unpacked(bytes: Buffer, localAt: number, packedSize: number, method: number, left: number): Buffer {
  if (localAt + 30 > bytes.length || bytes.readUInt32LE(localAt) !== 0x04034b50) throw new TableUnreadable('local header');
  const start = localAt + 30 + bytes.readUInt16LE(localAt + 26) + bytes.readUInt16LE(localAt + 28);
  const body = bytes.subarray(start, start + packedSize);
  if (method === 0) {
    if (body.length > left) throw new TableTooComplex('unpacked size');
    return body;
  }
  if (method !== 8) throw new TableUnreadable('compression method');
  try {
    return inflateRawSync(body, { maxOutputLength: left });
  } catch (error) {
    if (error instanceof RangeError) throw new TableTooComplex('unpacked size', { cause: error });
    throw new TableUnreadable('compressed part', { cause: error });
  }
}

/** A document type is where entity bombs and foreign files hide; Office never writes one. A far-corner cell makes a parser fill the gap. */
function checkPart({ name, content }: Part, limits: TableLimits): void {
  if (content.includes('<!DOCTYPE') || content.includes('<!ENTITY')) throw new TableTooComplex('document type');
  if (!/^xl\/worksheets\/[^/]+\.xml$/iu.test(name)) return;
  const text = content.toString('latin1');
  // Cells may leave out where they stand, so elements are counted beside the references.
  if (countOf(text, /<(?:\w+:)?c[\s/>]/gu) > limits.cells) throw new TableTooComplex('cells');
  if (countOf(text, /<(?:\w+:)?row[\s/>]/gu) > limits.rows) throw new TableTooComplex('rows');
  for (const [, letters, digits] of text.matchAll(/\br\s*=\s*["']([A-Z]{0,7})(\d{1,15})["']/gu)) {
    if (Number(digits) > limits.rows || columnNumber(letters!) > limits.columns) throw new TableTooComplex('far cell');
  }
  for (const [, letters, digits] of text.matchAll(
    /<dimension[^>]{0,100}ref\s*=\s*["'](?:[A-Z]{1,7}\d{1,15}:)?([A-Z]{1,7})(\d{1,15})["']/gu,
  )) {
    if (Number(digits) > limits.rows || columnNumber(letters!) > limits.columns) throw new TableTooComplex('dimension');
  }
}

function countOf(text: string, pattern: RegExp): number {
  let count = 0;
  while (pattern.test(text)) count += 1;
  return count;
}

function columnNumber(letters: string): number {
  let number = 0;
  for (const letter of letters) number = number * 26 + letter.charCodeAt(0) - 64;
  return number;
}

/**
 * The checked parts as a fresh archive without compression: the parser walks local headers, this file walked the directory,
 * and a hostile archive may tell the two different things.
 */
function packed(parts: readonly Part[]): Buffer {
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of parts) {
    const nameBytes = Buffer.from(name, 'utf8');
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(0x0800, 6);
    local.writeUInt32LE(crc32(content), 14);
    local.writeUInt32LE(content.length, 18);
    local.writeUInt32LE(content.length, 22);
    local.writeUInt16LE(nameBytes.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    local.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(offset, 42);
    chunks.push(local, nameBytes, content);
    directory.push(entry, nameBytes);
    offset += 30 + nameBytes.length + content.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...chunks, ...directory, end]);
}
