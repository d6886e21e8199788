/** Which recorded files are looked into, where they lie, and when they are whole. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../../native/contract/entry.ts';
import type { Recording } from '../../../../native/contract/outputs.ts';
import { silentLogger } from '../../../../native/kernel/logger.ts';
import { Recordings } from '../../../../native/obs/outputs/recordings.ts';
import { manualClock, settled } from '../../manual-clock.ts';
import { closeAfterEach, opened } from '../simulated-desk.ts';

closeAfterEach();

function watched() {
  const clock = manualClock();
  const at: { lie: 'here' | 'elsewhere' } = { lie: 'here' };
  let files: Recording[] = [];
  const ports = {
    clock,
    logger: silentLogger,
    // Without ffprobe a file that is looked into stays unchecked, with that as its problem.
    programs: null,
    append: async () => undefined,
    filesLie: () => at.lie,
    onChange: (recordings: Recording[]) => void (files = recordings),
  };
  const recordings = new Recordings(ports, 'broadcast:one', []);
  opened.push(() => recordings.stop());
  const changed = (active: boolean, path: string) => {
    const entry = { kind: 'record.changed', broadcastId: 'broadcast:one', atMs: clock.nowMs(), actor: 'obs', body: { active, path } };
    recordings.apply([entry as unknown as Entry]);
  };
  return { clock, at, recordings, changed, first: () => files[0] };
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'recordings-'));
  opened.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

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
