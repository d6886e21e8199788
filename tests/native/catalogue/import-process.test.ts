/** Opening catalogue files from anywhere: encodings, foreign kinds, and files made to hurt. */
import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import writeXlsx from 'write-excel-file/node';
import {
  IMPORT_BYTES_LIMIT,
  readTableFile,
  startImportProcess,
  startImportThread,
  type ImportChild,
} from '../../../native/catalogue/import-process.ts';

/** A ZIP archive; a `decoy` is a part of the same name that the directory does not list. */
function zip(parts: { name: string; content: string | Buffer; decoy?: string }[]): Buffer {
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
function workbook(sheetData: string, options: { prologue?: string; strings?: string; decoy?: string } = {}): Buffer {
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

const cell = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;

describe('opening a catalogue file', () => {
  it.each([
    ['UTF-8', Buffer.from('品名,价格\n馕,12\n')],
    ['UTF-8 with a mark', Buffer.from('\ufeff品名,价格\n馕,12\n')],
    ['Windows line ends', Buffer.from('品名,价格\r\n馕,12\r\n')],
    ['UTF-16', Buffer.from('\ufeff品名,价格\n馕,12\n', 'utf16le')],
    ['GBK', Buffer.from('c6b7c3fb2cbcdbb8f10ae2ce2c31320a', 'hex')],
    ['tabs', Buffer.from('品名\t价格\n馕\t12\n')],
    ['semicolons', Buffer.from('品名;价格\n馕;12\n')],
    ['quotes', Buffer.from('"品名","价格"\n"馕",12\n')],
  ])('CA9 text in %s is read', async (_, bytes) => {
    expect(await readTableFile(bytes)).toEqual({
      ok: true,
      value: [
        ['品名', '价格'],
        ['馕', '12'],
      ],
    });
  });

  it('CA9 a workbook made by hand and one made by a library are read', async () => {
    const rows = [
      ['品名', '价格'],
      ['=1+1', 12.5],
    ];
    const sheet = `<row r="1">${cell('A1', '品名')}${cell('B1', '价格')}</row><row r="2">${cell('A2', '=1+1')}<c r="B2"><v>12.5</v></c></row>`;
    expect(await readTableFile(workbook(sheet))).toEqual({ ok: true, value: rows });
    expect(await readTableFile(await writeXlsx(rows.map((row) => row.map((value) => ({ value })))).toBuffer())).toEqual({
      ok: true,
      value: rows,
    });
  });

  it('CA9 the value of a formula is what was calculated when the file was saved', async () => {
    const read = await readTableFile(workbook('<row r="1"><c r="A1"><f>WEBSERVICE("http://127.0.0.1/")</f><v>7</v></c></row>'));
    expect(read).toEqual({ ok: true, value: [[7]] });
  });

  it('CA10 what the directory lists is read, whatever else the archive holds', async () => {
    const read = await readTableFile(workbook(`<row r="1">${cell('A1', 'true')}</row>`, { decoy: '<!DOCTYPE x><worksheet/>' }));
    expect(read).toEqual({ ok: true, value: [['true']] });
  });

  it.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'file-empty'],
    ['too many bytes', Buffer.alloc(IMPORT_BYTES_LIMIT + 1, 'a'), 'file-too-large'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1000000', 'hex'), 'file-kind-unknown'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'file-kind-unknown'],
    ['zeros', Buffer.alloc(5000), 'file-kind-unknown'],
    ['an open quote', Buffer.from('a,b\n"c,d\n'), 'file-unreadable'],
    ['an archive without a workbook', zip([{ name: 'word/document.xml', content: '<w/>' }]), 'file-unreadable'],
    ['a cut archive', workbook('').subarray(0, 200), 'file-unreadable'],
    ['broken XML', workbook('<row r="1"><c'), 'file-unreadable'],
    ['a far-corner cell', workbook(`<row r="1048576">${cell('XFD1048576', 'x')}</row>`), 'file-too-complex'],
    ['a far row', workbook(`<row r='99999999'>${cell('A1', 'x')}</row>`), 'file-too-complex'],
    [
      'entities',
      workbook('<row r="1"/>', { prologue: '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' }),
      'file-too-complex',
    ],
    ['a bomb of one part', workbook('', { strings: ' '.repeat(60 * 1024 * 1024) }), 'file-too-complex'],
    ['millions of cells without a place', workbook(`<row>${'<c><v>1</v></c>'.repeat(2_000_000)}</row>`), 'file-too-complex'],
    ['too many columns', Buffer.from(`${','.repeat(300)}\n`), 'file-too-complex'],
    ['too many lines', Buffer.from('a,b\n'.repeat(6000)), 'file-too-complex'],
  ])('CA10 %s ends in a refusal and the host goes on', { timeout: 20_000 }, async (_, bytes, code) => {
    const before = process.memoryUsage().rss;
    expect(await readTableFile(bytes)).toMatchObject({ ok: false, refusal: { code } });
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
  });

  it('CA10 a child that never answers or dies is given up', async () => {
    let killed = 0;
    const silent = (): ImportChild => ({ send() {}, onMessage() {}, onEnd() {}, kill: () => (killed += 1) });
    expect(await readTableFile(Buffer.from('a'), silent, 1)).toMatchObject({ refusal: { code: 'file-too-complex' } });
    const dying = (): ImportChild => ({ ...silent(), onEnd: (listener) => queueMicrotask(listener) });
    expect(await readTableFile(Buffer.from('a'), dying)).toMatchObject({ refusal: { code: 'file-too-complex' } });
    expect(killed).toBe(2);
  });

  it('CA10 a thread reads and refuses as a process does', { timeout: 20_000 }, async () => {
    expect(await readTableFile(Buffer.from('a,b\n1,2\n'), startImportThread)).toEqual({
      ok: true,
      value: [
        ['a', 'b'],
        ['1', '2'],
      ],
    });
    const far = workbook(`<row r="1048576">${cell('XFD1048576', 'x')}</row>`);
    expect(await readTableFile(far, startImportThread)).toMatchObject({ refusal: { code: 'file-too-complex' } });
    const bomb = workbook('', { strings: ' '.repeat(60 * 1024 * 1024) });
    expect(await readTableFile(bomb, startImportThread)).toMatchObject({ refusal: { code: 'file-too-complex' } });
  });

  it.each([startImportProcess, startImportThread])('CA10 no child is left behind: %o', async (start) => {
    let ended = 0;
    const counted = (): ImportChild => {
      const child = start();
      child.onEnd(() => (ended += 1));
      return child;
    };
    expect(await readTableFile(Buffer.from('a,b\n1,2\n'), counted)).toMatchObject({ ok: true });
    await expect.poll(() => ended).toBe(1);
  });
});
