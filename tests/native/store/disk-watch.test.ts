/** The disk: warned early, writing held back when it is full, and going on by itself. */
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../native/kernel/logger.ts';
import type { Refusal } from '../../../native/contract/refusal.ts';
import { CRITICAL_BYTES, DiskWatch, LOW_BYTES } from '../../../native/store/disk-watch.ts';
import { StorageFailure } from '../../../native/store/storage-failure.ts';
import { manualClock } from '../manual-clock.ts';
import { note, openTestStorage } from './test-storage.ts';

const RESERVE = 64 * 1024 * 1024;
const GB = 1024 ** 3;

function watch(freeBytes: number) {
  const clock = manualClock();
  const disk = { freeBytes, reserve: false, held: null as StorageFailure | null, problem: null as Refusal | null, writable: true };
  const watched = new DiskWatch({
    folder: '/data',
    clock,
    freeBytes: () => disk.freeBytes,
    reserve: {
      bytes: RESERVE,
      exists: () => disk.reserve,
      async create() {
        if (disk.freeBytes < RESERVE) throw new StorageFailure('storage-full');
        disk.freeBytes -= disk.reserve ? 0 : RESERVE;
        disk.reserve = true;
      },
      release() {
        disk.freeBytes += disk.reserve ? RESERVE : 0;
        disk.reserve = false;
      },
    },
    hold: (failure) => (disk.held = failure),
    async probe() {
      if (!disk.writable) throw new StorageFailure('storage-unwritable');
    },
    onProblem: (problem) => (disk.problem = problem),
    logger: silentLogger,
  });
  watched.start();
  return { watched, clock, disk };
}

describe('the watch on the disk', () => {
  it('ST32 warns below 2 GB with what is left, says critical below 500 MB, and is well again', async () => {
    const { watched, clock, disk } = watch(10 * GB);
    await clock.advance(2000);
    expect([watched.state.get().health, disk.problem, disk.reserve]).toEqual(['ok', null, true]);
    disk.freeBytes = LOW_BYTES - 1;
    await clock.advance(2000);
    expect([watched.state.get().health, disk.problem]).toEqual(['low', { code: 'disk-low', context: { folder: '/data', freeMb: 2047 } }]);
    disk.freeBytes = CRITICAL_BYTES - 1;
    await clock.advance(2000);
    expect([watched.state.get().health, disk.problem?.context['freeMb']]).toEqual(['critical', 499]);
    // What can wait is held back by now, what cannot goes on.
    expect(watched.holdback).toMatchObject({ code: 'disk-low', context: { freeMb: 499 } });
    disk.freeBytes = 10 * GB;
    await clock.advance(2000);
    expect([watched.state.get().health, disk.problem]).toEqual(['ok', null]);
  });

  it('ST32 warns of a large disk too when a recording fills it within half an hour', async () => {
    const { watched, clock, disk } = watch(40 * GB);
    for (let minute = 0; minute < 3; minute += 1) {
      await clock.advance(60_000);
      expect(watched.state.get().health).toBe('ok');
    }
    for (let minute = 0; minute < 4; minute += 1) {
      disk.freeBytes -= 2 * GB;
      await clock.advance(60_000);
    }
    expect(watched.state.get().health).toBe('low');
    expect(disk.problem?.code).toBe('disk-low');
  });

  it('ST33 a full disk holds all writing, gives up the reserve, and goes on within seconds of there being room', async () => {
    const { watched, clock, disk } = watch(10 * GB);
    await clock.advance(2000);
    disk.freeBytes = 0;
    watched.failed('storage-full');
    expect(disk).toMatchObject({
      reserve: false,
      held: { code: 'storage-full' },
      problem: { code: 'storage-full', context: { folder: '/data' } },
    });
    expect(watched.state.get().health).toBe('full');
    // What the reserve left is no room for more orders.
    await clock.advance(60_000);
    expect(disk).toMatchObject({ reserve: false, held: { code: 'storage-full' }, freeBytes: RESERVE });
    disk.freeBytes += 8 * GB;
    await clock.advance(1000);
    expect(disk).toMatchObject({ reserve: true, held: null, problem: null });
    expect(watched.state.get().health).toBe('ok');
  });

  it('ST33 a folder that cannot be written is tried again each second', async () => {
    const { watched, clock, disk } = watch(10 * GB);
    disk.writable = false;
    watched.failed('storage-unwritable');
    watched.failed('storage-unwritable');
    await clock.advance(5000);
    expect(disk).toMatchObject({ held: null, problem: { code: 'storage-unwritable' } });
    disk.writable = true;
    await clock.advance(1000);
    expect(disk.problem).toBeNull();
    watched.stop();
    watched.failed('storage-full');
    expect(disk.held).toBeNull();
  });

  it('ST33 what is held is refused without touching the disk, and failures of the disk are told', async () => {
    const { writer, ledger } = await openTestStorage();
    const failed: string[] = [];
    writer.onFailed((code) => failed.push(code));
    writer.hold(new StorageFailure('storage-full'));
    await expect(ledger.append([note('held')])).rejects.toMatchObject({ code: 'storage-full' });
    writer.hold(null);
    await ledger.append([note('kept')]);
    expect(failed).toEqual([]);
    await writer.run([{ sql: 'PRAGMA max_page_count = 1', params: [] }]);
    await expect(ledger.append([note('x'.repeat(1_000_000))])).rejects.toMatchObject({ code: 'storage-full' });
    expect(failed).toEqual(['storage-full']);
    expect(ledger.lastEntries(9).map(({ seq }) => seq)).toEqual([1]);
  });
});
