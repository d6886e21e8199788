/** What is kept of videos, when they are converted, and that a crash costs no more than the conversion under way. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { until } from '../../harness/waiting.ts';
import { temporaryFolder } from '../store/test-storage.ts';
import { type MediaDesk, openMediaDesk } from './media-desk.ts';

/** Converting the long file for this canvas takes seconds. */
const LARGE = { width: 1280, height: 720, fps: 30 };

async function converting(desk: MediaDesk): Promise<string> {
  desk.canvas = LARGE;
  await desk.library.obsChanged();
  const sent = await desk.send('long');
  if (!sent.ok) throw new Error(sent.refusal.code);
  await until(desk.library.state, () => (desk.item(sent.value.mediaId)?.progress ?? 0) > 0.15);
  return sent.value.mediaId;
}

describe('the library of videos', () => {
  it('MD15 converts nothing while on air: what runs stops, says that it waits, and goes on afterwards without measuring again', async () => {
    const desk = await openMediaDesk();
    const mediaId = await converting(desk);
    expect(desk.item(mediaId)).toMatchObject({ state: 'converting' });
    desk.onAir = true;
    await desk.library.airChanged();
    expect(desk.item(mediaId)).toMatchObject({ state: 'waiting', problem: { code: 'media-waits-for-air' }, progress: 0 });
    expect(desk.files().filter((file) => file.endsWith('.half'))).toEqual([]);
    expect(desk.item(mediaId)!.source!.loudnessLufs).not.toBeNull();
    desk.onAir = false;
    await desk.library.airChanged();
    // Had it measured again, it would begin below a tenth.
    const going = await until(desk.library.state, () => (desk.item(mediaId)?.progress ?? 0) > 0);
    expect(going.items[0]!.progress).toBeGreaterThan(0.1);
  }, 60_000);

  it('MD16 converts on air where the operator asks for it, and remembers that', async () => {
    const folder = temporaryFolder();
    const desk = await openMediaDesk(folder);
    desk.onAir = true;
    await desk.library.airChanged();
    const sent = await desk.send('mute');
    if (!sent.ok) throw new Error(sent.refusal.code);
    expect(desk.item(sent.value.mediaId)).toMatchObject({ state: 'waiting', problem: { code: 'media-waits-for-air' } });
    await desk.library.configure({ convertsOnAir: true });
    await until(desk.library.state, () => desk.item(sent.value.mediaId)?.state === 'ready');
    await desk.stop();
    const again = await openMediaDesk(folder);
    expect(again.library.state.get().convertsOnAir).toBe(true);
  }, 60_000);

  it('MD17 a conversion is stopped by hand, begun again by hand, and the next one takes its turn', async () => {
    const desk = await openMediaDesk();
    const mediaId = await converting(desk);
    const next = await desk.send('mute');
    if (!next.ok) throw new Error(next.refusal.code);
    expect(desk.item(next.value.mediaId)!.state).toBe('waiting');
    await desk.library.cancel(mediaId);
    expect(desk.item(mediaId)).toMatchObject({ state: 'cancelled', problem: null });
    await until(desk.library.state, () => desk.item(next.value.mediaId)?.state === 'ready');
    await desk.library.convert(mediaId);
    await until(desk.library.state, () => desk.item(mediaId)?.state === 'converting');
    expect((await desk.library.convert('media-none')).ok).toBe(false);
  }, 60_000);

  it('MD18 after a crash half files are gone, the conversion begins again, and what was ready still is', async () => {
    const folder = temporaryFolder();
    const desk = await openMediaDesk(folder);
    const ready = await desk.ready('mute');
    const mediaId = await converting(desk);
    await desk.stop();
    // As a kill leaves it: half files of a conversion and of a file on its way, and a folder that no row knows.
    writeFileSync(join(desk.folder, mediaId, 'play-run-x.mp4.half'), 'half');
    writeFileSync(join(desk.folder, 'media-gone.half'), 'half');
    const again = await openMediaDesk(folder);
    expect(again.item(ready.mediaId)).toEqual(ready);
    expect(again.files().filter((file) => file.includes('run-x') || file.includes('media-gone'))).toEqual([]);
    const [item] = (await until(again.library.state, () => (again.item(mediaId)?.progress ?? 0) > 0)).items;
    expect(item).toMatchObject({ mediaId, state: 'converting' });
    // Its loudness was measured before the crash.
    expect(item!.progress).toBeGreaterThan(0.1);
    await again.stop();
    rmSync(ready.playable!.path);
    const third = await openMediaDesk(folder);
    expect(third.item(ready.mediaId)).toMatchObject({ state: 'waiting', playable: null });
  }, 60_000);

  it('MD37 a conversion that outlived a killed studio is ended by the next start, and no other program is', async () => {
    const dataFolder = temporaryFolder();
    const work = (output: string) =>
      spawn('ffmpeg', ['-v', 'quiet', '-nostdin', '-re', '-f', 'lavfi', '-i', 'color=s=16x16:d=600', '-f', 'mp4', '-y', output], {
        stdio: 'ignore',
      });
    mkdirSync(join(dataFolder, 'media', 'media-1'), { recursive: true });
    const outlived = work(join(dataFolder, 'media', 'media-1', 'play-run-1.mp4.half'));
    const other = work(join(dataFolder, 'other.mp4'));
    onTestFinished(() => void other.kill('SIGKILL'));
    const ended = once(outlived, 'exit');
    await openMediaDesk(dataFolder);
    expect((await ended)[1]).toBe('SIGKILL');
    expect([other.exitCode, other.signalCode]).toEqual([null, null]);
  }, 60_000);

  it('MD25 what is said of a video while its conversion begins or ends is kept', async () => {
    const desk = await openMediaDesk();
    const sent = await desk.send('mute');
    if (!sent.ok) throw new Error(sent.refusal.code);
    const { mediaId } = sent.value;
    const parts = [{ rights: '合作社' }, { consent: { given: true, notes: '本人签字' } }, { title: { 'zh-CN': '核桃园' } }];
    // Together, as two consoles say it, and while the row is written that the conversion has begun.
    await Promise.all(parts.map((part) => desk.library.describe({ mediaId, ...part })));
    await until(desk.library.state, () => desk.item(mediaId)?.state === 'ready');
    expect(desk.item(mediaId)).toMatchObject({ rights: '合作社', consent: { given: true }, title: { 'zh-CN': '核桃园' } });
  }, 60_000);

  it('MD25 a video that is removed while others wait stays removed, and the next one takes its turn', async () => {
    const desk = await openMediaDesk();
    const mediaId = await converting(desk);
    const next = await desk.send('mute');
    if (!next.ok) throw new Error(next.refusal.code);
    const removed = desk.library.remove(mediaId);
    // Whatever asks for the next conversion meanwhile.
    const watch = desk.library.state.subscribe(() => void desk.library.configure({ convertsOnAir: true }));
    expect(await removed).toMatchObject({ ok: true });
    watch.dispose();
    await until(desk.library.state, () => desk.item(next.value.mediaId)?.state === 'ready');
    expect(desk.item(mediaId)).toBeUndefined();
    expect(desk.files().filter((file) => file.includes(mediaId))).toEqual([]);
  }, 60_000);

  it('MD19 another fit is converted anew, and until then the one that is there still plays', async () => {
    const desk = await openMediaDesk();
    const { mediaId, playable } = await desk.ready('portrait');
    desk.onAir = true;
    await desk.library.airChanged();
    await desk.library.describe({ mediaId, fit: 'crop' });
    expect(desk.item(mediaId)).toMatchObject({ state: 'waiting', fit: 'crop' });
    expect(desk.library.playable(mediaId)).toMatchObject({ ok: true, value: { path: playable!.path } });
    desk.onAir = false;
    await desk.library.airChanged();
    await until(desk.library.state, () => desk.item(mediaId)?.state === 'ready');
    const now = desk.item(mediaId)!.playable!;
    expect(now.path).not.toBe(playable!.path);
    await expect.poll(() => desk.files().filter((file) => file.endsWith('.mp4'))).toHaveLength(1);
  }, 60_000);

  it('MD20 titles, consent and rights are kept; one that a segment plays cannot be removed, another goes with its files', async () => {
    const folder = temporaryFolder();
    const desk = await openMediaDesk(folder);
    const { mediaId } = await desk.ready('mute');
    expect(desk.item(mediaId)).toMatchObject({ title: { 'zh-CN': 'mute' }, consent: { given: false, notes: '' }, rights: '' });
    const said = { title: { 'zh-CN': '核桃园', ug: 'ياڭاق بېغى' }, consent: { given: true, notes: '本人签字' }, rights: '合作社' };
    await desk.library.describe({ mediaId, ...said });
    expect(desk.item(mediaId)).toMatchObject({ ...said, state: 'ready' });
    desk.used = [{ 'zh-CN': '第三段' }];
    desk.library.planChanged();
    expect(desk.item(mediaId)!.usedIn).toEqual(desk.used);
    expect(await desk.library.remove(mediaId)).toEqual({ ok: false, refusal: { code: 'media-in-use', context: { file: 'mute.mp4' } } });
    await desk.stop();
    const again = await openMediaDesk(folder);
    expect(again.item(mediaId)).toMatchObject(said);
    expect((await again.library.remove(mediaId)).ok).toBe(true);
    expect([again.library.state.get().items, again.files()]).toEqual([[], []]);
  }, 60_000);

  it('MD21 a disk without room for the converted file fails it with the reason, and it can be tried again', async () => {
    const desk = await openMediaDesk();
    desk.onAir = true;
    await desk.library.airChanged();
    const sent = await desk.send('mute');
    if (!sent.ok) throw new Error(sent.refusal.code);
    const { mediaId } = sent.value;
    desk.freeBytes = 500 * 1024 * 1024;
    desk.onAir = false;
    await desk.library.airChanged();
    await until(desk.library.state, () => desk.item(mediaId)?.state === 'failed');
    expect(desk.item(mediaId)!.problem).toMatchObject({ code: 'media-disk-full', context: { file: 'mute.mp4', freeMb: 0 } });
    await expect.poll(() => desk.facts.at(-1)).toMatchObject({ kind: 'media.failed', body: { mediaId, code: 'media-disk-full' } });
    desk.freeBytes = 100 * 1024 ** 3;
    await desk.library.convert(mediaId);
    await until(desk.library.state, () => desk.item(mediaId)?.state === 'ready');
  }, 60_000);

  it('MD22 videos are made for the canvas that OBS has, and for the last one known while there is no OBS', async () => {
    const folder = temporaryFolder();
    const desk = await openMediaDesk(folder);
    desk.canvas = { width: 181, height: 321, fps: 29.97 };
    await desk.library.obsChanged();
    expect(desk.library.state.get().target).toEqual({ width: 180, height: 320, fps: 29.97 });
    const { playable } = await desk.ready('plain');
    expect(playable).toMatchObject({ width: 180, height: 320, fps: 29.97 });
    desk.canvas = null;
    await desk.library.obsChanged();
    expect(desk.library.state.get().target).toEqual({ width: 180, height: 320, fps: 29.97 });
  }, 60_000);
});
