/** Makes workbooks and archives byte by byte, honest and hostile ones, for tests of whatever opens them. */
import { crc32, deflateRawSync } from 'node:zlib';

/** A ZIP archive; a `decoy` is a part of the same name that the directory does not list. */
export function zip(parts: { name: string; content: string | Buffer; decoy?: string }[]): Buffer {
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  const add = (name: string, content: Buffer, listed: boolean) => {
    const packed = deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(crc32(content), 14);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(content.length, 22);
    local.writeUInt16LE(name.length, 26);
    if (listed) {
      const entry = Buffer.alloc(46);
      entry.writeUInt32LE(0x02014b50, 0);
      local.copy(entry, 6, 4, 30);
      entry.writeUInt32LE(offset, 42);
      directory.push(entry, Buffer.from(name));
    }
    chunks.push(local, Buffer.from(name), packed);
    offset += 30 + name.length + packed.length;
  };
  for (const { name, content, decoy } of parts) {
    if (decoy !== undefined) add(name, Buffer.from(decoy), false);
    add(name, Buffer.from(content), true);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...chunks, ...directory, end]);
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';

/** A minimal workbook around the given sheet and shared strings. */
export function workbook(sheetData: string, options: { prologue?: string; strings?: string; decoy?: string } = {}): Buffer {
  const sheet = `<?xml version="1.0"?>${options.prologue ?? ''}<worksheet xmlns="${MAIN}"><sheetData>${sheetData}</sheetData></worksheet>`;
  return zip([
    {
      name: 'xl/workbook.xml',
      content: `<?xml version="1.0"?><workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<?xml version="1.0"?><Relationships xmlns="${PACKAGE}"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    },
    { name: 'xl/sharedStrings.xml', content: `<?xml version="1.0"?><sst xmlns="${MAIN}">${options.strings ?? ''}</sst>` },
    { name: 'xl/worksheets/sheet1.xml', content: sheet, ...(options.decoy ? { decoy: options.decoy } : {}) },
  ]);
}

export const cell = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
