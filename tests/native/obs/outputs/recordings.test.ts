/** Which recorded files are looked into, where they lie, and when they are whole. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../../native/contract/entry.ts';
import type { Recording } from '../../../../native/contract/outputs.ts';
import type { FfmpegPrograms } from '../../../../native/kernel/ffmpeg-programs.ts';
import { silentLogger } from '../../../../native/kernel/logger.ts';
import { Recordings } from '../../../../native/obs/outputs/recordings.ts';
import { eventually } from '../../../harness/waiting.ts';
import { manualClock, settled } from '../../manual-clock.ts';
import { closeAfterEach, opened } from '../simulated-desk.ts';

closeAfterEach();

function watched(programs: FfmpegPrograms | null = null, stored: Entry[] = []) {
  const clock = manualClock();
  const at: { lie: 'here' | 'elsewhere' } = { lie: 'here' };
  let files: Recording[] = [];
  const ports = {
    clock,
    logger: silentLogger,
    // Without ffprobe a file that is looked into stays unchecked, with that as its problem.
    programs,
    append: async () => undefined,
    filesLie: () => at.lie,
    onChange: (recordings: Recording[]) => void (files = recordings),
  };
  const recordings = new Recordings(ports, 'broadcast:one', stored);
  opened.push(() => recordings.stop());
  const changed = (active: boolean, path: string) => {
    const entry = { kind: 'record.changed', broadcastId: 'broadcast:one', atMs: clock.nowMs(), actor: 'obs', body: { active, path } };
    recordings.apply([entry as unknown as Entry]);
  };
  return { clock, at, recordings, changed, first: () => files[0] };
}

/** What is on record of a file that was looked into and found damaged. */
function damagedEntries(path: string): Entry[] {
  const entry = (kind: string, body: object) => ({ kind, broadcastId: 'broadcast:one', atMs: 0, actor: 'obs', body }) as unknown as Entry;
  return [
    entry('record.changed', { active: true, path }),
    entry('record.changed', { active: false, path }),
    entry('record.checked', { path, good: false, frames: 0, durationMs: null, problem: 'no-end' }),
  ];
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'recordings-'));
  opened.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** An ffmpeg that has written half of its copy and then hangs, and an ffprobe that finds no fault. */
function hangingPrograms(at: string) {
  const ffmpeg = join(at, 'ffmpeg');
  const ffprobe = join(at, 'ffprobe');
  const lines = ['#!/bin/sh', 'for last; do :; done', 'printf half > "$last"', 'echo total_size=5', 'exec sleep 600'];
  writeFileSync(ffmpeg, lines.join('\n'), { mode: 0o755 });
  writeFileSync(ffprobe, '#!/bin/sh\necho "{}"', { mode: 0o755 });
  return { ffmpeg, ffprobe };
}

describe.skipIf(process.platform === 'win32')('a repair', () => {
  it('OT48 tells how far it is, and leaves nothing of itself and the file as it was when it is cancelled', async () => {
    const at = folder();
    const path = join(at, 'show.mkv');
    writeFileSync(path, 'ten bytes.');
    const { recordings, first } = watched(hangingPrograms(at), damagedEntries(path));
    const before = first();
    expect(before).toMatchObject({ state: 'damaged', repairShare: null });
    const repair = recordings.repair(path);
    expect(first()).toMatchObject({ state: 'repairing', repairShare: 0 });
    await eventually(first, (file) => file?.repairShare === 0.5);
    expect(readdirSync(at)).toContain('.show (repaired).mkv');
    expect(recordings.cancelRepair(path)).toEqual({ ok: true, value: {} });
    expect(first()).toEqual(before);
    expect(await repair).toMatchObject({ ok: false, refusal: { code: 'recording-repair-cancelled' } });
    expect(readdirSync(at).toSorted()).toEqual(['ffmpeg', 'ffprobe', 'show.mkv']);
    expect(readFileSync(path, 'utf8')).toBe('ten bytes.');
    expect(first()).toEqual(before);
    expect(recordings.cancelRepair(path)).toEqual({ ok: true, value: {} });
    expect(recordings.cancelRepair('/nowhere.mkv')).toMatchObject({ refusal: { code: 'recording-missing' } });
  });

  it('OT48 that waits for its turn is cancelled at once, and another one may follow it', async () => {
    const at = folder();
    const path = join(at, 'show.mkv');
    writeFileSync(path, 'ten bytes.');
    const { recordings, first } = watched(hangingPrograms(at), damagedEntries(path));
    const repair = recordings.repair(path);
    recordings.cancelRepair(path);
    expect(first()).toMatchObject({ state: 'damaged' });
    const next = recordings.repair(path);
    expect(first()).toMatchObject({ state: 'repairing' });
    await recordings.stop();
    expect(await repair).toMatchObject({ refusal: { code: 'recording-repair-cancelled' } });
    expect(await next).toMatchObject({ ok: false });
    expect(readdirSync(at).toSorted()).toEqual(['ffmpeg', 'ffprobe', 'show.mkv']);
  });
});

describe('a recorded file', () => {
  it('OT34 is looked for where the OBS that wrote it runs, also when another one counts by then', async () => {
    const mine = watched();
    mine.changed(true, '/nowhere/mine.mkv');
    mine.at.lie = 'elsewhere';
    mine.changed(false, '/nowhere/mine.mkv');
    await mine.clock.advance(5_000);
    expect(mine.first()).toMatchObject({ state: 'missing' });

    const theirs = watched();
    theirs.at.lie = 'elsewhere';
    theirs.changed(true, '/nowhere/theirs.mkv');
    theirs.at.lie = 'here';
    theirs.changed(false, '/nowhere/theirs.mkv');
    await theirs.clock.advance(5_000);
    expect(theirs.first()).toMatchObject({ state: 'unreachable' });
    expect(await theirs.recordings.repair('/nowhere/theirs.mkv')).toMatchObject({ refusal: { code: 'recording-unreachable' } });
  });

  it('OT35 is not judged while it is still written to, however long that takes, and not kept from others', async () => {
    const { clock, changed, first } = watched();
    const path = join(folder(), 'long.mkv');
    writeFileSync(path, 'a');
    changed(true, path);
    changed(false, path);
    for (let half = 0; half < 160; half += 1) {
      appendFileSync(path, 'a');
      await clock.advance(500);
    }
    expect(first()).toMatchObject({ problem: null });
    await clock.advance(120_000);
    expect(first()).toMatchObject({ state: 'unchecked', problem: { code: 'ffmpeg-missing' } });
  });

  it('OT35 that is recorded to again is a recording again', async () => {
    const { clock, changed, first } = watched();
    const path = join(folder(), 'again.mkv');
    writeFileSync(path, 'a');
    changed(true, path);
    changed(false, path);
    changed(true, path);
    await settled();
    await clock.advance(60_000);
    expect(first()).toMatchObject({ state: 'recording', endedAtMs: null, problem: null });
  });
});
