/** Watched folders: exports are taken in by themselves, once, and moved aside with the reason where they were refused. */
import { appendFileSync, chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refused } from '../../../../native/contract/refusal.ts';
import { silentLogger } from '../../../../native/kernel/logger.ts';
import { WatchedFolders, type WatchedFoldersPorts } from '../../../../native/orders/files/watched-folders.ts';
import { StorageFailure } from '../../../../native/store/storage-failure.ts';
import { manualClock } from '../../manual-clock.ts';
import { temporaryFolder } from '../../store/test-storage.ts';
import { csv, DOUYIN, douyinRow } from './exports.ts';
import { importDesk } from './import-desk.ts';

const orders = (main: string) => csv(DOUYIN, [douyinRow({ main, sub: `${main}1` })]);

async function watching(more: Partial<WatchedFoldersPorts> = {}) {
  const desk = await importDesk();
  const folder = temporaryFolder();
  const folders = new WatchedFolders({
    folders: () => [{ source: 'shop', folder }],
    importFile: (delivery, actor) => desk.imports.importFile(delivery, actor),
    sentence: ({ code }) => `sentence of ${code}`,
    clock: manualClock(),
    logger: silentLogger,
    ...more,
  });
  const put = (name: string, bytes: Buffer) => writeFileSync(join(folder, name), bytes);
  const taken = () => (existsSync(join(folder, 'taken')) ? readdirSync(join(folder, 'taken')).sort() : []);
  return { ...desk, folder, folders, put, taken };
}

describe('watched folders', () => {
  it('OF19 a file is taken once it no longer changes, moved aside, and never taken again', async () => {
    const { folder, folders, put, taken, totals } = await watching();
    put('orders.csv', orders('101').subarray(0, 100));
    await folders.scan();
    appendFileSync(join(folder, 'orders.csv'), orders('101').subarray(100));
    await folders.scan();
    expect(totals().orders).toBe(0);
    await folders.scan();
    expect(totals()).toEqual({ orders: 1, gross: 3990 });
    expect(taken()).toEqual(['orders.csv']);
    await folders.scan();
    put('orders.csv', orders('101'));
    await folders.scan();
    await folders.scan();
    expect(taken()).toEqual(['orders-2.csv', 'orders.csv']);
    expect(totals()).toEqual({ orders: 1, gross: 3990 });
  });

  it('OF19 a file that cannot be used is moved aside with the reason beside it; other files and folders are left alone', async () => {
    const { folder, folders, put } = await watching();
    put('prices.csv', Buffer.from('品名,价格\n馕,12\n'));
    put('~$orders.xlsx', Buffer.from('lock'));
    put('orders.csv.part', orders('101'));
    put('picture.png', Buffer.from('x'));
    mkdirSync(join(folder, 'folder.csv'));
    await folders.scan();
    await folders.scan();
    expect(readdirSync(folder).sort()).toEqual(['folder.csv', 'orders.csv.part', 'picture.png', 'refused', '~$orders.xlsx']);
    expect(readdirSync(join(folder, 'refused')).sort()).toEqual(['prices.csv', 'prices.csv.txt']);
    expect(readFileSync(join(folder, 'refused', 'prices.csv.txt'), 'utf8')).toBe('sentence of file-not-orders\n');
  });

  it('OF20 a busy studio or a failing disk leaves the file for the next look', async () => {
    const answers = [
      () => Promise.resolve(refused('import-running')),
      () => Promise.reject(new StorageFailure('storage-full')),
      // A host that stops ends what is running.
      () => Promise.resolve(refused('import-cancelled')),
    ];
    let calls = 0;
    const { folder, folders, put, taken } = await watching({
      importFile: () => {
        calls += 1;
        return (answers.shift() ?? (() => Promise.resolve(refused('file-seen-before'))))();
      },
    });
    put('orders.csv', orders('101'));
    for (let look = 0; look < 4; look += 1) await folders.scan();
    expect(readdirSync(folder)).toEqual(['orders.csv']);
    await folders.scan();
    expect(taken()).toEqual(['orders.csv']);
    expect(calls).toBe(4);
  });

  it('OF20 a file that cannot be moved is left, and read once', async () => {
    let calls = 0;
    const { folder, folders, put } = await watching({
      importFile: () => {
        calls += 1;
        return Promise.resolve(refused('file-not-orders'));
      },
    });
    put('orders.csv', orders('101'));
    // A file in the place of the folder bars the way for any user, root included.
    put('refused', Buffer.from(''));
    chmodSync(join(folder, 'refused'), 0o444);
    for (let look = 0; look < 4; look += 1) await folders.scan();
    expect(calls).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(['orders.csv', 'refused']);
    appendFileSync(join(folder, 'orders.csv'), '\n');
    for (let look = 0; look < 3; look += 1) await folders.scan();
    expect(calls).toBe(2);
  });

  it('OF20 a reason that cannot be written, as on a full disk, ends no watch', async () => {
    const { folder, folders, put, taken } = await watching();
    mkdirSync(join(folder, 'refused', 'prices.csv.txt'), { recursive: true });
    put('prices.csv', Buffer.from('品名,价格\n馕,12\n'));
    put('z.csv', orders('101'));
    await folders.scan();
    await folders.scan();
    expect(readdirSync(join(folder, 'refused')).sort()).toEqual(['prices.csv', 'prices.csv.txt']);
    expect(taken()).toEqual(['z.csv']);
  });

  it('OF20 a folder that is not there is no fault, and is watched when it comes', async () => {
    const folder = join(temporaryFolder(), 'later');
    const { folders, totals } = await watching({ folders: () => [{ source: 'shop', folder }] });
    await folders.scan();
    mkdirSync(folder);
    writeFileSync(join(folder, 'orders.csv'), orders('101'));
    await folders.scan();
    await folders.scan();
    expect(totals().orders).toBe(1);
  });

  it('OF20 it looks again and again until it is stopped', async () => {
    const clock = manualClock();
    let looks = 0;
    const folders = () => {
      looks += 1;
      return [];
    };
    const watch = (await watching({ clock, folders })).folders;
    watch.start();
    await clock.advance(3_000);
    await expect.poll(() => looks).toBe(1);
    await clock.advance(3_000);
    await expect.poll(() => looks).toBe(2);
    await watch.stop();
    await clock.advance(10_000);
    expect(looks).toBe(2);
  });
});
