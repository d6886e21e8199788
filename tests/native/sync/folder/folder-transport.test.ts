/** Entries on a stick: whole files only, on real small, full and read-only file systems, and hostile files at the office. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../native/kernel/clock.ts';
import { keyOfSecret, newSecret, sign } from '../../../../native/orders/standard-webhooks.ts';
import { entriesFileName, entriesFileOf, readEntriesFile, receiptName, receiptOf } from '../../../../native/sync/folder/entries-file.ts';
import { openFolder } from '../../../../native/sync/folder/folder-transport.ts';
import type { Batch, Transport } from '../../../../native/sync/transport.ts';
import { manualClock } from '../../manual-clock.ts';
import { batchOf, never, SECRET, STUDIO } from '../jetstream/nats-studio.ts';

const KEY = keyOfSecret(SECRET)!;
const NAME = 'hetian=2e1-1-5.entries';
const cannotMount = process.platform !== 'linux' || process.getuid?.() !== 0 ? 'file systems are mounted as root on Linux only' : null;

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'hetian-stick-'));
  ending.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A stick of its own size, with the folder for entries on it. */
function stick(options: string): { mount: string; entries: string } {
  const mount = folder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', mount]);
  ending.push(() => spawnSync('umount', ['-l', mount]));
  const entries = join(mount, 'entries');
  mkdirSync(entries);
  return { mount, entries };
}

function studio(path: string, clock = systemClock, studioId = STUDIO): Transport {
  const opened = openFolder({ type: 'folder', destinationId: 'stick', folder: path }, { secret: SECRET, studioId: () => studioId, clock });
  if (!opened.ok) throw new Error(opened.refusal.code);
  ending.push(() => opened.value.transport.dispose());
  return opened.value.transport;
}

const keyOf = (studioId: string) => ({ key: KEY, known: studioId === STUDIO });
const read = (bytes: Buffer) => readEntriesFile('a file', bytes, keyOf);
const textOf = (first: number, last: number) =>
  expect.stringMatching(new RegExp(`^(\\{"studioId":"hetian\\.1","seq":\\d+,[^\\n]+\\n){${last - first + 1}}$`, 'u')) as string;
const taken = (seq: number) => ({ kind: 'acknowledged', seq, refused: [], accepts: [] });
const invalid = (problem?: string) => ({
  ok: false,
  refusal: { code: 'entries-file-invalid', context: problem === undefined ? {} : { problem } },
});

/** A file with a head of our own making over these bytes, signed if wished. */
function forged(body: Uint8Array, head: object = {}, id = `${STUDIO}/1-5`): Buffer {
  const timestampS = 1_700_000_000;
  const own = {
    format: 'hetian-entries/1',
    id,
    studioId: STUDIO,
    firstSeq: 1,
    lastSeq: 5,
    entries: 5,
    timestampS,
    signature: sign(KEY, id, timestampS, body),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify({ ...own, ...head })}\n`), body]);
}

describe('entries in a folder', () => {
  it('FD1 a batch is one whole, signed file, which the office can read', async () => {
    const path = folder();
    expect(await studio(path).send(batchOf(1, 5), never)).toEqual(taken(5));
    expect(readdirSync(path)).toEqual([NAME]);
    expect(await read(readFileSync(join(path, NAME)))).toEqual({
      ok: true,
      value: { studioId: STUDIO, firstSeq: 1, lastSeq: 5, text: textOf(1, 5) },
    });
  });

  it('FD2 a name is safe on any stick and tells studios apart that differ in capitals only', () => {
    const names = ['hetian-1', 'Hetian-1', 'a/b:c', '../../etc/passwd', 'con', 'A'.repeat(128), 'B'.repeat(128)].map((studioId) =>
      entriesFileName(batchOf(1, 5, { studioId })),
    );
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9_=-]{1,200}\.entries$/u);
    expect(entriesFileName(batchOf(1, 5, { lane: 'sales' }))).toBe('hetian=2e1-1-5-sales.entries');
  });

  it('FD3 a file that is there with the same batch is left alone, half a file or a foreign one is written anew', async () => {
    const path = folder();
    const sender = studio(path);
    await sender.send(batchOf(1, 5), never);
    const first = readFileSync(join(path, NAME));
    expect(await studio(path).send(batchOf(1, 5), never)).toEqual(taken(5));
    expect(readFileSync(join(path, NAME)).equals(first)).toBe(true);
    for (const wrong of [
      first.subarray(0, 200),
      Buffer.from('nothing'),
      entriesFileOf(batchOf(1, 5), keyOfSecret(newSecret())!, 0),
      entriesFileOf({ ...batchOf(1, 5), body: new Uint8Array(5) }, KEY, 0),
    ]) {
      writeFileSync(join(path, NAME), wrong);
      expect(await sender.send(batchOf(1, 5), never)).toEqual(taken(5));
      expect(await read(readFileSync(join(path, NAME)))).toMatchObject({ ok: true });
    }
  });

  it('FD4 a stick that is not there is waited for, and no folder takes its place', async () => {
    const path = join(folder(), 'stick');
    const sender = studio(path);
    const missing = { kind: 'unreachable', refusal: { code: 'upstream-folder-missing', context: { folder: path } }, unconnected: true };
    expect(await sender.send(batchOf(1, 5), never)).toEqual(missing);
    expect(await sender.test(never)).toEqual({ ok: false, refusal: missing.refusal });
    expect(await sender.knock!(never)).toBe(false);
    expect(existsSync(path)).toBe(false);
    writeFileSync(path, 'a file of that name');
    expect(await sender.send(batchOf(1, 5), never)).toEqual(missing);
    rmSync(path);
    mkdirSync(path);
    expect(await sender.knock!(never)).toBe(true);
    expect(await sender.test(never)).toMatchObject({ ok: true, value: { acknowledgedSeq: null } });
    expect(await sender.send(batchOf(1, 5), AbortSignal.abort())).toEqual(missing);
    expect(readdirSync(path)).toEqual([]);
    expect(await sender.send(batchOf(1, 5), never)).toEqual(taken(5));
  });

  it.skipIf(cannotMount)(
    `FD5 a full stick is said, leaves no half file, and goes on when there is room${cannotMount ? ` (skipped: ${cannotMount})` : ''}`,
    async () => {
      const { mount, entries } = stick('size=96k');
      const sender = studio(entries);
      writeFileSync(join(mount, 'film'), Buffer.alloc(64 * 1024));
      expect(await sender.send(batchOf(1, 40, { filler: 2000 }), never)).toEqual({
        kind: 'busy',
        refusal: { code: 'upstream-folder-full', context: { folder: entries, problem: 'ENOSPC' } },
        retryAfterMs: null,
      });
      expect(readdirSync(entries)).toEqual([]);
      rmSync(join(mount, 'film'));
      expect(await sender.send(batchOf(1, 40, { filler: 2000 }), never)).toEqual(taken(40));
    },
  );

  it.skipIf(cannotMount)(
    `FD6 a stick that cannot be written is said, and one that was pulled out is waited for${cannotMount ? ` (skipped: ${cannotMount})` : ''}`,
    async () => {
      const { mount, entries } = stick('size=1m');
      const sender = studio(entries);
      execFileSync('mount', ['-o', 'remount,ro', mount]);
      expect(await sender.send(batchOf(1, 5), never)).toMatchObject({
        kind: 'busy',
        refusal: { code: 'upstream-folder-full', context: { problem: 'EROFS' } },
      });
      execFileSync('mount', ['-o', 'remount,rw', mount]);
      expect(await sender.send(batchOf(1, 5), never)).toEqual(taken(5));
      execFileSync('umount', ['-l', mount]);
      expect(await sender.send(batchOf(6, 10), never)).toMatchObject({ kind: 'unreachable', refusal: { code: 'upstream-folder-missing' } });
      expect(readdirSync(mount)).toEqual([]);
    },
  );

  it('FD7 the stick may be pulled out at any moment: under a file’s name there is a whole file or none', async () => {
    const parent = folder();
    const path = join(parent, 'stick');
    mkdirSync(path);
    const sender = studio(path);
    for (let round = 0; round < 30; round += 1) {
      const sending = sender.send(batchOf(1, 2000), never);
      for (let turn = 0; turn < round % 12; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      renameSync(path, join(parent, 'pulled'));
      const outcome = await sending;
      expect(outcome.kind).toMatch(/^(?:acknowledged|unreachable)$/u);
      const whole = readdirSync(join(parent, 'pulled')).filter((name) => name.endsWith('.entries'));
      for (const name of whole) expect(await read(readFileSync(join(parent, 'pulled', name)))).toMatchObject({ ok: true });
      if (outcome.kind === 'acknowledged') expect(whole).toHaveLength(1);
      renameSync(join(parent, 'pulled'), path);
      for (const name of readdirSync(path)) rmSync(join(path, name));
    }
    expect(await sender.send(batchOf(1, 2000), never)).toEqual(taken(2000));
  });

  it('FD8 the office’s receipt tells how far the import has arrived; a foreign, older or broken one changes nothing', async () => {
    const path = folder();
    const clock = manualClock();
    const sender = studio(path, clock);
    const receipt = join(path, receiptName(STUDIO));
    const seen = async (text: string) => {
      writeFileSync(receipt, text);
      // The file system answers in its own time.
      await expect.poll(async () => (await sender.test(never)).ok).toBe(true);
      return sender.arrivedSeq;
    };
    expect(sender.arrivedSeq).toBeNull();
    expect(await seen('{')).toBeNull();
    expect(await seen(receiptOf(STUDIO, 500, KEY, 0))).toBe(500);
    expect(await seen(receiptOf(STUDIO, 400, KEY, 0))).toBe(500);
    expect(await seen(receiptOf(STUDIO, 900, keyOfSecret(newSecret())!, 0))).toBe(500);
    expect(await seen(receiptOf('other', 900, KEY, 0))).toBe(500);
    expect(await seen(receiptOf(STUDIO, 500, KEY, 0).replace('500', '900'))).toBe(500);
    expect(await seen(receiptOf(STUDIO, 900, KEY, 0) + ' '.repeat(5000))).toBe(500);
    writeFileSync(receipt, receiptOf(STUDIO, 600, KEY, 0));
    await expect
      .poll(async () => {
        await clock.advance(5000);
        return sender.arrivedSeq;
      })
      .toBe(600);
  });

  it('FD9 the office takes no file that is cut, changed, packed wrongly or not what its head says', async () => {
    const good = batchOf(1, 5);
    const whole = entriesFileOf(good, KEY, Date.now());
    const end = whole.indexOf('\n');
    expect(await read(whole)).toMatchObject({ ok: true });
    expect(await read(Buffer.alloc(0))).toMatchObject(invalid('head'));
    expect(await read(Buffer.alloc(100_000, 'x'))).toMatchObject(invalid('head'));
    expect(await read(whole.subarray(0, end - 1))).toMatchObject(invalid('head'));
    expect(await read(Buffer.concat([Buffer.from('{"format":"hetian-entries/2"}\n'), good.body]))).toMatchObject(invalid('head'));
    for (const cut of [whole.subarray(0, -1), Buffer.concat([whole, Buffer.from('x')]), whole.with(end + 30, whole[end + 30]! ^ 1)]) {
      expect(await read(Buffer.from(cut))).toMatchObject({ ok: false, refusal: { code: 'entries-file-foreign' } });
    }
    expect(await read(forged(Buffer.from('not packed')))).toMatchObject(invalid('Z_DATA_ERROR'));
    expect(await read(forged(gzipSync(Buffer.alloc(65 * 1024 * 1024))))).toMatchObject(invalid('ERR_BUFFER_TOO_LARGE'));
    expect(await read(forged(gzipSync(Buffer.from([0xff, 0x0a]))))).toMatchObject(invalid('UTF-8'));
    expect(await read(forged(good.body, { entries: 4 }))).toMatchObject(invalid('entries'));
    expect(await read(forged(good.body, { lastSeq: 50 }))).toMatchObject(invalid('id'));
    expect(await read(forged(good.body, { id: '../../x' }, '../../x'))).toMatchObject(invalid('id'));
    expect(await read(forged(good.body, { firstSeq: -1 }))).toMatchObject(invalid('head'));
  });

  it('FD10 a file of an unknown studio, or signed with another key, is foreign', async () => {
    const foreign = (studioId: string) => ({ ok: false, refusal: { code: 'entries-file-foreign', context: { file: 'a file', studioId } } });
    expect(await read(entriesFileOf(batchOf(1, 5, { studioId: 'other' }), KEY, 0))).toEqual(foreign('other'));
    expect(await read(entriesFileOf(batchOf(1, 5), keyOfSecret(newSecret())!, 0))).toEqual(foreign(STUDIO));
    const other: Batch = batchOf(1, 5, { studioId: 'other' });
    // The id is signed, so another studio's bytes cannot be passed off as this one's.
    expect(await read(forged(other.body, {}, 'other/1-5'))).toMatchObject(invalid('id'));
  });

  it('FD11 a link or a pipe under a name on the stick leads nowhere', async () => {
    const path = folder();
    const outside = join(folder(), 'outside');
    writeFileSync(outside, 'precious');
    symlinkSync(outside, join(path, NAME));
    symlinkSync(outside, join(path, `${NAME}.part`));
    if (process.platform !== 'win32') execFileSync('mkfifo', [join(path, receiptName(STUDIO))]);
    const sender = studio(path);
    expect(await sender.send(batchOf(1, 5), never)).toEqual(taken(5));
    expect(readFileSync(outside, 'utf8')).toBe('precious');
    expect(await sender.test(never)).toMatchObject({ ok: true });
    expect(sender.arrivedSeq).toBeNull();
  });

  it('FD12 without a usable secret nothing is written', () => {
    const open = (secret: string | null) =>
      openFolder({ type: 'folder', destinationId: 'stick', folder: '/tmp' }, { secret, studioId: () => STUDIO, clock: systemClock });
    expect(open(null)).toMatchObject({ ok: false, refusal: { code: 'secret-missing' } });
    expect(open('short')).toMatchObject({ ok: false, refusal: { code: 'secret-invalid' } });
  });
});
