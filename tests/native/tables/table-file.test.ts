/** Opening table files from anywhere: encodings, foreign kinds, batches, and children that die. */
import { describe, expect, it } from 'vitest';
import writeXlsx from 'write-excel-file/node';
import { CATALOGUE_LIMITS } from '../../../native/catalogue/catalogue.ts';
import { readTable, readTableFile, startTableProcess, startTableThread, type TableChild } from '../../../native/tables/table-file.ts';
import { cell, workbook } from './table-bytes.ts';

const read = (bytes: Uint8Array) => readTableFile(bytes, CATALOGUE_LIMITS);

describe('opening a table file', () => {
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
    expect(await read(bytes)).toEqual({
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
    expect(await read(workbook(sheet))).toEqual({ ok: true, value: rows });
    expect(await read(await writeXlsx(rows.map((row) => row.map((value) => ({ value })))).toBuffer())).toEqual({
      ok: true,
      value: rows,
    });
  });

  it('CA9 the value of a formula is what was calculated when the file was saved', async () => {
    const rows = await read(workbook('<row r="1"><c r="A1"><f>WEBSERVICE("http://127.0.0.1/")</f><v>7</v></c></row>'));
    expect(rows).toEqual({ ok: true, value: [[7]] });
  });

  it('CA10 what the directory lists is read, whatever else the archive holds', async () => {
    const rows = await read(workbook(`<row r="1">${cell('A1', 'true')}</row>`, { decoy: '<!DOCTYPE x><worksheet/>' }));
    expect(rows).toEqual({ ok: true, value: [['true']] });
  });

  it('CA10 a child that never answers or dies is given up', async () => {
    let killed = 0;
    const silent = (): TableChild => ({ send() {}, onMessage() {}, onEnd() {}, kill: () => (killed += 1) });
    expect(await readTableFile(Buffer.from('a'), { ...CATALOGUE_LIMITS, timeMs: 1 }, silent)).toMatchObject({
      refusal: { code: 'file-too-complex' },
    });
    const dying = (): TableChild => ({ ...silent(), onEnd: (listener) => queueMicrotask(listener) });
    expect(await readTableFile(Buffer.from('a'), CATALOGUE_LIMITS, dying)).toMatchObject({ refusal: { code: 'file-too-complex' } });
    expect(killed).toBe(2);
  });

  it('CA10 a thread reads and refuses as a process does', { timeout: 20_000 }, async () => {
    expect(await readTableFile(Buffer.from('a,b\n1,2\n'), CATALOGUE_LIMITS, startTableThread)).toEqual({
      ok: true,
      value: [
        ['a', 'b'],
        ['1', '2'],
      ],
    });
    const far = workbook(`<row r="1048576">${cell('XFD1048576', 'x')}</row>`);
    expect(await readTableFile(far, CATALOGUE_LIMITS, startTableThread)).toMatchObject({ refusal: { code: 'file-too-complex' } });
    const bomb = workbook('', { strings: ' '.repeat(60 * 1024 * 1024) });
    expect(await readTableFile(bomb, CATALOGUE_LIMITS, startTableThread)).toMatchObject({ refusal: { code: 'file-too-complex' } });
  });

  it.each([startTableProcess, startTableThread])('CA10 no child is left behind: %o', async (start) => {
    let ended = 0;
    const counted = (): TableChild => {
      const child = start();
      child.onEnd(() => (ended += 1));
      return child;
    };
    expect(await readTableFile(Buffer.from('a,b\n1,2\n'), CATALOGUE_LIMITS, counted)).toMatchObject({ ok: true });
    await expect.poll(() => ended).toBe(1);
  });

  it('OF1 rows come in batches, the next one when the last was taken, and their order is kept', async () => {
    const lines = Array.from({ length: 1_234 }, (_, index) => `${index},核桃\n`);
    const batches: number[] = [];
    const seen: unknown[] = [];
    let taking = 0;
    const answer = await readTable({
      bytes: Buffer.from(lines.join('')),
      limits: CATALOGUE_LIMITS,
      async onRows(rows) {
        taking += 1;
        expect(taking).toBe(1);
        batches.push(rows.length);
        seen.push(...rows.map(([first]) => first));
        await new Promise(setImmediate);
        taking -= 1;
      },
    });
    expect(answer).toEqual({ ok: true, value: {} });
    expect(batches).toEqual([200, 200, 200, 200, 200, 200, 34]);
    expect(seen).toEqual(lines.map((_, index) => String(index)));
  });

  it('OF1 a reading that is stopped ends its child, before it began and in the middle', async () => {
    let ended = 0;
    const start = () => {
      const child = startTableProcess();
      child.onEnd(() => (ended += 1));
      return child;
    };
    const bytes = Buffer.from('a,b\n'.repeat(2000));
    const stopping = new AbortController();
    const reading = { bytes, limits: CATALOGUE_LIMITS, start, signal: stopping.signal, onRows: () => stopping.abort() };
    expect(await readTable(reading)).toMatchObject({ refusal: { code: 'import-cancelled' } });
    await expect.poll(() => ended).toBe(1);
    expect(await readTable(reading)).toMatchObject({ refusal: { code: 'import-cancelled' } });
    expect(ended).toBe(1);
  });

  it('OF1 what the taker of rows throws reaches the caller', async () => {
    const failing = { bytes: Buffer.from('a\n'), limits: CATALOGUE_LIMITS, onRows: () => Promise.reject(new Error('disk')) };
    await expect(readTable(failing)).rejects.toThrow('disk');
  });

  it('OF1 the date of a sheet is read as the sheet shows it', async () => {
    const rows = [[{ value: new Date(Date.UTC(2020, 4, 1, 11, 42, 5)), type: Date, format: 'yyyy-mm-dd hh:mm:ss' }]];
    expect(await read(await writeXlsx(rows).toBuffer())).toEqual({ ok: true, value: [['2020-05-01 11:42:05']] });
  });
});
