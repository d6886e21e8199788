/** The whole host keeps its book: recovered from damage, through a full disk, backed up at its end. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { accepted } from '../../native/contract/refusal.ts';
import type { Host } from '../../native/host.ts';
import { newSecret } from '../../native/orders/standard-webhooks.ts';
import { checkCopy } from '../../native/store/copy-check.ts';
import { deliver, newFolder, openDesk, paidOrder, startTestHost } from '../harness/test-host.ts';
import { zero } from '../native/store/damage.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function startHost(folder: string, secret: string): Promise<Host> {
  writeFileSync(join(folder, 'feeds.json'), JSON.stringify([{ source: 'shop', type: 'generic', secretEnv: 'SHOP' }]));
  const host = await startTestHost(folder, { environment: { SHOP: secret } });
  let stopped = false;
  const stop = host.stop.bind(host);
  host.stop = async () => {
    if (!stopped) await stop();
    stopped = true;
  };
  closing.push(() => host.stop());
  return host;
}

const problems = (host: Host) => host.desk.status.state.get().problems.map(({ code }) => code);
const send = async (host: Host, secret: string, orderId: string, title = '核桃') =>
  (await deliver(host, 'shop', secret, paidOrder(orderId, 'HT-1', 1, 100).replace('薄皮核桃', title))).status;

describe('the host and its book', () => {
  it('ST37 backs up on command, on another disk too, and at a clean stop', async () => {
    const folder = newFolder();
    const disk = newFolder();
    const secret = newSecret();
    const host = await startHost(folder, secret);
    const desk = openDesk(host);
    closing.push(() => desk.close());
    expect(await desk.send('configureStudio', { backupFolder: disk, retentionYears: 5 })).toEqual(accepted({}));
    const backedUp = await desk.send('backUp', {});
    if (!backedUp.ok) throw new Error(backedUp.refusal.code);
    expect(backedUp.value.files).toEqual([expect.stringContaining(join(folder, 'backups')), expect.stringContaining(disk)]);
    expect(host.desk.status.state.get()).toMatchObject({
      backupFolder: disk,
      retentionYears: 5,
      lastBackup: { files: backedUp.value.files },
    });
    expect(await send(host, secret, 'o-1')).toBe(200);
    const { headSeq } = host.desk.ledger;
    await host.stop();
    const newest = readdirSync(join(folder, 'backups')).toSorted().at(-1)!;
    expect(checkCopy(join(folder, 'backups', newest))).toEqual({ headSeq, entries: headSeq });
  });

  it('ST37 comes back from damage with every acknowledged order, and says so until the broadcast ends', async () => {
    const folder = newFolder();
    const secret = newSecret();
    const first = await startHost(folder, secret);
    for (let order = 0; order < 30; order += 1) expect(await send(first, secret, `o-${order}`)).toBe(200);
    await first.stop();
    const totals = first.desk.sales.state.get().totals;
    zero(join(folder, 'studio.db'), 0, 100);

    const host = await startHost(folder, secret);
    expect(problems(host)).toContain('storage-recovered');
    expect(host.desk.sales.state.get().totals).toEqual(totals);
    expect(host.desk.playout.broadcastId).toBe(first.desk.playout.broadcastId);
    expect(readdirSync(folder).filter((name) => name.includes('.damaged-'))).toHaveLength(1);
    expect(await send(host, secret, 'o-7')).toBe(200);
    expect(host.desk.sales.state.get().totals).toEqual(totals);
    await host.stop();

    const again = await startHost(folder, secret);
    expect(problems(again)).toContain('storage-recovered');
    expect((await again.desk.playout.startBroadcast('operator:desk')).ok).toBe(true);
    expect((await again.desk.playout.endBroadcast('operator:desk')).ok).toBe(true);
    expect(problems(again)).not.toContain('storage-recovered');
  });
});

/** A disk of its own that is really full; null with the reason where none can be mounted. */
function smallDisk(megabytes: number): { folder: string } | { reason: string } {
  const folder = mkdtempSync(join(tmpdir(), 'hetian-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { encoding: 'utf8' });
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true });
    return { reason: mounted.error?.message ?? mounted.stderr.trim() };
  }
  closing.push(() => {
    spawnSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder };
}

describe('a real disk', () => {
  it('ST38 that is full answers 503, refuses commands, loses and doubles nothing, and goes on by itself', async ({ skip }) => {
    const disk = smallDisk(400);
    if ('reason' in disk) return skip(`no disk of its own can be mounted: ${disk.reason}`);
    const folder = join(disk.folder, 'data');
    mkdirSync(folder);
    const secret = newSecret();
    const host = await startHost(folder, secret);
    const desk = openDesk(host);
    closing.push(() => desk.close());
    const filler = join(disk.folder, 'recording.mkv');
    expect(await send(host, secret, 'before')).toBe(200);
    await vi.waitFor(() => expect(statSync(join(folder, 'reserve')).size).toBe(64 * 1024 * 1024), { timeout: 10_000 });
    fill(filler);

    const acknowledged: string[] = ['before'];
    const refusedOrders: string[] = [];
    for (let order = 0; order < 1000; order += 1) {
      const status = await send(host, secret, `o-${order}`, 'x'.repeat(200));
      expect([200, 503]).toContain(status);
      (status === 200 ? acknowledged : refusedOrders).push(`o-${order}`);
    }
    expect(refusedOrders.length).toBeGreaterThan(0);
    expect(problems(host)).toContain('storage-full');
    expect(await desk.send('addNote', { text: 'note' })).toMatchObject({ ok: false, refusal: { code: 'storage-full' } });
    expect((await fetch(`${host.origin}/healthz`)).status).toBe(200);
    expect(host.desk.ledger.lastEntries(1)).toHaveLength(1);
    expect(existsSync(join(folder, 'reserve'))).toBe(false);

    rmSync(filler);
    await vi.waitFor(async () => expect(await send(host, secret, refusedOrders[0]!)).toBe(200), { timeout: 5000, interval: 200 });
    expect(problems(host)).not.toContain('storage-full');
    expect(existsSync(join(folder, 'reserve'))).toBe(true);
    for (const order of refusedOrders) expect(await send(host, secret, order, 'x'.repeat(200))).toBe(200);
    expect(host.desk.sales.state.get().totals.orderCount).toBe(1001);
    const stored = host.desk.ledger.lastEntries(5000).filter(({ kind }) => kind === 'order.paid');
    expect(new Set(stored.map(({ body }) => (body as { orderId: string }).orderId)).size).toBe(1001);
    expect(stored).toHaveLength(1001);
  });

  it('ST46 that is nearly full holds back what can wait, and orders still come in', async ({ skip }) => {
    const disk = smallDisk(400);
    if ('reason' in disk) return skip(`no disk of its own can be mounted: ${disk.reason}`);
    const secret = newSecret();
    const host = await startHost(disk.folder, secret);
    const desk = openDesk(host);
    closing.push(() => desk.close());
    await vi.waitFor(() => expect(problems(host)).toContain('disk-low'), { timeout: 10_000 });
    const broadcastId = host.health().broadcast;
    expect(await desk.send('exportBroadcast', { broadcastId })).toMatchObject({ ok: false, refusal: { code: 'disk-low' } });
    const imported = await fetch(
      `${host.origin}/api/orders/import?source=shop&name=orders.csv&apply=1&token=${new URL(host.url).searchParams.get('token')}`,
      {
        method: 'POST',
        body: 'a,b',
      },
    );
    expect(await imported.json()).toMatchObject({ ok: false, refusal: { code: 'disk-low' } });
    expect(await send(host, secret, 'o-1')).toBe(200);
  });

  it('ST45 that is read-only refuses the start with what to do, and holds everything once it can be written', async ({ skip }) => {
    const disk = smallDisk(64);
    if ('reason' in disk) return skip(`no disk of its own can be mounted: ${disk.reason}`);
    const secret = newSecret();
    const first = await startHost(disk.folder, secret);
    expect(await send(first, secret, 'before')).toBe(200);
    await first.stop();
    remount(disk.folder, 'ro');
    await expect(startTestHost(disk.folder)).rejects.toThrow(/storage-unwritable/u);
    remount(disk.folder, 'rw');
    const again = await startHost(disk.folder, secret);
    expect(again.desk.sales.state.get().totals.orderCount).toBe(1);
  });
});

describe('a database that cannot be written for a while', () => {
  it('ST45 acknowledges nothing, is said, and is written again as soon as it can be', async () => {
    const folder = newFolder();
    const secret = newSecret();
    const host = await startHost(folder, secret);
    expect(await send(host, secret, 'before')).toBe(200);
    const other = new Database(join(folder, 'studio.db'));
    closing.push(() => other.close());
    other.exec('BEGIN IMMEDIATE');
    expect(await Promise.all(['a', 'b', 'c'].map((order) => send(host, secret, order)))).toEqual([503, 503, 503]);
    expect(problems(host)).toContain('storage-unwritable');
    expect(host.desk.ledger.lastEntries(1)[0]).toMatchObject({ kind: 'order.paid', body: { orderId: 'before' } });
    other.exec('ROLLBACK');
    await vi.waitFor(() => expect(problems(host)).not.toContain('storage-unwritable'), { timeout: 15_000, interval: 200 });
    expect(await send(host, secret, 'a')).toBe(200);
    expect(host.desk.sales.state.get().totals.orderCount).toBe(2);
  });
});

function remount(folder: string, mode: 'ro' | 'rw'): void {
  const { status, stderr } = spawnSync('mount', ['-o', `remount,${mode}`, folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** Takes all the room there is. */
function fill(path: string): void {
  for (let bytes = 1024 * 1024; bytes >= 1024; bytes = Math.floor(bytes / 2)) {
    for (;;) {
      try {
        writeFileSync(path, Buffer.alloc(bytes), { flag: 'a' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        break;
      }
    }
  }
  expect(statSync(path).size).toBeGreaterThan(0);
}
