/** Files made to hurt: each is refused or read as harmless text, within the child's memory and time, and the host goes on. */
import { createServer } from 'node:http';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CATALOGUE_LIMITS } from '../../../native/catalogue/catalogue.ts';
import { ORDER_FILE_LIMITS } from '../../../native/orders/files/order-file.ts';
import { readTableFile } from '../../../native/tables/table-file.ts';
import { cell, workbook, zip } from './table-bytes.ts';

const MIB = 1024 * 1024;
const row = (cells: string, at = 1) => `<row r="${at}">${cells}</row>`;
const one = (xml: string) => workbook(row(xml));
const text = (content: string) => Buffer.from(content);

/** Sizes in the directory that say something else than the local header and the bytes. */
function lyingSizes(): Buffer {
  const bytes = one(cell('A1', 'x'));
  const at = bytes.lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
  bytes.writeUInt32LE(0xfffffff0, at + 20);
  return bytes;
}

function directoryAtNowhere(): Buffer {
  const bytes = one(cell('A1', 'x'));
  bytes.writeUInt32LE(0xfffffff0, bytes.length - 6);
  return bytes;
}

function changed(bytes: Buffer, find: string, write: number, offset: number): Buffer {
  bytes.writeUInt16LE(write, bytes.lastIndexOf(Buffer.from(find, 'latin1')) + offset);
  return bytes;
}

const refusedFiles: [string, () => Buffer, string][] = [
  ['nothing', () => Buffer.alloc(0), 'file-empty'],
  ['too many bytes', () => Buffer.alloc(CATALOGUE_LIMITS.bytes + 1, 'a'), 'file-too-large'],
  ['an old workbook', () => Buffer.from('d0cf11e0a1b11ae1000000', 'hex'), 'file-kind-unknown'],
  ['a picture', () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'file-kind-unknown'],
  ['a program with the ending of a table', () => text('MZ\u0090\u0000\u0003\u0000\u0000\u0000'), 'file-kind-unknown'],
  ['zeros', () => Buffer.alloc(5000), 'file-kind-unknown'],
  ['zeros behind a good beginning', () => Buffer.concat([text('a,b\n'.repeat(6000)), Buffer.alloc(100)]), 'file-unreadable'],
  ['escape sequences of a terminal', () => text('a,b\n\u001b]0;x\u0007,1\n'), 'file-kind-unknown'],
  ['bytes of no known encoding', () => Buffer.from('612c620aff80fe0a', 'hex'), 'file-kind-unknown'],
  ['an open quote', () => text('a,b\n"c,d\n'), 'file-unreadable'],
  ['one field of many megabytes', () => text(`a,"${'x'.repeat(2 * MIB)}"\n`), 'file-unreadable'],
  ['too many columns', () => text(`${','.repeat(300)}\n`), 'file-too-complex'],
  ['too many lines', () => text('a,b\n'.repeat(6000)), 'file-too-complex'],
  ['an archive without a workbook', () => zip([{ name: 'word/document.xml', content: '<w/>' }]), 'file-unreadable'],
  ['an archive that is empty', () => zip([]), 'file-kind-unknown'],
  ['a cut archive', () => workbook('').subarray(0, 200), 'file-unreadable'],
  [
    'an archive of thousands of parts',
    () => zip(Array.from({ length: 600 }, (_, at) => ({ name: `x${at}.xml`, content: '' }))),
    'file-too-complex',
  ],
  ['a directory that lies nowhere', directoryAtNowhere, 'file-unreadable'],
  ['a locked part', () => changed(one(cell('A1', 'x')), 'PK\u0001\u0002', 1, 8), 'file-unreadable'],
  ['an unknown compression', () => changed(one(cell('A1', 'x')), 'PK\u0001\u0002', 97, 10), 'file-unreadable'],
  ['broken compression', () => zipWithBrokenSheet(), 'file-unreadable'],
  ['broken XML', () => workbook('<row r="1"><c'), 'file-unreadable'],
  ['a far-corner cell', () => workbook(row(cell('XFD1048576', 'x'), 1_048_576)), 'file-too-complex'],
  ['a far row', () => workbook(`<row r='99999999'>${cell('A1', 'x')}</row>`), 'file-too-complex'],
  ['a far column', () => one(cell('ZZZ1', 'x')), 'file-too-complex'],
  ['a huge dimension', () => workbook('', { prologue: '<!-- --><dimension ref="A1:XFD1048576"/>' }), 'file-too-complex'],
  ['entities', () => workbook('', { prologue: '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' }), 'file-too-complex'],
  ['a foreign entity', () => workbook('', { prologue: '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>' }), 'file-too-complex'],
  ['a bomb of one part', () => workbook('', { strings: ' '.repeat(60 * MIB) }), 'file-too-complex'],
  [
    'a bomb of many parts',
    () => zip(Array.from({ length: 30 }, (_, at) => ({ name: `xl/x${at}.xml`, content: ' '.repeat(2 * MIB) }))),
    'file-too-complex',
  ],
  ['millions of cells without a place', () => workbook(`<row>${'<c><v>1</v></c>'.repeat(2_000_000)}</row>`), 'file-too-complex'],
];

function zipWithBrokenSheet(): Buffer {
  const bytes = one(cell('A1', 'x'));
  const packed = deflateRawSync(Buffer.from(`<?xml version="1.0"?><worksheet`));
  const at = bytes.indexOf('xl/worksheets/sheet1.xml') + 'xl/worksheets/sheet1.xml'.length;
  bytes.fill(0xff, at, at + packed.length);
  return bytes;
}

const readFiles: [string, () => Buffer, unknown][] = [
  ['formulas', () => text('=1+1,"=cmd|\' /C calc\'!A0"\n'), [['=1+1', "=cmd|' /C calc'!A0"]]],
  [
    'prototype names',
    () => text('__proto__,constructor\nx,toString\n'),
    [
      ['__proto__', 'constructor'],
      ['x', 'toString'],
    ],
  ],
  ['a play list', () => text('#EXTM3U\nhttp://127.0.0.1/x.ts\n'), [['#EXTM3U'], ['http://127.0.0.1/x.ts']]],
  ['markup', () => text('<script>alert(1)</script>,x\n'), [['<script>alert(1)</script>', 'x']]],
  ['a sheet that runs from right to left', () => text('\u202e123,ئاچا\n'), [['\u202e123', 'ئاچا']]],
  ['a formula that calls home', () => one('<c r="A1"><f>WEBSERVICE("http://127.0.0.1/")</f><v>7</v></c>'), [[7]]],
  ['names of parts that climb', () => zip(climbing()), [['x']]],
];

/** A workbook with further parts whose names lead out of any folder. */
function climbing() {
  const sheet = `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${row(cell('A1', 'x'))}</sheetData></worksheet>`;
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  return [
    { name: '../../../../tmp/hetian-climbed.xml', content: '<x/>' },
    {
      name: 'xl/workbook.xml',
      content: `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${office}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    },
    { name: 'xl/worksheets/sheet1.xml', content: sheet },
  ];
}

describe('hostile files', () => {
  it.each(refusedFiles)('OF2 %s ends in a refusal and the host goes on', { timeout: 20_000 }, async (_, bytes, code) => {
    const file = bytes();
    const before = process.memoryUsage().rss;
    expect(await readTableFile(file, CATALOGUE_LIMITS)).toMatchObject({ ok: false, refusal: { code } });
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * MIB);
  });

  it('OF2 the wider limits of order files stop bombs too, and what they let through is still text', { timeout: 60_000 }, async () => {
    const bombs = refusedFiles.filter(([name]) => /bomb|far|dimension|entit|millions|zeros|picture/u.test(name));
    expect(bombs).toHaveLength(12);
    for (const [name, bytes] of bombs) {
      const read = await readTableFile(bytes(), ORDER_FILE_LIMITS);
      expect([name, read.ok ? 'read' : read.refusal.code]).toEqual([
        name,
        expect.stringMatching(/^file-(?:too-complex|kind-unknown|unreadable)$/u),
      ]);
    }
  });

  it.each(readFiles)('OF2 %s is text and nothing else', async (_, bytes, rows) => {
    expect(await readTableFile(bytes(), CATALOGUE_LIMITS)).toEqual({ ok: true, value: rows });
  });

  it('OF2 sizes that lie give the text or a refusal, never more than the file holds', async () => {
    const read = await readTableFile(lyingSizes(), CATALOGUE_LIMITS);
    expect(read.ok ? read.value : read.refusal.code).toSatisfy((value: unknown) => value === 'file-unreadable' || Array.isArray(value));
  });

  it('OF2 nothing is fetched, whatever a workbook links to', async () => {
    let calls = 0;
    const trap = createServer((_request, response) => {
      calls += 1;
      response.end();
    });
    await new Promise<void>((listening) => trap.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void trap.close());
    const { port } = trap.address() as { port: number };
    const url = `http://127.0.0.1:${port}/`;
    const linked = `${row(`<c r="A1"><f>HYPERLINK("${url}")</f><v>1</v></c>`)}<hyperlinks><hyperlink ref="A1" location="${url}"/></hyperlinks>`;
    const strings = `<si><t>${url}</t></si>`;
    await readTableFile(workbook(linked, { strings }), CATALOGUE_LIMITS);
    expect(calls).toBe(0);
  });
});
