/** What cannot be played is refused with the reason when it comes, and nothing of it stays. */
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../native/kernel/clock.ts';
import { containerOf } from '../../../native/media/container.ts';
import { shownName } from '../../../native/media/media-intake.ts';
import { probe } from '../../../native/media/probe.ts';
import { temporaryFolder } from '../store/test-storage.ts';
import { until } from '../../harness/waiting.ts';
import { openMediaDesk } from './media-desk.ts';
import { phoneFile, type PhoneFile } from './phone-files.ts';

const refusals: [PhoneFile, string][] = [
  ['playlist', 'media-unplayable'],
  ['concat', 'media-unplayable'],
  ['text', 'media-unplayable'],
  ['zeros', 'media-unplayable'],
  ['oneFrame', 'media-unplayable'],
  ['sound', 'media-no-picture'],
  ['protected', 'media-protected'],
  ['torn', 'media-damaged'],
  ['cut', 'media-damaged'],
  ['cutLater', 'media-damaged'],
  ['endless', 'media-too-long'],
];

describe('a file that comes', () => {
  it('MD9 that cannot be played is refused with the reason and leaves nothing', async () => {
    const desk = await openMediaDesk();
    for (const [kind, code] of refusals) {
      const sent = await desk.send(kind);
      expect([kind, sent.ok ? 'taken in' : sent.refusal.code]).toEqual([kind, code]);
      expect(desk.library.state.get().items).toEqual([]);
      expect(desk.files()).toEqual([]);
    }
    const empty = await desk.library.receive({ fileName: 'a.mp4', sizeBytes: 0, body: Readable.from([]) }, 'operator:desk');
    expect(empty.ok ? 'taken in' : empty.refusal.code).toBe('media-unplayable');
    expect(desk.facts).toEqual([]);
  }, 60_000);

  it('MD10 is known by its first bytes, never by its name, and is read as that kind only', () => {
    expect(containerOf(Buffer.from('\0\0\0\x20ftypisom', 'latin1'))).toBe('mov');
    expect(containerOf(Buffer.from('1a45dfa301', 'hex'))).toBe('matroska');
    expect(containerOf(Buffer.from('RIFF\0\0\0\0AVI LIST', 'latin1'))).toBe('avi');
    expect(containerOf(Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'))).toBeNull();
    expect(containerOf(Buffer.from('#EXTM3U\n'))).toBeNull();
    expect(containerOf(new Uint8Array())).toBeNull();
  });

  it('MD11 that breaks off, or is cancelled on its way, leaves nothing in the list and on the disk', async () => {
    const desk = await openMediaDesk();
    const path = phoneFile('plain');
    const short = await desk.sendPath(path, statSync(path).size + 1000);
    expect(short.ok ? '' : short.refusal.code).toBe('media-damaged');
    const more = await desk.sendPath(path, 1000);
    expect(more.ok ? '' : more.refusal.code).toBe('media-damaged');
    const body = new Readable({ read() {} });
    body.push(Buffer.alloc(1000));
    const coming = desk.library.receive({ fileName: 'slow.mp4', sizeBytes: 5000, body }, 'operator:desk');
    const [arriving] = (await until(desk.library.state, ({ items }) => items.length > 0)).items;
    expect(arriving).toMatchObject({ fileName: 'slow.mp4', state: 'arriving' });
    await desk.library.cancel(arriving!.mediaId);
    expect((await coming).ok).toBe(false);
    expect([desk.library.state.get().items, desk.files()]).toEqual([[], []]);
  }, 60_000);

  it('MD12 is taken in once, by what it holds', async () => {
    const desk = await openMediaDesk();
    const path = phoneFile('mute');
    const [one, other] = await Promise.all([desk.sendPath(path), desk.sendPath(path)]);
    expect([one.ok, other.ok].filter(Boolean)).toHaveLength(1);
    const again = await desk.sendPath(path);
    expect(again).toEqual({ ok: false, refusal: { code: 'media-exists', context: { file: 'mute.mp4' } } });
    expect(desk.library.state.get().items).toHaveLength(1);
  }, 60_000);

  it('MD13 for which the disk has no room is refused before a byte is written', async () => {
    const desk = await openMediaDesk();
    desk.freeBytes = 600 * 1024 * 1024;
    const sent = await desk.library.receive({ fileName: 'a.mp4', sizeBytes: 80 * 1024 * 1024, body: Readable.from([]) }, 'operator:desk');
    expect(sent).toEqual({ ok: false, refusal: { code: 'media-disk-full', context: { file: 'a.mp4', neededMb: 160, freeMb: 100 } } });
  });

  it('MD26 for which others on their way will have taken the room is refused', async () => {
    const desk = await openMediaDesk();
    desk.freeBytes = 700 * 1024 * 1024;
    const sizeBytes = 80 * 1024 * 1024;
    const first = desk.library.receive({ fileName: 'a.mp4', sizeBytes, body: new Readable({ read() {} }) }, 'operator:desk');
    await expect.poll(() => desk.library.state.get().items).toHaveLength(1);
    const second = await desk.library.receive({ fileName: 'b.mp4', sizeBytes, body: Readable.from([]) }, 'operator:desk');
    expect(second).toEqual({ ok: false, refusal: { code: 'media-disk-full', context: { file: 'b.mp4', neededMb: 160, freeMb: 120 } } });
    await desk.library.cancel(desk.library.state.get().items[0]!.mediaId);
    await first;
  });

  it('MD26 that finds the disk filled meanwhile by others ends, before the ledger has no room', async () => {
    const desk = await openMediaDesk();
    const body = new Readable({ read() {} });
    const coming = desk.library.receive({ fileName: 'a.mp4', sizeBytes: 80 * 1024 * 1024, body }, 'operator:desk');
    await expect.poll(() => desk.library.state.get().items).toHaveLength(1);
    desk.freeBytes = 400 * 1024 * 1024;
    body.push(Buffer.alloc(17 * 1024 * 1024));
    expect(await coming).toEqual({ ok: false, refusal: { code: 'storage-full', context: { folder: desk.folder } } });
    expect([desk.library.state.get().items, desk.files()]).toEqual([[], []]);
  });

  it('MD27 of an hour in which only the first picture stands for itself is looked into like any other', async () => {
    const ffprobe = join(temporaryFolder(), 'ffprobe');
    const stream = { index: 0, codec_type: 'video', codec_name: 'h264', width: 640, height: 360, avg_frame_rate: '60/1', duration: '3500' };
    const told = JSON.stringify({ streams: [stream], format: { duration: '3500' } });
    // A reader that has to begin at that picture tells of every packet.
    writeFileSync(ffprobe, `#!/bin/sh\ncase "$*" in *show_streams*) echo '${told}';; *) seq 0 0.0166 3500;; esac\n`, { mode: 0o755 });
    const programs = { ffmpeg: 'ffmpeg', ffprobe, version: '7', mapsHighRange: false };
    expect(await probe('/videos/original', 'mov', 'a.mp4', { programs, clock: systemClock })).toMatchObject({
      ok: true,
      value: { durationMs: 3_500_000, fps: 60 },
    });
  });

  it('MD14 has its name as text only: no folders, nothing that no screen may show', () => {
    expect(shownName('../../etc/passwd')).toBe('passwd');
    expect(shownName('C:\\x\\核桃.mp4')).toBe('核桃.mp4');
    expect(shownName('a\u202e4pm.exe\u0000')).toBe('a 4pm.exe');
    expect(shownName('..\\')).toBe('video');
  });
});
