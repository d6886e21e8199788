/** The whole studio with videos: sent in through its door, killed in the middle of a conversion, ready after the next start, and played. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { MediaItem } from '../../native/contract/media.ts';
import { type ReadyProcess, startReadyProcess } from '../harness/ready-process.ts';
import { type Desk, newFolder, openDesk, ROOT } from '../harness/test-host.ts';
import { eventually } from '../harness/waiting.ts';
import { ffmpeg } from '../native/media/phone-files.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function start(folder: string): Promise<{ host: ReadyProcess; desk: Desk; items: () => MediaItem[] }> {
  const command = [process.execPath, join(ROOT, 'scripts/studio.ts'), '--data', folder, '--port', '0', '--simulated-obs'];
  const host = await startReadyProcess({ command, ready: /studio ready (\S+)\n/u });
  const desk = openDesk(host);
  closing.push(
    () => host.stop(),
    () => desk.close(),
  );
  const media = desk.watch('media');
  return { host, desk, items: () => media()?.items ?? [] };
}

async function send(host: ReadyProcess, path: string): Promise<string> {
  const token = new URL(host.url).searchParams.get('token')!;
  const response = await fetch(`${host.origin}/media?name=video.mp4&token=${token}`, {
    method: 'POST',
    body: new Uint8Array(readFileSync(path)),
  });
  const answer = (await response.json()) as { ok: boolean; value: { mediaId: string } };
  expect(answer).toMatchObject({ ok: true });
  return answer.value.mediaId;
}

/** Converting programs that work on files of this folder, by what Linux tells of them. */
function converting(folder: string): string[] {
  return globSync('/proc/[0-9]*/cmdline').filter((path) => {
    try {
      const text = readFileSync(path, 'utf8');
      return text.includes('ffmpeg') && text.includes(folder);
    } catch {
      return false;
    }
  });
}

describe('videos of the whole studio', () => {
  it('MD36 killed in the middle of a conversion, the next start makes the video ready, and nothing half made is left', async () => {
    const folder = newFolder();
    const path = join(folder, 'phone.mp4');
    const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=30:d=4', '-f', 'lavfi', '-i', 'sine=f=440:d=4'];
    ffmpeg(...picture, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', path);
    const first = await start(folder);
    const mediaId = await send(first.host, path);
    await eventually(first.items, (items) => items[0]?.state === 'converting' && items[0].progress > 0.1);
    await first.host.kill('SIGKILL');
    const second = await start(folder);
    // The program of the killed studio must not go on beside the new one.
    await eventually(
      () => converting(folder).length,
      (programs) => programs <= 1,
    );
    const [item] = await eventually(second.items, (items) => items[0]?.state === 'ready');
    expect(item).toMatchObject({ mediaId, fileName: 'video.mp4', progress: 1, problem: null });
    const files = globSync('media/**/*', { cwd: folder }).filter((file) => statSync(join(folder, file)).isFile());
    expect(
      files
        .map((file) =>
          file
            .split(/[\\/]/u)
            .at(-1)!
            .replace(/^play-.*\.mp4$/u, 'play'),
        )
        .sort(),
    ).toEqual(['original', 'play', 'poster.jpg']);

    const segment = { segmentId: 's-1', kind: 'grassroots', title: { 'zh-CN': '核桃园' }, sceneName: 'Orchard' } as const;
    const plan = { ...segment, guests: [], productIds: [], plannedMs: 4_000, mediaId };
    const { desk } = second;
    expect(await desk.send('editRundown', { type: 'addSegment', index: 0, segment: plan })).toMatchObject({ ok: true });
    expect(await desk.send('removeMedia', { mediaId })).toMatchObject({ ok: false, refusal: { code: 'media-in-use' } });
    expect(await desk.send('prepareObs', {})).toMatchObject({ ok: true });
    const sources = desk.watch('sources');
    await eventually(
      sources,
      (state) => state?.scenes.some(({ sceneName, items }) => sceneName === 'Orchard' && items.length > 0) ?? false,
    );
    expect(await desk.send('takeSegment', { segmentId: 's-1' })).toEqual({ ok: true, value: {} });
    const playing = await eventually(sources, (state) => state?.inputs.some(({ media }) => media?.turn === 'playing') ?? false);
    expect(playing!.inputs.find(({ media }) => media?.turn === 'playing')!.media!.durationMs).toBe(4_000);
  }, 240_000);
});
